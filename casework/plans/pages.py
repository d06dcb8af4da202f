"""Pages of support plans: the plan of a case, its versions, what stands above the goals, and the printed sheet."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases import running, sections
from casework.cases.forms import AnyRequest, version_in
from casework.cases.models import Case
from casework.cases.queries import case_head
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, NotFound, Stale
from casework.plans import actions, agreement_pages, goal_pages, queries
from casework.plans.differences import differences
from casework.plans.forms import CODES, acts_at, form_page, merge_page, place_of
from casework.plans.labels import all_labels, labels_for
from casework.plans.models import Plan
from casework.plans.schemas import PlanDetails
from casework.plans.sheet import sheet
from casework.plans.views import PlanRow
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields
from casework.web.render import page, reader

PLAN_PAGES = ("/plans", "/plan-goals", "/plan-measures")
sections.register(msgid("Plan"), "plan", order=15, count=queries.OPEN_STEPS, also=PLAN_PAGES)
running.register(queries.running)


@get("/cases/{case_id:uuid}/plan", include_in_schema=False)
async def show_plan_of_case(
    request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID], done: FromQuery[str] = ""
) -> Response[str]:
    """Show the latest version of the plan of a case, or how to begin one."""
    gate.require(Plan, "list", within="assigned")
    versions = await queries.versions(gate, case_id)
    if versions:
        return await _plan_page(request, gate, versions[0].id, versions, done)
    case = await gate.get(Case, case_id, "read")
    may_start = gate.may(Plan, "create", within=case) and case.closed_on is None
    return page(request, "plans/none.html", head=await case_head(gate, case_id), may_start=may_start, done=done)


@post("/cases/{case_id:uuid}/plan", status_code=303, include_in_schema=False)
async def start_plan(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Redirect:
    """Start the first version of a plan, or the next one; the first begins with its first goal."""
    plan = await actions.start(gate, case_id)
    first = f"/plans/{plan.id}/goals/new"
    return Redirect(first if plan.number == 1 else f"/cases/{case_id}/plan?done=next", status_code=303)


@get("/plans/{plan_id:uuid}", include_in_schema=False)
async def show_plan(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[str]:
    """Show one version of a plan."""
    return await _plan_page(request, gate, plan_id, None, "")


@get("/plans/{plan_id:uuid}/edit", include_in_schema=False)
async def edit_plan(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[str]:
    """Show the form for what stands above the goals."""
    at = await place_of(gate, plan_id)
    form = Form.blank(PlanDetails, situation=at.plan.situation, next_review_on=at.plan.next_review_on)
    return form_page(request, "plans/edit.html", at, form)


@post("/plans/{plan_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_plan(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[Any]:
    """Save what stands above the goals; where the draft was changed meanwhile, show both."""
    fields, status = await read_fields(request), 422
    form = Form.read(PlanDetails, fields)
    at = await place_of(gate, plan_id)
    if form.valid:
        try:
            await actions.change_details(gate, plan_id, version_in(fields), form.value)
            return Redirect(f"/cases/{at.head.id}/plan?done=saved", status_code=303)
        except (Invalid, Conflict) as error:
            status = form.take(error)
        except Stale:
            theirs = Form.blank(PlanDetails, situation=at.plan.situation, next_review_on=at.plan.next_review_on)
            return merge_page(request, at, form, theirs, at.plan.version, f"{at.address}/edit")
    return form_page(request, "plans/edit.html", at, form, status)


@post("/plans/{plan_id:uuid}/removal", status_code=303, include_in_schema=False)
async def discard_plan(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Redirect:
    """Discard a draft, after it was asked once."""
    case_id = await actions.discard(gate, plan_id, version_in(await read_fields(request)))
    return Redirect(f"/cases/{case_id}/plan?done=discarded", status_code=303)


@get("/plans/{plan_id:uuid}/removal", include_in_schema=False)
async def ask_removal(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[str]:
    """Ask once before a draft is discarded."""
    at, words = await place_of(gate, plan_id, "delete"), reader(request)
    return page(
        request,
        "web/confirm.html",
        title=words.gettext(msgid("Discard this draft?")),
        text=words.gettext(msgid("Its goals and measures are deleted. Versions that were agreed stay.")),
        action=f"{at.address}/removal",
        submit=words.gettext(msgid("Discard draft")),
        cancel=f"/cases/{at.head.id}/plan",
        fields={"version": at.plan.version},
    )


@get("/plans/{plan_id:uuid}/differences", include_in_schema=False)
async def compare(
    request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID], earlier: FromQuery[UUID | None] = None
) -> Response[str]:
    """Show what differs from an earlier version to this one; from itself, which is nothing, if none is named."""
    after, before = await queries.plan(gate, plan_id), await queries.plan(gate, earlier or plan_id)
    if before.case_id != after.case_id:
        raise NotFound
    head = await case_head(gate, after.case_id)
    found = differences(before, after)
    return page(request, "plans/differences.html", head=head, before=before, plan=after, found=found)


@get("/plans/{plan_id:uuid}/sheet", include_in_schema=False)
async def print_plan(
    request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID], language: FromQuery[str] = ""
) -> Response[str]:
    """Show a version as it is printed: German beside the language of the client."""
    plan = await queries.plan(gate, plan_id)
    head = await case_head(gate, plan.case_id)
    spoken = [code for person in head.persons for code in person.languages]
    chosen = labels_for(language) if language else next(filter(None, map(labels_for, spoken)), labels_for("en"))
    if chosen is None:
        raise NotFound
    gate.note(Event("print", Plan.kind, plan.id, [person.client_id for person in head.persons], ["sheet"]))
    columns = sheet(plan, head, gate.actor.organisation_name, chosen)
    return page(request, "plans/sheet.html", head=head, plan=plan, sheet=columns, known=all_labels())


async def _plan_page(
    request: AnyRequest, gate: Gate, plan_id: UUID, versions: list[PlanRow] | None, done: str
) -> Response[str]:
    record = await gate.get(Plan, plan_id, "read")
    plan = await queries.plan(gate, plan_id)
    versions = versions or await queries.versions(gate, plan.case_id)
    may = acts_at(gate, record)
    return page(
        request,
        "plans/show.html",
        head=await case_head(gate, plan.case_id),
        plan=plan,
        versions=versions,
        is_latest=plan.id == versions[0].id,
        earlier=next((one for one in versions if one.number < plan.number), None),
        may=may,
        writes=plan.is_draft and "update" in may,
        day=today(),
        done=done,
        **CODES,
    )


handlers = [
    show_plan_of_case,
    start_plan,
    show_plan,
    edit_plan,
    change_plan,
    discard_plan,
    ask_removal,
    compare,
    print_plan,
    *goal_pages.handlers,
    *agreement_pages.handlers,
]
