"""Today, the caseload and the case page."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.appointments import queries as appointments
from casework.cases import handover_queries, note_queries, running, sections
from casework.cases.codes import Phase, Visibility
from casework.cases.forms import AnyRequest, colleagues
from casework.cases.models import Case
from casework.cases.note_schemas import NoteInPlace
from casework.cases.queries import case_head
from casework.cases.result_queries import phases_of
from casework.cases.task_queries import my_open_tasks, open_of_case
from casework.cases.workload_models import Capacity
from casework.core.clock import ZONE, today
from casework.desk import handover, queries, split_pages, workload_pages
from casework.desk.happenings import RELEASES_OF_CASE, SOURCES, releases
from casework.desk.referral_line import referral_lines
from casework.desk.schemas import CaseFilter, moment_in
from casework.desk.timeline import timeline
from casework.desk.today import SHOWN, house_appointments
from casework.desk.today import overview as today_of
from casework.people import queries as people
from casework.referrals.models import ReceivedReferral
from casework.tenancy.codes import Role
from casework.tenancy.districts import district_name
from casework.web import navigation
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import language_of, page

navigation.register(
    msgid("Today"),
    "/",
    order=10,
    roles=("counsellor", "team_lead", "front_desk", "provider"),
    also=("/tasks", "/appointments", "/deadlines", "/authorities"),
)
navigation.register(
    msgid("My cases"),
    "/cases",
    order=20,
    roles=("counsellor", "team_lead", "provider"),
    also=(
        "/light-contacts",
        "/contacts",
        "/tasks",
        "/plans",
        "/plan-goals",
        "/plan-measures",
        "/documents",
        "/notes",
        "/results",
        "/absences",
        "/workload",
    ),
)
sections.register(msgid("Timeline"), "", order=10, also=("/notes",))
for source in (handover.dates, handover.referrals):
    running.register(source)
sections.register(msgid("Releases"), "releases", order=50, count=RELEASES_OF_CASE)


# Whose work is not with clients starts where their work is.
_ELSEWHERE = {Role.AUDITOR: "/access-record", Role.ORGANISATION_ADMIN: "/members"}


@get("/", include_in_schema=False)
async def show_today(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Show what the reader has before them, or lead them to where their work is."""
    role = gate.actor.role
    if role in _ELSEWHERE:
        return Redirect(_ELSEWHERE[Role(role)], status_code=303)
    if role == Role.FRONT_DESK:
        booked = await house_appointments(gate)
        now_here = sum(row.starts_at.astimezone(ZONE).date() == today() for row in booked)
        tasks = await my_open_tasks(gate, SHOWN)
        return page(request, "desk/front_desk.html", day=today(), appointments=booked, now_here=now_here, tasks=tasks)
    if not gate.may(Case, "list", within="assigned") and not gate.may(ReceivedReferral, "answer"):
        return page(request, "desk/welcome.html")
    overview = await today_of(gate, language_of(request))
    request.state["counts"] = {"/referrals": overview.waiting}
    return page(request, "desk/today.html", view=overview, inbox_first=role == Role.PROVIDER)


@get("/cases", include_in_schema=False)
async def list_cases(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show a page of the caseload with its filters, all of which stand in the address."""
    wanted = _usable_filter(request)
    found = await queries.caseload(gate, wanted)
    total = len(found.rows) if wanted.page == 1 and not found.has_more else await queries.how_many(gate, wanted)
    return page(
        request,
        "desk/caseload.html",
        found=found,
        total=total,
        wanted=wanted,
        client=(await people.names_of(gate, [wanted.client])).get(wanted.client) if wanted.client else None,
        leads=bool(gate.actor.led_teams),
        may_weigh=gate.may(Capacity, "list"),
        stands_in=bool(gate.actor.deputised),
        may_export=gate.may(Case, "export", within="assigned"),
        Phase=Phase,
        districts=[(key, district_name(key)) for key in await queries.districts_worked_in(gate)],
    )


@get("/cases/{case_id:uuid}", include_in_schema=False)
async def show_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show a case: what happened, what comes next, and the note in the writing."""
    head = await case_head(gate, case_id)
    before, kind = moment_in(request.query_params.get("before")), request.query_params.get("kind", "")
    kept = await note_queries.draft(gate, "case-note", case_id) if head.may("note") else None
    form = Form(NoteInPlace, {"visibility": [Visibility.TEAM], **(kept.fields if kept else {})})
    return page(
        request,
        "desk/case.html",
        head=head,
        form=form,
        kept=kept,
        timeline=await timeline(gate, head, before, kind),
        kinds=[(word, label) for word, (label, _) in SOURCES.items()],
        kind=kind if kind in SOURCES else "",
        before=before,
        coming=await appointments.next_of_case(gate, case_id, limit=5),
        lines=await referral_lines(gate, case_id),
        handovers=await handover_queries.handovers_of(gate, case_id),
        carriers=handover_queries.carriers,
        tasks=await open_of_case(gate, case_id, limit=SHOWN),
        phases=await phases_of(gate, case_id),
        day=today(),
        done=request.query_params.get("done", ""),
        colleagues=await colleagues(gate, case_id) if head.may("note") else [],
        Visibility=Visibility,
    )


@get("/cases/{case_id:uuid}/releases", include_in_schema=False)
async def show_releases(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show what the persons of a case allow to be told to whom."""
    head = await case_head(gate, case_id)
    return page(request, "desk/releases.html", head=head, releases=await releases(gate, head), day=today())


def _usable_filter(request: AnyRequest) -> CaseFilter:
    """Give the filters in the address, leaving out those that mean nothing."""
    asked = request.query_params.dict()
    form = Form.read(CaseFilter, asked)
    if not form.valid:
        form = Form.read(CaseFilter, {name: texts for name, texts in asked.items() if name not in form.errors})
    return form.value if form.valid else CaseFilter()


handlers = [*split_pages.handlers, show_today, list_cases, show_case, show_releases, *workload_pages.handlers]
