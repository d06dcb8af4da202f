"""Sent referrals as JSON; each step of a person is a resource of its own."""

from typing import Annotated
from uuid import UUID

from litestar import get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from casework.access.gate import Gate
from casework.referrals import actions, choices, inbox_api, lists, queries, signpost_actions
from casework.referrals.codes import ReferralAct, ReferralState
from casework.referrals.schemas import Content, NewReferral, NewSignpost, Remark, Spoken, Successor, Transmission
from casework.referrals.views import Preview, ReferralRow, ReferralView
from casework.web.answers import Answer, tagged

PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000)]
PERSON = "/api/referrals/{referral_id:uuid}/persons/{person_id:uuid}"


@get("/api/referrals")
async def list_referrals(
    gate: NamedDependency[Gate],
    page: PageNumber = 1,
    case: FromQuery[UUID | None] = None,
    recipient: FromQuery[UUID | None] = None,
    in_state: Annotated[ReferralState | None, QueryParameter(name="state")] = None,
    open: FromQuery[bool] = False,  # noqa: A002  # The name in the address.
    overdue: FromQuery[bool] = False,
) -> list[ReferralRow]:
    """List 50 sent referrals, overdue ones first."""
    found = await lists.sent(gate, page, case=case, recipient=recipient, state=in_state, open=open, overdue=overdue)
    return found.rows


@post("/api/referrals")
async def prepare(gate: NamedDependency[Gate], data: JSONBody[NewReferral]) -> Answer[ReferralView]:
    """Prepare a referral; whoever is released for everything chosen is ready at once."""
    return await _shown(gate, await actions.prepare(gate, data), 201)


@post("/api/referrals/signposts")
async def signpost(gate: NamedDependency[Gate], data: JSONBody[NewSignpost]) -> Answer[ReferralView]:
    """Note that persons were shown the way; nothing is sent and nobody else is told."""
    return await _shown(gate, await signpost_actions.signpost(gate, data), 201)


@get("/api/referrals/{referral_id:uuid}")
async def read(gate: NamedDependency[Gate], referral_id: FromPath[UUID]) -> Answer[ReferralView]:
    """Give a referral with its persons, their steps and what may be done now."""
    return await _shown(gate, referral_id)


@patch("/api/referrals/{referral_id:uuid}")
async def rewrite(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    data: JSONBody[Content],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Change what will be passed on, as long as nothing was sent."""
    await actions.rewrite(gate, referral_id, data, version)
    return await _shown(gate, referral_id)


@get("/api/referrals/{referral_id:uuid}/preview")
async def preview(gate: NamedDependency[Gate], referral_id: FromPath[UUID]) -> Preview:
    """Give exactly what the receiver would see, with the fingerprint to send back with the order."""
    return await queries.preview(gate, referral_id)


@post("/api/referrals/{referral_id:uuid}/transmission")
async def send(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    data: JSONBody[Transmission],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Send everyone who is ready; both organisations' access records are written in the same transaction."""
    await actions.send(gate, referral_id, data.preview, version)
    return await _shown(gate, referral_id, 201)


@post("/api/referrals/{referral_id:uuid}/withdrawal")
async def withdraw(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Take back everyone who can still be taken back; the receiver's copies are deleted."""
    await actions.withdraw(gate, referral_id, data.words, version)
    return await _shown(gate, referral_id, 201)


async def _step(
    gate: Gate, referral_id: UUID, person_id: UUID, act: ReferralAct, version: int, words: str | None = None
) -> Answer[ReferralView]:
    await actions.step(gate, referral_id, person_id, act, words=words, version=version)
    return await _shown(gate, referral_id, 201)


@post(PERSON + "/release-request")
async def ask_release(
    gate: NamedDependency[Gate], referral_id: FromPath[UUID], person_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[ReferralView]:
    """Record that the person is asked for a release."""
    return await _step(gate, referral_id, person_id, ReferralAct.ASK_RELEASE, version)


@post(PERSON + "/release")
async def confirm_release(
    gate: NamedDependency[Gate], referral_id: FromPath[UUID], person_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[ReferralView]:
    """Let the person's referral rest on a valid release that covers everything; 409 where there is none."""
    return await _step(gate, referral_id, person_id, ReferralAct.CONFIRM_RELEASE, version)


@post(PERSON + "/client-refusal")
async def refuse(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Record that the person does not want to be referred."""
    return await _step(gate, referral_id, person_id, ReferralAct.REFUSE, version, data.words)


@post(PERSON + "/draft")
async def back_to_draft(
    gate: NamedDependency[Gate], referral_id: FromPath[UUID], person_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[ReferralView]:
    """Take the person back into the draft."""
    return await _step(gate, referral_id, person_id, ReferralAct.EDIT, version)


@post(PERSON + "/withdrawal")
async def withdraw_person(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Take one person back; the receiver's copy is deleted."""
    return await _step(gate, referral_id, person_id, ReferralAct.WITHDRAW, version, data.words)


@post(PERSON + "/answer")
async def answer(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Spoken],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Answer the receiver's question with text; new data needs a new referral."""
    return await _step(gate, referral_id, person_id, ReferralAct.ANSWER, version, data.words)


@post(PERSON + "/redirect-agreement")
async def accept_redirect(
    gate: NamedDependency[Gate], referral_id: FromPath[UUID], person_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[ReferralView]:
    """Agree to another recipient: this referral is taken back, the other one needs a release of its own."""
    return await _step(gate, referral_id, person_id, ReferralAct.ACCEPT_REDIRECT, version)


@post(PERSON + "/redirect-rejection")
async def reject_redirect(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Stay with this recipient."""
    return await _step(gate, referral_id, person_id, ReferralAct.REJECT_REDIRECT, version, data.words)


@post(PERSON + "/error")
async def mark_error(
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReferralView]:
    """Mark as entered in error; the receiver's copy is deleted."""
    return await _step(gate, referral_id, person_id, ReferralAct.MARK_ERROR, version, data.words)


@get(PERSON + "/successors")
async def successors(
    gate: NamedDependency[Gate], referral_id: FromPath[UUID], person_id: FromPath[UUID]
) -> list[choices.OfferRow]:
    """Propose up to five offers of the same kind at other organisations."""
    return await queries.successors(gate, referral_id, person_id)


@post(PERSON + "/successor")
async def succeed(
    gate: NamedDependency[Gate], referral_id: FromPath[UUID], person_id: FromPath[UUID], data: JSONBody[Successor]
) -> Answer[ReferralView]:
    """Draft a referral of the same person with the same content to the next offer."""
    return await _shown(gate, await actions.succeed(gate, referral_id, person_id, data.offer_id), 201)


async def _shown(gate: Gate, referral_id: UUID, status: int = 200) -> Answer[ReferralView]:
    view = await queries.view(gate, referral_id)
    return tagged(view, view.version, status)


handlers = [
    list_referrals,
    prepare,
    signpost,
    read,
    rewrite,
    preview,
    send,
    withdraw,
    ask_release,
    confirm_release,
    refuse,
    back_to_draft,
    withdraw_person,
    answer,
    accept_redirect,
    reject_redirect,
    mark_error,
    successors,
    succeed,
    *inbox_api.handlers,
]
