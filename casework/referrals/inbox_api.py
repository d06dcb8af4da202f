"""The inbox as JSON: every answer to a received person is a resource of its own."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from casework.access.gate import Gate
from casework.people.schemas import LikelyDuplicate
from casework.referrals import inbox, inbox_actions, lists
from casework.referrals.codes import ReferralAct, ReferralState
from casework.referrals.schemas import Acceptance, Decision, Outcome, OutcomeKind, Refusal, Remark, Spoken
from casework.referrals.views import ReceivedRow, ReceivedView
from casework.web.answers import Answer, tagged

PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000)]
PERSON = "/api/inbox/{received_id:uuid}/persons/{person_id:uuid}"
OUTCOMES = {
    OutcomeKind.COMPLETED: ReferralAct.COMPLETE,
    OutcomeKind.DISCONTINUED: ReferralAct.DISCONTINUE,
    OutcomeKind.NO_SHOW: ReferralAct.MISS,
}


@get("/api/inbox")
async def list_received(
    gate: NamedDependency[Gate],
    page: PageNumber = 1,
    sender: FromQuery[UUID | None] = None,
    in_state: Annotated[ReferralState | None, QueryParameter(name="state")] = None,
    open: FromQuery[bool] = False,  # noqa: A002  # The name in the address.
    overdue: FromQuery[bool] = False,
) -> list[ReceivedRow]:
    """List 50 received referrals, overdue ones first."""
    found = await lists.received(gate, page, sender=sender, state=in_state, open=open, overdue=overdue)
    return found.rows


@get("/api/inbox/{received_id:uuid}")
async def read(gate: NamedDependency[Gate], received_id: FromPath[UUID]) -> Answer[ReceivedView]:
    """Give a received referral: envelope, parcels as far as they may be read, states and what may be done now."""
    return await _shown(gate, received_id)


@post("/api/inbox/{received_id:uuid}/review")
async def review(gate: NamedDependency[Gate], received_id: FromPath[UUID]) -> Answer[ReceivedView]:
    """Take everyone who was delivered into review; the sender sees it."""
    await inbox_actions.review(gate, received_id)
    return await _shown(gate, received_id, 201)


@get(PERSON + "/duplicates")
async def duplicates(
    gate: NamedDependency[Gate], received_id: FromPath[UUID], person_id: FromPath[UUID]
) -> list[LikelyDuplicate]:
    """Give the own clients who may be this person, to link instead of entering them twice."""
    await inbox.person(gate, received_id, person_id, "answer")
    contents = await inbox.parcels(gate, [person_id])
    return await inbox.likely_duplicates(gate, contents[person_id][0]) if person_id in contents else []


@post(PERSON + "/acceptance")
async def accept(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Acceptance],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Accept and take the person into the own records; 409 when no place is free or they may be known already."""
    await inbox_actions.accept(gate, received_id, person_id, data, version)
    return await _shown(gate, received_id, 201)


@post(PERSON + "/client")
async def take_over(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Acceptance],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Take a person who moved up from the waiting list into the own records."""
    await inbox_actions.take_over(gate, received_id, person_id, data, version)
    return await _shown(gate, received_id, 201)


@post(PERSON + "/refusal")
async def decline(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Refusal],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Decline with a reason; the copy is deleted and the sender learns why."""
    await inbox_actions.decline(gate, received_id, person_id, reason=data.reason, words=data.words, version=version)
    return await _shown(gate, received_id, 201)


async def _step(
    gate: Gate, received_id: UUID, person_id: UUID, act: ReferralAct, words: str | None, version: int
) -> Answer[ReceivedView]:
    await inbox_actions.step(gate, received_id, person_id, act, words=words, version=version)
    return await _shown(gate, received_id, 201)


@post(PERSON + "/waiting")
async def wait(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Put the person on the waiting list; they move up by themselves when a place becomes free."""
    return await _step(gate, received_id, person_id, ReferralAct.WAITLIST, data.words, version)


@post(PERSON + "/question")
async def ask(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Spoken],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Ask the sender."""
    return await _step(gate, received_id, person_id, ReferralAct.ASK, data.words, version)


@post(PERSON + "/redirect-proposal")
async def propose_redirect(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Spoken],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Propose another recipient; the data stays here until the sender has decided."""
    return await _step(gate, received_id, person_id, ReferralAct.PROPOSE_REDIRECT, data.words, version)


@post(PERSON + "/contact")
async def make_contact(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Record the first contact with the person."""
    return await _step(gate, received_id, person_id, ReferralAct.MAKE_CONTACT, data.words, version)


@post(PERSON + "/attendance")
async def attend(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Remark],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Record that the person attends: the offer has started for them."""
    return await _step(gate, received_id, person_id, ReferralAct.START, data.words, version)


@post(PERSON + "/outcome")
async def end(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Outcome],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Record what came of it; the sender sees it."""
    return await _step(gate, received_id, person_id, OUTCOMES[data.outcome], data.words, version)


@post(PERSON + "/decision")
async def decide(
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[Decision],
    version: NamedDependency[int],
) -> Answer[ReceivedView]:
    """Decide what happens to the copy after the release was revoked; the sender learns of it."""
    await inbox_actions.decide(
        gate, received_id, person_id, decision=data.decision, reason=data.reason, version=version
    )
    return await _shown(gate, received_id, 201)


async def _shown(gate: Gate, received_id: UUID, status: int = 200) -> Answer[ReceivedView]:
    view = await inbox.view(gate, received_id)
    return tagged(view, view.version, status)


handlers = [
    list_received,
    read,
    review,
    duplicates,
    accept,
    take_over,
    decline,
    wait,
    ask,
    propose_redirect,
    make_contact,
    attend,
    end,
    decide,
]
