"""Imports as pages: sending a file, saying what its columns are, looking at what would come in, and letting it in."""

from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, Stream

from casework.access.gate import Gate
from casework.core.errors import Invalid, NotFound
from casework.jobs.actions import defer
from casework.people.client_form import version_in
from casework.people.queries import names_of
from casework.transfer import actions, export_actions, queries
from casework.transfer.codes import FileFormat, ImportState, OnDuplicate, RowOutcome, Subject
from casework.transfer.fields import FIELDS, field_named
from casework.transfer.models import Import
from casework.transfer.rejected import rejected_file, told
from casework.transfer.schemas import Assignment, ImportView
from casework.transfer.uploads import LARGEST_REQUEST, read_upload
from casework.web.input import Fields, read_fields
from casework.web.render import page, reader
from casework.web.sheets import MEDIA_TYPES, blocks

AnyRequest = Request[Any, Any, Any]
SAMPLES = {subject.value: f"{subject.value}.csv" for subject in Subject}
SHOWN = {
    "new": [RowOutcome.NEW],
    "duplicate": [RowOutcome.DUPLICATE],
    "refused": [RowOutcome.REFUSED],
    "known": [RowOutcome.KNOWN],
    "made": [RowOutcome.MADE, RowOutcome.LINKED],
    "skipped": [RowOutcome.SKIPPED],
}


@get("/imports", include_in_schema=False)
async def list_imports(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show what one brought in and took out, and where to begin."""
    return await _list(request, gate)


@post("/imports", include_in_schema=False, status_code=303, request_max_body_size=LARGEST_REQUEST)
async def take_in(request: AnyRequest, gate: NamedDependency[Gate]) -> Redirect | Response[str]:
    """Stage a file; what is wrong with it stands above the form."""
    gate.require(Import, "create")
    try:
        upload = await read_upload(request)
    except Invalid as error:
        return await _list(request, gate, error)
    imported = await actions.begin(gate, upload.subject, upload.file_name, upload.table)
    return Redirect(f"/imports/{imported.id}", status_code=303)


@get("/imports/samples/{subject:str}", include_in_schema=False)
async def give_sample(gate: NamedDependency[Gate], subject: FromPath[str]) -> Response[bytes]:
    """Give a table of invented people to try an import with."""
    if subject not in SAMPLES:
        raise NotFound
    gate.require(Import, "create")
    content = (Path(__file__).parent / "samples" / SAMPLES[subject]).read_bytes()
    return Response(content, media_type=MEDIA_TYPES["csv"], headers=_attached(SAMPLES[subject]))


@get("/imports/{import_id:uuid}", include_in_schema=False)
async def show_import(request: AnyRequest, gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Response[str]:
    """Show where an import stands and what comes next."""
    return await _show(request, gate, await queries.view(gate, import_id))


@post("/imports/{import_id:uuid}/columns", include_in_schema=False, status_code=303)
async def assign_columns(
    request: AnyRequest, gate: NamedDependency[Gate], import_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Keep what the columns are and check the rows; words that mean nothing yet are asked for first, once."""
    fields = await read_fields(request)
    view = await queries.view(gate, import_id)
    wanted = Assignment(mapping=fields.get("column", [])[:100], meanings=_meanings(fields))
    wanted.on_duplicate = view.on_duplicate
    try:
        imported = await actions.assign(gate, import_id, version_in(fields), wanted)
    except Invalid as error:
        view.mapping = (wanted.mapping + [""] * len(view.columns))[: len(view.columns)]
        return await _show(request, gate, view, error)
    if "asked" not in fields and await actions.words_to_explain(gate, imported):
        return Redirect(f"/imports/{import_id}?words=1#words", status_code=303)
    await actions.start_check(gate, import_id)
    return Redirect(f"/jobs/{await defer(gate, 'check_import', {'import_id': import_id})}", status_code=303)


@post("/imports/{import_id:uuid}/check", include_in_schema=False, status_code=303)
async def check_rows(gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Redirect:
    """Check the rows (again), or go on where that stopped."""
    await actions.start_check(gate, import_id)
    return Redirect(f"/jobs/{await defer(gate, 'check_import', {'import_id': import_id})}", status_code=303)


@post("/imports/{import_id:uuid}/run", include_in_schema=False, status_code=303)
async def let_in(request: AnyRequest, gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Redirect:
    """Let the rows in, or go on where that stopped."""
    await actions.start_run(gate, import_id, _choice(await read_fields(request)))
    return Redirect(f"/jobs/{await defer(gate, 'run_import', {'import_id': import_id})}", status_code=303)


@post("/imports/{import_id:uuid}/rows/{row_id:uuid}", include_in_schema=False, status_code=303)
async def choose_row(
    request: AnyRequest, gate: NamedDependency[Gate], import_id: FromPath[UUID], row_id: FromPath[UUID]
) -> Redirect:
    """Say what is to become of one row whose person may be known already."""
    choice = _choice(await read_fields(request)) or OnDuplicate.SKIP
    await actions.choose(gate, import_id, row_id, choice)
    return Redirect(f"/imports/{import_id}?show=duplicate#rows", status_code=303)


@post("/imports/{import_id:uuid}/discard", include_in_schema=False, status_code=303)
async def discard(gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Redirect:
    """Forget a file and its staged rows."""
    await actions.discard(gate, import_id)
    return Redirect("/imports?done=discarded", status_code=303)


@get("/imports/{import_id:uuid}/rejected", include_in_schema=False)
async def give_rejected(request: AnyRequest, gate: NamedDependency[Gate], import_id: FromPath[UUID]) -> Response[Any]:
    """Give the rejected rows as a file, each with its reason."""
    asked = request.query_params.get("format", "csv")
    form = asked if asked in MEDIA_TYPES else "csv"
    file = await rejected_file(gate, import_id, form, reader(request))
    name = "abgelehnte-zeilen" if reader(request).language == "de" else "rejected-rows"
    return Stream(blocks(file), media_type=MEDIA_TYPES[form], headers=_attached(f"{name}.{form}"))


async def _list(request: AnyRequest, gate: Gate, error: Invalid | None = None) -> Response[str]:
    return page(
        request,
        "transfer/list.html",
        422 if error else 200,
        error=error,
        imports=await queries.mine(gate) if gate.may(Import, "list", within="assigned") else [],
        exports=await export_actions.mine(gate),
        may_import=gate.may(Import, "create"),
        Subject=Subject,
        labels={state.value: state for state in ImportState},
        done=request.query_params.get("done", ""),
        chosen=request.query_params.get("subject", ""),
    )


async def _show(request: AnyRequest, gate: Gate, view: ImportView, error: Invalid | None = None) -> Response[str]:
    subject, words = Subject(view.subject), reader(request)
    asked = request.query_params.get("show", "")
    show = asked if asked in SHOWN else "refused" if view.count("refused") else "new"
    rows = await queries.rows(gate, view.id, SHOWN[show], after=_after(request)) if view.state != "mapping" else []
    sample = await queries.rows(gate, view.id, list(RowOutcome), limit=3)
    explain = {}
    if view.state == ImportState.MAPPING and error is None:
        explain = await actions.words_to_explain(gate, await gate.get(Import, view.id, "read"))
    looked_for = [key for row in rows for key in row.candidates] if show in {"duplicate", "skipped"} else []
    people = await names_of(gate, looked_for)
    return page(
        request,
        "transfer/import.html",
        422 if error else 200,
        error=error,
        view=view,
        subject=subject,
        state=ImportState(view.state),
        options=[(field.name, words.gettext(field.label)) for field in FIELDS[subject]],
        sample=sample,
        explain=[(field, said) for name, said in explain.items() if (field := field_named(subject, name))],
        asked=bool(request.query_params.get("words")),
        show=show,
        rows=[(row, told(row, subject, words)) for row in rows],
        more=rows[-1].number if len(rows) == queries.PAGE else None,
        people=people,
        OnDuplicate=OnDuplicate,
        FileFormat=FileFormat,
        needed=[words.gettext(field.label) for field in FIELDS[subject] if field.needed],
    )


def _meanings(fields: Fields) -> dict[str, dict[str, str]]:
    """Read what words were said to mean: three lists side by side; without a choice a word stays unexplained."""
    found: dict[str, dict[str, str]] = {}
    names, words, codes = (fields.get(name, []) for name in ("word_field", "word", "meaning"))
    for name, word, code in zip(names, words, codes, strict=False):
        if code:
            found.setdefault(name[:80], {})[word[:300]] = "" if code == "-" else code[:80]
    return found


def _choice(fields: Fields) -> OnDuplicate | None:
    said = next(iter(fields.get("on_duplicate", ())), "")
    return OnDuplicate(said) if said in set(OnDuplicate) else None


def _after(request: AnyRequest) -> int:
    text = request.query_params.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


handlers = [
    *(list_imports, take_in, give_sample, show_import, assign_columns, check_rows, let_in),
    *(choose_row, discard, give_rejected),
]
