"""Exports as pages: choosing what and how, waiting for a large file, fetching it."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, Stream

from casework.access.gate import Gate
from casework.core.clock import today
from casework.jobs.actions import defer
from casework.transfer import export_actions
from casework.transfer.codes import ExportState, ExportSubject, FileFormat
from casework.transfer.export_queries import KINDS, columns_of
from casework.transfer.schemas import ExportView, NewExport
from casework.web.forms import Form
from casework.web.input import read_form
from casework.web.render import language_of, page, reader
from casework.web.sheets import MEDIA_TYPES, blocks

AnyRequest = Request[Any, Any, Any]
NAMES = {
    "de": {"cases": "faelle", "people": "personen", "contacts": "kontakte", "appointments": "termine",
           "deadlines": "fristen", "tasks": "aufgaben"},
    "en": {subject.value: subject.value for subject in ExportSubject},
}  # fmt: skip
RELATIONS = ("assigned", "led", "team", "organisation")


@get("/exports/new", include_in_schema=False)
async def new_export(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Ask what is to be given as a file, and how."""
    asked = request.query_params
    subjects = _subjects(gate)
    subject = asked.get("subject", "")
    if not subjects:
        gate.require(KINDS[ExportSubject.CASES], "export")
    initial = {
        "subject": subject if subject in {one.value for one in subjects} else subjects[0].value,
        "file_format": FileFormat.XLSX.value,
        "filters": asked.get("filters", "")[:1_000],
    }
    return _form(request, gate, Form.blank(NewExport, **initial))


@post("/exports", include_in_schema=False, status_code=200)
async def make_export(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Give a small list at once, and let a large one be made in the background."""
    form = await read_form(request, NewExport)
    if not form.valid:
        return _form(request, gate, form, 422)
    new = form.value
    wanted = export_actions.understood(gate, new, language_of(request))
    if await export_actions.is_small(gate, wanted):
        file, _ = await export_actions.write_file(gate, wanted)
        return Stream(blocks(file), media_type=MEDIA_TYPES[new.file_format], headers=_attached(request, new))
    export = await export_actions.ask_for_file(gate, new, wanted)
    return Redirect(f"/jobs/{await defer(gate, 'make_export', {'export_id': export.id})}", status_code=303)


@get("/exports/{export_id:uuid}", include_in_schema=False)
async def show_export(request: AnyRequest, gate: NamedDependency[Gate], export_id: FromPath[UUID]) -> Response[str]:
    """Show a file that was asked for, and how long it can be fetched."""
    view = await export_actions.view(gate, export_id)
    return page(request, "transfer/export.html", view=view, ready=view.state == ExportState.READY)


@get("/exports/{export_id:uuid}/file", include_in_schema=False)
async def fetch_export(request: AnyRequest, gate: NamedDependency[Gate], export_id: FromPath[UUID]) -> Response[Any]:
    """Give a finished file to whoever made it."""
    view, file = await export_actions.fetched(gate, export_id)
    return Stream(blocks(file), media_type=MEDIA_TYPES[view.file_format], headers=_attached(request, view))


def _form(request: AnyRequest, gate: Gate, form: Form[NewExport], status: int = 200) -> Response[str]:
    words = reader(request)
    subjects = _subjects(gate)
    listed = {
        one.value: ", ".join(words.gettext(column.heading) for column in columns_of(one, confidential=False))
        for one in subjects
    }
    return page(
        request,
        "transfer/new_export.html",
        status,
        form=form,
        subjects=[(one.value, words.gettext(one.label)) for one in subjects],
        listed=listed,
        FileFormat=FileFormat,
        filtered=bool(form.typed("filters")),
    )


def _subjects(gate: Gate) -> list[ExportSubject]:
    return [
        one for one in ExportSubject if any(gate.may(KINDS[one], "export", within=relation) for relation in RELATIONS)
    ]


def _attached(request: AnyRequest, given: NewExport | ExportView) -> dict[str, str]:
    name = NAMES.get(language_of(request), NAMES["en"])[given.subject]
    file_name = f"{name}-{today().isoformat()}.{given.file_format}"
    return {"Content-Disposition": f'attachment; filename="{file_name}"', "Cache-Control": "no-store"}


handlers = [new_export, make_export, show_export, fetch_export]
