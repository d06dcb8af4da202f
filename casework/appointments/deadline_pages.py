"""Deadlines as pages: computed and explained before anything is saved; `pages` serves these handlers with its own."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.appointments import deadline_actions as actions
from casework.appointments import deadline_forms as forms
from casework.appointments import deadline_queries as queries
from casework.appointments.codes import DeadlineKind
from casework.appointments.computed import Computed
from casework.appointments.deadline_forms import Result
from casework.appointments.deadline_schemas import Completion, DeadlineRow
from casework.appointments.frames import AnyRequest, frame_of, identity, query_fields, version_in
from casework.appointments.input_forms import DeadlineForm, InputForm
from casework.appointments.kinds import DEADLINE_GROUPS
from casework.appointments.models import Deadline
from casework.cases import sections
from casework.cases.queries import case_head
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, Stale
from casework.web import merge
from casework.web.formats import Formats
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import Fields, read_fields
from casework.web.render import language_of, page, reader

sections.register(msgid("Deadlines"), "deadlines", order=35, count=sections.Counted(Deadline))

ENDED = 20
COMPLETIONS = (
    ("done", msgid("Done")),
    ("missed", msgid("Missed")),
    ("dropped", msgid("No longer relevant")),
)


@get("/cases/{case_id:uuid}/deadlines", include_in_schema=False)
async def of_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show a case's open deadlines, the most urgent first, and those that ended, a page at a time."""
    head = await case_head(gate, case_id)
    text = request.query_params.get("page") or "1"
    number = min(max(int(text), 1), 1000) if text.isdecimal() and len(text) < 6 else 1
    running = await queries.open_deadlines_of_case(gate, case_id) if number == 1 else []
    ended = await queries.ended_deadlines_of_case(gate, case_id, ENDED + 1, (number - 1) * ENDED)
    shown: dict[str, Any] = {
        "open": running,
        "ended": ended[:ENDED],
        "has_more": len(ended) > ENDED,
        "page_number": number,
    }
    return page(request, "appointments/deadlines.html", head=head, done=_done(request), **shown)


@get("/cases/{case_id:uuid}/deadlines/new", include_in_schema=False)
async def new(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the kinds to choose from, and once one is chosen its inputs with what is known filled in."""
    head, query = await case_head(gate, case_id), query_fields(request)
    kind = _first(query, "kind")
    if kind not in set(DeadlineKind):
        action = f"/cases/{case_id}/deadlines/new"
        return page(request, "appointments/choose_deadline.html", head=head, groups=DEADLINE_GROUPS, action=action)
    facts, persons = await queries.case_facts(gate, case_id), await queries.persons_to_choose(gate, case_id)
    known = await forms.prefilled(gate, DeadlineKind(kind), facts, persons, identity(_first(query, "offer")))
    fields = {**known, **{name: texts for name, texts in query.items() if any(texts)}}
    form, computed = forms.opened(DeadlineForm, fields)
    if computed is not None:
        form, _ = forms.opened(DeadlineForm, forms.with_date(fields, computed.due_on))
    return await _form_page(request, gate, form, computed, case_id)


@post("/cases/{case_id:uuid}/deadlines", status_code=303, include_in_schema=False)
async def keep(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Compute the date, or once it is confirmed keep the deadline."""
    await queries.case_facts(gate, case_id)
    fields = await read_fields(request)
    form, computed = _answered(fields)
    if computed is not None and "step" not in fields and form.valid:
        try:
            kept = await actions.keep(gate, case_id, form.value.entered(form.value.due_on or computed.due_on))
            return Redirect(f"/deadlines/{kept.id}?done=kept", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _form_page(request, gate, form, computed, case_id)


@get("/deadlines/{deadline_id:uuid}", include_in_schema=False)
async def show(request: AnyRequest, gate: NamedDependency[Gate], deadline_id: FromPath[UUID]) -> Response[str]:
    """Show a deadline with what led to its date and how it can be ended."""
    row = await queries.deadline(gate, deadline_id)
    return await _page_of(request, gate, row, Form.blank(Completion, on=today(), how="done"))


@get("/deadlines/{deadline_id:uuid}/edit", include_in_schema=False)
async def edit(request: AnyRequest, gate: NamedDependency[Gate], deadline_id: FromPath[UUID]) -> Response[str]:
    """Show the form for computing an open deadline anew."""
    row = await queries.deadline(gate, deadline_id)
    form, computed = forms.opened(DeadlineForm, forms.stored(row))
    return await _form_page(request, gate, form, computed, row.case_id, row=row, version=row.version)


@post("/deadlines/{deadline_id:uuid}", status_code=303, include_in_schema=False)
async def change(request: AnyRequest, gate: NamedDependency[Gate], deadline_id: FromPath[UUID]) -> Response[Any]:
    """Save a deadline that was computed anew; where somebody else saved first, show both versions to choose from."""
    row, fields = await queries.deadline(gate, deadline_id), await read_fields(request)
    version = version_in(fields)
    form, computed = _answered(fields)
    if computed is not None and "step" not in fields and form.valid:
        try:
            entered = form.value.entered(form.value.due_on or computed.due_on)
            await actions.change(gate, deadline_id, entered, version)
            return Redirect(f"/deadlines/{deadline_id}?done=changed", status_code=303)
        except Invalid as error:
            form.take(error)
        except Stale:
            return _conflict(request, row, form)
    return await _form_page(request, gate, form, computed, row.case_id, row=row, version=version)


@post("/deadlines/{deadline_id:uuid}/completion", status_code=303, include_in_schema=False)
async def complete(request: AnyRequest, gate: NamedDependency[Gate], deadline_id: FromPath[UUID]) -> Response[Any]:
    """End a deadline as done, missed or dropped."""
    fields = await read_fields(request)
    form = Form.read(Completion, fields)
    if form.valid:
        try:
            await actions.complete(gate, deadline_id, form.value, version_in(fields))
            return Redirect(f"/deadlines/{deadline_id}?done=completed", status_code=303)
        except (Invalid, Conflict) as error:
            form.take(error)
    return await _page_of(request, gate, await queries.deadline(gate, deadline_id), form, 422)


@post("/deadlines/{deadline_id:uuid}/reopening", status_code=303, include_in_schema=False)
async def reopen(request: AnyRequest, gate: NamedDependency[Gate], deadline_id: FromPath[UUID]) -> Response[Any]:
    """Take back that a deadline was done, missed or dropped."""
    await actions.reopen(gate, deadline_id, version_in(await read_fields(request)))
    return Redirect(f"/deadlines/{deadline_id}?done=reopened", status_code=303)


@get("/deadlines/calculator", include_in_schema=False)
async def calculator(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Compute a deadline without a case; nothing is kept."""
    queries.require_engine(gate)
    query = query_fields(request)
    kind = _first(query, "kind")
    if kind not in set(DeadlineKind):
        return page(request, "appointments/calculator.html", groups=DEADLINE_GROUPS, kind=None)
    land = await queries.land_of(gate, None)
    form, computed = forms.opened(
        InputForm, {"land": [land.value], **{name: [value] for name, value in forms.USUAL.items()}, **query}
    )
    if "compute" in query and computed is None:
        forms.computed_from(form)
    result = Result.of(computed, language_of(request)) if computed else None
    context: dict[str, Any] = {
        "form": forms.demanding(form, DeadlineKind(kind)),
        "result": result,
        **forms.choices(DeadlineKind(kind)),
    }
    return page(request, "appointments/calculator.html", 422 if form.errors else 200, **context)


def _answered(fields: Fields) -> tuple[Form[DeadlineForm], Computed | None]:
    """Give the form that was sent and its date; what is only computed gets the new date to be confirmed."""
    form = Form.read(DeadlineForm, fields)
    computed = forms.computed_from(form)
    if computed is not None and "step" in fields:
        form = Form.read(DeadlineForm, forms.with_date(fields, computed.due_on))
    return form, computed


async def _form_page(  # The last two are left out for a deadline that is not kept yet.
    request: AnyRequest,
    gate: Gate,
    form: Form[DeadlineForm],
    computed: Computed | None,
    case_id: UUID,
    *,
    row: DeadlineRow | None = None,
    version: int | None = None,
) -> Response[str]:
    text = form.typed("kind")
    kind = DeadlineKind(text) if text in set(DeadlineKind) else DeadlineKind.TITLE_EXPIRY
    persons = await queries.persons_to_choose(gate, case_id)
    context: dict[str, Any] = {
        **await frame_of(gate, case_id, "deadlines"),
        "form": forms.demanding(form, kind),
        "result": Result.of(computed, language_of(request)) if computed else None,
        "persons": [(person.id, person.name) for person in persons],
        "row": row,
        "version": version,
        "action": f"/deadlines/{row.id}" if row else f"/cases/{case_id}/deadlines",
        **forms.choices(kind),
    }
    return page(request, "appointments/edit_deadline.html", 422 if form.errors else 200, **context)


async def _page_of(
    request: AnyRequest, gate: Gate, row: DeadlineRow, form: Form[Completion], status: int = 200
) -> Response[str]:
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "result": Result.of(row.computed, language_of(request)),
        "completions": COMPLETIONS,
        "done": _done(request),
        **await frame_of(gate, row.case_id, "deadlines"),
    }
    return page(request, "appointments/deadline.html", status, **context)


def _conflict(request: AnyRequest, row: DeadlineRow, form: Form[DeadlineForm]) -> Response[str]:
    words = reader(request)
    theirs, mine = Form.of(Form.read(DeadlineForm, forms.stored(row)).value), Form.of(form.value)
    labels = {
        "due_on": words.gettext("Deadline"),
        "event_on": words.gettext(forms.event_label(row.kind)),
        "title": words.gettext("Short title"),
        "correction": words.gettext("Reason for another date"),
    }
    days = {text for version in (mine, theirs) for name in ("due_on", "event_on") for text in version.typed_all(name)}
    written = {day: Formats(words.language).typed_date(day) for day in days}
    found = merge.differences(mine, theirs, labels, {"due_on": written, "event_on": written})
    kept = merge.kept_fields(mine, found, row.version)
    shown: dict[str, Any] = {"differences": found, "kept": kept, "cancel": f"/deadlines/{row.id}"}
    return page(request, "web/merge.html", 409, action=f"/deadlines/{row.id}", **shown)


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _done(request: AnyRequest) -> str:
    return request.query_params.get("done") or ""


handlers = [of_case, new, keep, calculator, show, edit, change, complete, reopen]
