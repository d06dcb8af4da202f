"""The receiver's pages: what arrived, accepting into the own records, and every other answer."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response
from msgspec import Meta, Struct

from casework.access.gate import Gate
from casework.core.errors import Conflict, Invalid, Message, NotFound
from casework.people.actions import MaybeKnown
from casework.people.schemas import LikelyDuplicate
from casework.referrals import inbox, inbox_actions, parcel, progress
from casework.referrals.codes import ReferralAct, RevocationDecision
from casework.referrals.drafts import district_names, labels
from casework.referrals.inbox_api import OUTCOMES
from casework.referrals.schemas import Acceptance, CaseChoice, Decision, Outcome, Refusal, Words
from casework.referrals.step_pages import Button, main_first, step_page, version_in
from casework.referrals.steps import RECEIVER, StepPage
from casework.referrals.views import ReceivedPersonView, ReceivedView
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_form
from casework.web.render import page, reader

AnyRequest = Request[Any, Any, Any]
PERSON = "/inbox/{received_id:uuid}/persons/{person_id:uuid}"
OUTCOME_ACTS = {act.value for act in OUTCOMES.values()}
NEW_CLIENT = "new"


class AcceptanceForm(Struct):
    """The acceptance as the page asks for it: "new" or one of the own clients."""

    client: Annotated[str, Meta(max_length=36)]
    case: CaseChoice
    looked: bool = False
    words: Words | None = None


@get("/inbox")
async def to_list() -> Redirect:
    """Lead to the list of what was received."""
    return Redirect("/referrals?part=received", status_code=303)


@get("/inbox/{received_id:uuid}")
async def read(
    request: AnyRequest, gate: NamedDependency[Gate], received_id: FromPath[UUID], done: FromQuery[str] = ""
) -> Response[str]:
    """Show a received referral: exactly the parcel, where it stands, and what may be done now."""
    view = await inbox.view(gate, received_id)
    districts = await district_names(gate, [person.parcel for person in view.persons if person.parcel])
    words = reader(request)
    return page(
        request,
        "referrals/received.html",
        view=view,
        parcels={p.id: parcel.sections(p.parcel, words, districts) for p in view.persons if p.parcel},
        dots={person.id: progress.dots(person.state, person.steps, received=True) for person in view.persons},
        tone=progress.tone,
        steps={person.id: _buttons(person) for person in view.persons},
        labels=labels(),
        done=done,
    )


@post("/inbox/{received_id:uuid}/review", status_code=303)
async def review(gate: NamedDependency[Gate], received_id: FromPath[UUID]) -> Redirect:
    """Take everyone who was delivered into review."""
    await inbox_actions.review(gate, received_id)
    return Redirect(f"/inbox/{received_id}", status_code=303)


@get(PERSON + "/acceptance")
async def open_acceptance(
    request: AnyRequest, gate: NamedDependency[Gate], received_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Response[str]:
    """Ask whether the person is known already and whether a case is opened."""
    view, person = await _person(gate, received_id, person_id)
    if not {ReferralAct.ACCEPT.value, "take_over"} & set(person.acts):
        raise Conflict(msgid("This step is not possible any more; the referral has moved on."))
    joint = any(other.case_id for other in view.persons)
    case = CaseChoice.JOINT if joint else CaseChoice.NEW
    known = await _known(gate, person)
    return _acceptance_page(request, view, person, known, Form.blank(AcceptanceForm, case=case))


@post(PERSON + "/acceptance", status_code=303)
async def accept(
    request: AnyRequest, gate: NamedDependency[Gate], received_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Accept, and take the person into the own records."""
    form = await read_form(request, AcceptanceForm)
    version = version_in(form)
    # Everything that the page would need is read first: a refusal by the database ends what can be read afterwards.
    view, person = await _person(gate, received_id, person_id)
    known = await _known(gate, person)
    wanted = _acceptance(form)
    if wanted is not None:
        try:
            act = inbox_actions.take_over if "take_over" in person.acts else inbox_actions.accept
            await act(gate, received_id, person_id, wanted, version)
            return Redirect(f"/inbox/{received_id}?done=accepted", status_code=303)
        except (MaybeKnown, Conflict, Invalid) as error:
            form.take(error)
    return _acceptance_page(request, view, person, known, form, 422)


@get(PERSON + "/{step:str}")
async def open_step(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    step: FromPath[str],
) -> Response[str]:
    """Show the page of one of the receiver's steps; 404 for what is no step, 409 for one that is not possible now."""
    if step not in RECEIVER:
        raise NotFound
    view, person = await _person(gate, received_id, person_id)
    found = RECEIVER[step]
    if not any(path == step for _, path, _, _ in _buttons(person)):
        raise Conflict(msgid("This step is not possible any more; the referral has moved on."))
    return _page_of(request, view, person, found, Form.blank(found.form))


@post(PERSON + "/{step:str}", status_code=303)
async def take_step(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    received_id: FromPath[UUID],
    person_id: FromPath[UUID],
    step: FromPath[str],
) -> Redirect | Response[str]:
    """Take one of the receiver's steps."""
    if step not in RECEIVER:
        raise NotFound
    found = RECEIVER[step]
    form = await read_form(request, found.form)
    version = version_in(form)
    view, person = await _person(gate, received_id, person_id)
    if form.valid:
        try:
            await _take(gate, received_id, person_id, found, form.value, version)
            return Redirect(f"/inbox/{received_id}?done=step", status_code=303)
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            # After a revocation the choice itself may be impossible, and the page says why beside it.
            if found.form is not Decision:
                raise
            form.take(error)
    return _page_of(request, view, person, found, form, 422)


async def _take(gate: Gate, received_id: UUID, person_id: UUID, step: StepPage, value: Any, version: int) -> None:  # noqa: ANN401  # Any of the forms.
    if isinstance(value, Refusal):
        await inbox_actions.decline(
            gate, received_id, person_id, reason=value.reason, words=value.words, version=version
        )
    elif isinstance(value, Decision):
        if value.decision is RevocationDecision.OWN_BASIS and not (value.reason or "").strip():
            told: dict[str, list[Message]] = {
                "reason": [(msgid("Name the legal basis on which the copy is kept."), {})]
            }
            raise Invalid(msgid("Nothing was decided yet."), told)
        await inbox_actions.decide(
            gate, received_id, person_id, decision=value.decision, reason=value.reason, version=version
        )
    else:
        act = OUTCOMES[value.outcome] if isinstance(value, Outcome) else ReferralAct(step.act)
        await inbox_actions.step(gate, received_id, person_id, act, words=value.words, version=version)


def _buttons(person: ReceivedPersonView) -> list[Button]:
    acts = set(person.acts)
    found: list[Button] = []
    if {ReferralAct.ACCEPT.value, "take_over"} & acts:
        label = msgid("Take into our records") if "take_over" in acts else ReferralAct.ACCEPT.label
        found.append((label, "acceptance", "primary", False))
    for path, step in RECEIVER.items():
        possible = bool(acts & OUTCOME_ACTS) if step.form is Outcome else step.act in acts
        if possible:
            main = step.act == "decide" or (step.form is Outcome and "complete" in acts)
            found.append((step.title, path, "primary" if main else "secondary", False))
    return main_first(found)


def _acceptance(form: Form[AcceptanceForm]) -> Acceptance | None:
    if not form.valid:
        return None
    value = form.value
    if value.client == NEW_CLIENT:
        return Acceptance(None, value.looked, value.case, value.words)
    try:
        return Acceptance(UUID(value.client), False, value.case, value.words)
    except ValueError:
        form.fail("client", msgid("Please choose something here."))
        return None


async def _person(gate: Gate, received_id: UUID, person_id: UUID) -> tuple[ReceivedView, ReceivedPersonView]:
    view = await inbox.view(gate, received_id)
    for person in view.persons:
        if person.id == person_id:
            return view, person
    raise NotFound


async def _known(gate: Gate, person: ReceivedPersonView) -> list[LikelyDuplicate]:
    return await inbox.likely_duplicates(gate, person.parcel) if person.parcel else []


def _acceptance_page(
    request: AnyRequest,
    view: ReceivedView,
    person: ReceivedPersonView,
    known: list[LikelyDuplicate],
    form: Form[AcceptanceForm],
    status: int = 200,
) -> Response[str]:
    others = [other for other in view.persons if other.case_id]
    return page(
        request,
        "referrals/acceptance.html",
        status,
        view=view,
        person=person,
        form=form,
        known=known,
        choices=[(code.value, code.label) for code in CaseChoice if code is not CaseChoice.JOINT or others],
    )


def _page_of(
    request: AnyRequest,
    view: ReceivedView,
    person: ReceivedPersonView,
    step: StepPage,
    form: Form[Any],
    status: int = 200,
) -> Response[str]:
    name = person.name or view.sender_name
    address = f"/inbox/{view.id}"
    return step_page(request, step, form, name=name, address=address, version=person.version, status=status)


handlers = [to_list, read, review, open_acceptance, accept, open_step, take_step]
