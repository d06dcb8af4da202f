"""Imports and exports as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response, Stream

from casework.access.gate import Gate
from casework.jobs.actions import defer
from casework.transfer import actions, export_actions, queries
from casework.transfer.codes import RowOutcome
from casework.transfer.rejected import rejected_file
from casework.transfer.schemas import (
    Assignment,
    ExportView,
    ImportLine,
    ImportView,
    NewExport,
    RowChoice,
    RowView,
    Started,
)
from casework.transfer.uploads import LARGEST_REQUEST, read_upload
from casework.web.answers import Answer, tagged
from casework.web.render import language_of, reader
from casework.web.sheets import MEDIA_TYPES, blocks

AnyRequest = Request[Any, Any, Any]


@get("/api/imports")
async def list_imports(gate: NamedDependency[Gate]) -> list[ImportLine]:
    """Give one's own imports, the newest first."""
    return await queries.mine(gate)


@post("/api/imports", request_max_body_size=LARGEST_REQUEST)
async def take_in(request: AnyRequest, gate: NamedDependency[Gate]) -> Answer[ImportView]:
    """Stage a file (multipart/form-data with subject and file) and propose what its columns are."""
    upload = await read_upload(request)
    imported = await actions.begin(gate, upload.subject, upload.file_name, upload.table)
    view = await queries.view(gate, imported.id)
    return tagged(view, view.version, 201)


@get("/api/imports/{import_id:uuid}")
async def show_import(gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Answer[ImportView]:
    """Give where an import stands and how many rows came to what."""
    view = await queries.view(gate, import_id)
    return tagged(view, view.version)


@get("/api/imports/{import_id:uuid}/rows")
async def list_rows(
    gate: NamedDependency[Gate], import_id: FromPath[UUID], outcome: FromQuery[RowOutcome], after: FromQuery[int] = 0
) -> list[RowView]:
    """Give 50 rows that came to an outcome, those after a row number."""
    await queries.view(gate, import_id)
    return await queries.rows(gate, import_id, [outcome], after=max(0, min(after, 2**31 - 1)))


@put("/api/imports/{import_id:uuid}/columns")
async def assign_columns(
    gate: NamedDependency[Gate], version: NamedDependency[int], import_id: FromPath[UUID], data: JSONBody[Assignment]
) -> Answer[ImportView]:
    """Say which field each column fills and what words mean; remembered for the same headings."""
    await actions.assign(gate, import_id, version, data)
    await gate.flush()
    view = await queries.view(gate, import_id)
    return tagged(view, view.version)


@put("/api/imports/{import_id:uuid}/rows/{row_id:uuid}", status_code=204)
async def choose_row(
    gate: NamedDependency[Gate], import_id: FromPath[UUID], row_id: FromPath[UUID], data: JSONBody[RowChoice]
) -> None:
    """Say what is to become of one row whose person may be known already."""
    await actions.choose(gate, import_id, row_id, data.choice)


@post("/api/imports/{import_id:uuid}/check", status_code=202)
async def check_rows(gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Started:
    """Try all rows out in the background and take it back."""
    await actions.start_check(gate, import_id)
    return Started(await defer(gate, "check_import", {"import_id": import_id}))


@post("/api/imports/{import_id:uuid}/run", status_code=202)
async def let_in(gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Started:
    """Let the rows in, in the background, or go on where that stopped."""
    await actions.start_run(gate, import_id)
    return Started(await defer(gate, "run_import", {"import_id": import_id}))


@get("/api/imports/{import_id:uuid}/rejected")
async def give_rejected(request: AnyRequest, gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Response[Any]:
    """Give the rejected rows as CSV, each with its reason."""
    file = await rejected_file(gate, import_id, "csv", reader(request))
    return Stream(blocks(file), media_type=MEDIA_TYPES["csv"], headers={"Cache-Control": "no-store"})


@delete("/api/imports/{import_id:uuid}")
async def discard(gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> None:
    """Forget a file and its staged rows; what came in stays."""
    await actions.discard(gate, import_id)


@get("/api/exports")
async def list_exports(gate: NamedDependency[Gate]) -> list[ExportView]:
    """Give one's own files that have not ended, the newest first."""
    return await export_actions.mine(gate)


@post("/api/exports", status_code=202)
async def make_export(request: AnyRequest, gate: NamedDependency[Gate], data: JSONBody[NewExport]) -> Started:
    """Let a list be written into a file, in the background; the job's link leads to it."""
    wanted = export_actions.understood(gate, data, language_of(request))
    export = await export_actions.ask_for_file(gate, data, wanted)
    return Started(await defer(gate, "make_export", {"export_id": export.id}))


@get("/api/exports/{export_id:uuid}")
async def show_export(gate: NamedDependency[Gate], export_id: FromPath[UUID]) -> ExportView:
    """Give how far a file of one's own is and until when it can be fetched."""
    return await export_actions.view(gate, export_id)


@get("/api/exports/{export_id:uuid}/file")
async def fetch_export(gate: NamedDependency[Gate], export_id: FromPath[UUID]) -> Response[Any]:
    """Give a finished file to whoever made it."""
    view, file = await export_actions.fetched(gate, export_id)
    return Stream(blocks(file), media_type=MEDIA_TYPES[view.file_format], headers={"Cache-Control": "no-store"})


handlers = [
    *(list_imports, take_in, show_import, list_rows, assign_columns, choose_row, check_rows, let_in),
    *(give_rejected, discard, list_exports, make_export, show_export, fetch_export),
]
