"""Single steps as pages: the sender's withdrawal, answer and so on, and what is done with one press of a button."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.errors import Conflict, Invalid, NotFound, Stale
from casework.referrals import actions, queries
from casework.referrals.codes import BEFORE_SENDING, DeclineReason, ReferralAct, RevocationDecision
from casework.referrals.schemas import OutcomeKind
from casework.referrals.steps import SENDER, StepPage
from casework.referrals.views import ReferralView
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]
PERSON = "/referrals/{referral_id:uuid}/persons/{person_id:uuid}"
# These need no words: one press of a button.
ONE_PRESS = {
    "release-request": ReferralAct.ASK_RELEASE,
    "release": ReferralAct.CONFIRM_RELEASE,
    "draft": ReferralAct.EDIT,
}
Button = tuple[str, str, str, bool]


def sender_buttons(view: ReferralView) -> dict[UUID, list[Button]]:
    """Give the steps that the reader may take now, by person: (message, part of the address, kind, at one press)."""
    found: dict[UUID, list[Button]] = {}
    for person in view.persons:
        pressed = [(act.label, path, "secondary", True) for path, act in ONE_PRESS.items() if act in person.acts]
        opened = [
            (step.title, path, "secondary" if step.kind == "danger" else step.kind, False)
            for path, step in SENDER.items()
            if step.act in person.acts and not (step.act == ReferralAct.MARK_ERROR and person.state in BEFORE_SENDING)
        ]
        found[person.id] = main_first([*pressed, *opened])
    return found


def main_first(buttons: list[Button]) -> list[Button]:
    """Give the buttons with what is waited for in front; the others keep their order."""
    return sorted(buttons, key=lambda button: button[2] != "primary")


def version_in(form: Form[Any]) -> int:
    """Give the version that a form carried along; raises Stale without one."""
    text = form.typed("version")
    if not text.isdecimal() or len(text) > 9:
        raise Stale
    return int(text)


def step_page(
    request: AnyRequest, step: StepPage, form: Form[Any], *, name: str, address: str, version: int, status: int = 200
) -> Response[str]:
    """Show the page of one step, which posts to where it stands and leads back to the referral."""
    return page(
        request,
        "referrals/step.html",
        status,
        step=step,
        form=form,
        name=name,
        action=request.url.path,
        back=address,
        version=version,
        fields=set(step.form.__struct_fields__),
        Reason=DeclineReason,
        OutcomeKind=OutcomeKind,
        RevocationDecision=RevocationDecision,
    )


@get(PERSON + "/{step:str}")
async def open_step(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    person_id: FromPath[UUID],
    step: FromPath[str],
) -> Response[str]:
    """Show the page of one of the sender's steps; 404 for what is no step, 409 for one that is not possible now."""
    if step not in SENDER:
        raise NotFound
    return await _page_of(request, gate, referral_id, person_id, SENDER[step])


@post(PERSON + "/{step:str}", status_code=303)
async def take_step(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    referral_id: FromPath[UUID],
    person_id: FromPath[UUID],
    step: FromPath[str],
) -> Redirect | Response[str]:
    """Take one of the sender's steps."""
    if step in ONE_PRESS:
        fields = await read_fields(request)
        version = version_in(Form(SENDER["withdrawal"].form, fields))
        await actions.step(gate, referral_id, person_id, ONE_PRESS[step], words=None, version=version)
        return Redirect(f"/referrals/{referral_id}?done=step", status_code=303)
    if step not in SENDER:
        raise NotFound
    found = SENDER[step]
    form = await read_form(request, found.form)
    version = version_in(form)
    if form.valid:
        try:
            words = getattr(form.value, "words", None)
            act = ReferralAct(found.act)
            await actions.step(gate, referral_id, person_id, act, words=words, version=version)
            return Redirect(f"/referrals/{referral_id}?done=step", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _page_of(request, gate, referral_id, person_id, found, form)


async def _page_of(
    request: AnyRequest,
    gate: Gate,
    referral_id: UUID,
    person_id: UUID,
    step: StepPage,
    form: Form[Any] | None = None,
) -> Response[str]:
    view = await queries.view(gate, referral_id)
    person = next((found for found in view.persons if found.id == person_id), None)
    if person is None:
        raise NotFound
    if step.act not in person.acts:
        raise Conflict(msgid("This step is not possible any more; the referral has moved on."))
    return step_page(
        request,
        step,
        form or Form.blank(step.form),
        name=person.name,
        address=f"/referrals/{referral_id}",
        version=person.version,
        status=422 if form else 200,
    )


handlers = [open_step, take_step]
