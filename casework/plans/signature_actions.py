"""Agreeing to a plan: each person of the case for themselves, on paper or on the screen."""

from datetime import date
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.models import Case
from casework.cases.signals import ReviewPlanned
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid, Message
from casework.core.signals import tell
from casework.people.codes import LANGUAGES
from casework.people.models import Client
from casework.plans.actions import NOT_SAVED, take_signatures_back, tidy, touch
from casework.plans.codes import PlanState, SignatureForm
from casework.plans.drawing import is_drawing, is_signature
from casework.plans.models import Goal, Plan, PlanSignature
from casework.plans.schemas import NewSignature
from casework.web.i18n import msgid
from casework.web.mistakes import CHOOSE_FROM_LIST, FILL_IN


async def sign(gate: Gate, plan_id: UUID, version: int, new: NewSignature) -> PlanSignature:
    """Record that a person agrees to exactly the version they were shown; the last one makes it agreed.

    Raises NotFound, Denied, Stale where the draft changed since it was shown, Conflict, Invalid.
    """
    plan = await gate.get(Plan, plan_id, "update", version=version)
    if plan.state not in {PlanState.DRAFT, PlanState.SIGNING}:
        raise Conflict("This version is agreed already.")
    if not await gate.all(Goal, "list", Goal.plan_id == plan.id):
        raise Conflict("Write down at least one goal first.")
    case = await gate.get(Case, plan.case_id, "read")
    signed = await gate.all(PlanSignature, "list", PlanSignature.plan_id == plan.id)
    if any(one.client_id == new.client_id for one in signed):
        raise Conflict("This person has agreed already.")
    found = _mistakes(new, today())
    if new.client_id not in case.client_ids:
        found["client_id"] = [(CHOOSE_FROM_LIST, {})]
    if found:
        raise Invalid(NOT_SAVED, found)
    signature = await gate.add(await _signature(gate, plan, new), within=plan)
    done = [*signed, signature]
    # Whoever left the case meanwhile need not agree any more; whoever is in it must.
    complete = set(case.client_ids) <= {one.client_id for one in done}
    await _settle(gate, plan, max(one.signed_on for one in done) if complete else None)
    return signature


async def take_back(gate: Gate, plan_id: UUID, version: int) -> Plan:
    """Take back all signatures under a version that not everybody has signed; raises Stale or Conflict."""
    plan = await gate.get(Plan, plan_id, "update", version=version)
    if plan.state != PlanState.SIGNING:
        raise Conflict("There are no signatures to take back.")
    await take_signatures_back(gate, plan)
    return plan


async def _settle(gate: Gate, plan: Plan, agreed_on: date | None) -> None:
    if agreed_on is None:
        plan.state = PlanState.SIGNING
    else:
        for old in await gate.all(Plan, "update", Plan.case_id == plan.case_id, Plan.state == PlanState.AGREED):
            old.state = PlanState.REPLACED
        plan.state, plan.agreed_on = PlanState.AGREED, agreed_on
    touch(plan)
    await gate.flush()
    if agreed_on is not None:
        await tell(ReviewPlanned(plan.case_id, plan.next_review_on), gate)


async def _signature(gate: Gate, plan: Plan, new: NewSignature) -> PlanSignature:
    client = await gate.get(Client, new.client_id, "read")
    on_paper = new.form is SignatureForm.PAPER
    return PlanSignature(
        case_id=plan.case_id,
        plan_id=plan.id,
        client_id=new.client_id,
        form=new.form,
        signed_on=new.signed_on if on_paper else today(),
        place=tidy(new.place),
        name=(tidy(new.name) if new.form is SignatureForm.TYPED else None) or client.name,
        drawing=new.drawing if new.form is SignatureForm.DRAWN else None,
        language=new.language,
        interpreter=tidy(new.interpreter),
        recorded_by=gate.actor.member_id,
        recorded_at=now(),
    )


def _mistakes(new: NewSignature, on: date) -> dict[str, list[Message]]:
    """Give what does not fit in a signature, by field."""
    paper, drawn, typed = (new.form is form for form in (SignatureForm.PAPER, SignatureForm.DRAWN, SignatureForm.TYPED))
    drawing = new.drawing or ""
    confirm = msgid("Tick the box: without it the name does not count as an agreement.")
    checks: list[tuple[str, bool, str]] = [
        ("signed_on", paper and new.signed_on is None, FILL_IN),
        ("signed_on", paper and new.signed_on is not None and new.signed_on > on, msgid("This day has not come yet.")),
        ("place", paper and not tidy(new.place), FILL_IN),
        ("drawing", drawn and not drawing, msgid("Sign in the field, or choose another way to agree.")),
        (
            "drawing",
            bool(drawing) and not is_drawing(drawing),
            msgid("This drawing cannot be read. Please sign again."),
        ),
        (
            "drawing",
            drawn and is_drawing(drawing) and not is_signature(drawing),
            msgid("This is too little for a signature. Please sign again."),
        ),
        ("name", typed and not tidy(new.name), FILL_IN),
        ("confirmed", typed and not new.confirmed, confirm),
        ("language", new.language is not None and new.language not in LANGUAGES, CHOOSE_FROM_LIST),
    ]
    found: dict[str, list[Message]] = {}
    for name, wrong, message in checks:
        if wrong:
            found.setdefault(name, []).append((message, {}))
    return found
