"""Pages on which persons agree to a plan, and on which it is reviewed."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import note_actions, note_queries
from casework.cases.forms import AnyRequest, version_in
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, Stale
from casework.people.codes import language_choices
from casework.plans import drawing, queries, review_actions, signature_actions
from casework.plans.actions import proposed_review
from casework.plans.codes import PlanState, SignatureForm
from casework.plans.forms import CODES, Place, place_of
from casework.plans.models import Review
from casework.plans.schemas import Finding, NewReview, NewSignature, ReviewForm
from casework.plans.views import PlanView
from casework.web.forms import Form
from casework.web.input import read_fields
from casework.web.render import language_of, page

REVIEW = "plan-review"


@get("/plans/{plan_id:uuid}/agreement", include_in_schema=False)
async def ask_agreement(
    request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID], client: FromQuery[UUID | None] = None
) -> Response[str]:
    """Show the plan once more in short, and how the next person can agree to it."""
    at = await place_of(gate, plan_id)
    plan = await queries.plan(gate, plan_id)
    missing = [one for one in at.head.persons if plan.signature_of(one.client_id) is None]
    person = next((one for one in missing if one.client_id == client), missing[0] if missing else None)
    form = Form.blank(
        NewSignature,
        client_id=person.client_id if person else None,
        form=SignatureForm.DRAWN,
        signed_on=today(),
        language=person.language if person else None,
    )
    return _agreement_page(request, at, plan, form)


@post("/plans/{plan_id:uuid}/agreement", status_code=303, include_in_schema=False)
async def sign_plan(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[Any]:
    """Record that a person agrees; then the next person, or the plan that is agreed by now."""
    fields, status = await read_fields(request), 422
    form = Form.read(NewSignature, fields)
    if form.valid:
        try:
            signature = await signature_actions.sign(gate, plan_id, version_in(fields), form.value)
            plan = await queries.plan(gate, plan_id)
            if plan.state is PlanState.SIGNING:
                return Redirect(f"/plans/{plan_id}/agreement", status_code=303)
            return Redirect(f"/cases/{signature.case_id}/plan?done=agreed", status_code=303)
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
    return _agreement_page(request, await place_of(gate, plan_id), await queries.plan(gate, plan_id), form, status)


@post("/plans/{plan_id:uuid}/agreement/withdrawal", status_code=303, include_in_schema=False)
async def take_back(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Redirect:
    """Take the signatures back, so that the draft can be changed."""
    plan = await signature_actions.take_back(gate, plan_id, version_in(await read_fields(request)))
    return Redirect(f"/cases/{plan.case_id}/plan?done=taken_back", status_code=303)


@get("/plans/{plan_id:uuid}/reviews/new", include_in_schema=False)
async def new_review(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[str]:
    """Show the form for a review, goal by goal, with what was being written in it."""
    at, plan = await place_of(gate, plan_id), await queries.plan(gate, plan_id)
    kept = await note_queries.draft(gate, REVIEW, at.head.id)
    if kept is not None:
        return _review_page(request, at, plan, Form(ReviewForm, kept.fields), draft_at=kept.updated_at.isoformat())
    initial = {f"attainment-{goal.id}": goal.attainment for goal in plan.goals}
    form = Form.blank(ReviewForm, held_on=today(), next_review_on=proposed_review(today()), **initial)
    return _review_page(request, at, plan, form)


@post("/plans/{plan_id:uuid}/reviews", status_code=303, include_in_schema=False)
async def add_review(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[Any]:
    """Record the review and plan the next one."""
    fields, status = await read_fields(request), 422
    form = Form.read(ReviewForm, fields)
    at, plan = await place_of(gate, plan_id), await queries.plan(gate, plan_id)
    findings = _findings(plan, form, fields)
    if form.valid:
        try:
            await review_actions.add_review(gate, plan_id, version_in(fields), _review_from(form.value, findings))
            await note_actions.discard_draft(gate, REVIEW, at.head.id)
            return Redirect(f"/cases/{at.head.id}/plan?done=reviewed", status_code=303)
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
    return _review_page(request, at, plan, form, status)


@get("/plan-reviews/{review_id:uuid}/edit", include_in_schema=False)
async def edit_review(request: AnyRequest, gate: NamedDependency[Gate], review_id: FromPath[UUID]) -> Response[str]:
    """Show a review for correcting."""
    review = await gate.get(Review, review_id, "update")
    at, plan = await place_of(gate, review.plan_id), await queries.plan(gate, review.plan_id)
    return _review_page(request, at, plan, _form_of(plan, review), review=review)


@post("/plan-reviews/{review_id:uuid}/edit", status_code=303, include_in_schema=False)
async def correct_review(request: AnyRequest, gate: NamedDependency[Gate], review_id: FromPath[UUID]) -> Response[Any]:
    """Save the correction; what the review said before stays readable below it."""
    fields, status = await read_fields(request), 422
    form = Form.read(ReviewForm, fields)
    review = await gate.get(Review, review_id, "update")
    at, plan = await place_of(gate, review.plan_id), await queries.plan(gate, review.plan_id)
    findings = _findings(plan, form, fields)
    if form.valid:
        try:
            new = _review_from(form.value, findings)
            await review_actions.correct_review(gate, review_id, version_in(fields), new)
            return Redirect(f"/cases/{at.head.id}/plan?done=corrected", status_code=303)
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
    return _review_page(request, at, plan, form, status, review=review)


def _form_of(plan: PlanView, review: Review) -> Form[ReviewForm]:
    """Give the form of a review with what it says now."""
    found = {finding["origin_id"]: finding for finding in review.findings}
    initial: dict[str, Any] = {}
    for goal in plan.goals:
        finding = found.get(str(goal.origin_id), {"attainment": goal.attainment.value, "words": None})
        initial |= {f"attainment-{goal.id}": finding["attainment"], f"words-{goal.id}": finding["words"] or ""}
    days = {"held_on": review.held_on, "next_review_on": review.next_review_on}
    return Form.blank(ReviewForm, summary=review.summary, **days, **initial)


def _review_from(head: ReviewForm, findings: list[Finding]) -> NewReview:
    return NewReview(held_on=head.held_on, summary=head.summary, findings=findings, next_review_on=head.next_review_on)


def _findings(plan: PlanView, form: Form[ReviewForm], fields: dict[str, list[str]]) -> list[Finding]:
    """Read what was found about each goal; a mistake stands at the field of its goal."""
    found = []
    for goal in plan.goals:
        typed = {name: fields.get(f"{name}-{goal.id}", []) for name in ("attainment", "words")}
        one = Form.read(Finding, {"goal_id": str(goal.id), **typed})
        for name, mistakes in one.errors.items():
            for message, values in mistakes:
                form.fail(f"{name}-{goal.id}", message, **values)
        if one.valid:
            found.append(one.value)
    return found


def _agreement_page(
    request: AnyRequest, at: Place, plan: PlanView, form: Form[NewSignature], status: int = 200
) -> Response[str]:
    waiting = [one for one in at.head.persons if plan.signature_of(one.client_id) is None]
    return page(
        request,
        "plans/agreement.html",
        status,
        head=at.head,
        at=at,
        plan=plan,
        form=form,
        waiting=waiting,
        spoken=language_choices(language_of(request)),
        width=drawing.WIDTH,
        height=drawing.HEIGHT,
        **CODES,
    )


def _review_page(
    request: AnyRequest,
    at: Place,
    plan: PlanView,
    form: Form[ReviewForm],
    status: int = 200,
    draft_at: str = "",
    review: Review | None = None,
) -> Response[str]:
    form.demanded = frozenset(f"attainment-{goal.id}" for goal in plan.goals)
    shown = {"head": at.head, "at": at, "plan": plan, "form": form, "draft_at": draft_at, "review": review}
    return page(request, "plans/review.html", status, **shown, **CODES)


handlers = [ask_agreement, sign_plan, take_back, new_review, add_review, edit_review, correct_review]
