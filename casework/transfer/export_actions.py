"""Giving lists as files: small ones at once, large ones in the background, each page of them recorded as an export."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.audit.recorder import Event
from casework.core.clock import now
from casework.core.errors import Conflict, Denied, Invalid, NotFound
from casework.core.model import ORG, new_id
from casework.desk.queries import asked
from casework.desk.schemas import CaseFilter
from casework.transfer.codes import ExportState, ExportSubject, FileFormat
from casework.transfer.export_queries import KINDS, PORTION, columns_of, portion, whole
from casework.transfer.models import Export
from casework.transfer.schemas import ExportView, NewExport
from casework.transfer.wording import said
from casework.web.forms import Form
from casework.web.i18n import Translator, msgid, translator
from casework.web.sheets import MOST_ROWS, Sheet, sheet

AT_ONCE = 5_000
ENDS_AFTER = timedelta(days=1)
PART = 1_000_000
MOST_WAITING = 5
FIRST = UUID(int=0)
KEEP = "insert into export_parts (org_id, id, export_id, number, content) values ($1, $2, $3, $4, $5)"
PARTS = "select content from export_parts where org_id = $1 and export_id = $2 and number = $3"
Told = Callable[[int], Awaitable[None]]

_VIEW = tuple(getattr(Export, name) for name in ExportView.__struct_fields__)
_ONE = Read(Export, "read", ExportView, select(*_VIEW).where(Export.org_id == ORG, Export.id == bindparam("id")))
_MINE = Read(
    Export,
    "list",
    ExportView,
    select(*_VIEW).where(Export.org_id == ORG).order_by(Export.created_at.desc(), Export.id).limit(50),
)


class Asked(NamedTuple):
    """A list as it is read: of what, in which form, with which conditions and their parameters."""

    subject: ExportSubject
    file_format: FileFormat
    confidential: bool
    language: str
    conditions: tuple[str, ...]
    values: dict[str, Any]


def understood(gate: Gate, new: NewExport, language: str) -> Asked:
    """Give what is to be read; raises Denied for who may not export it, Invalid for filters that mean nothing."""
    kind = KINDS[new.subject]
    if not any(gate.may(kind, "export", within=relation) for relation in ("assigned", "led", "team", "organisation")):
        raise _refused(kind.kind)
    conditions: tuple[str, ...] = ()
    values: dict[str, Any] = {}
    if new.subject is ExportSubject.CASES:
        form = Form.read(CaseFilter, dict(parse_qsl(new.filters)))
        if not form.valid:
            raise Invalid(msgid("These filters could not be read."), form.errors)
        shape, values = asked(gate, form.value)
        conditions = shape.conditions
    return Asked(new.subject, new.file_format, new.confidential, language, conditions, values)


async def is_small(gate: Gate, wanted: Asked) -> bool:
    """Tell whether a list is made while its reader waits."""
    return await gate.count(whole(wanted.subject, wanted.conditions), **wanted.values) <= AT_ONCE


async def write_file(gate: Gate, wanted: Asked, told: Told | None = None) -> tuple[IO[bytes], int]:
    """Give the finished file, opened at its beginning, and its number of rows; raises Denied, Conflict."""
    words = translator(wanted.language)
    columns = columns_of(wanted.subject, confidential=wanted.confidential)
    made = sheet(
        wanted.file_format, [words.gettext(column.heading) for column in columns], german=words.language == "de"
    )
    read = portion(wanted.subject, wanted.confidential, wanted.conditions)
    after, count = FIRST, 0
    while True:
        rows = await gate.select(read, **wanted.values, after=after, most=PORTION)
        count += len(rows)
        if count > MOST_ROWS:
            raise Conflict(msgid("This is more than a spreadsheet can hold. Please set a filter."))
        # Writing is work for the processor; others are not to wait for it.
        await asyncio.to_thread(_write, made, rows, columns, words)
        if told is not None:
            await told(count)
        if len(rows) < PORTION:
            return await asyncio.to_thread(made.finish), count
        after = rows[-1][0]


async def ask_for_file(gate: Gate, new: NewExport, wanted: Asked) -> Export:
    """Keep what is to be made in the background; raises Conflict when too much of one's own waits already."""
    if sum(1 for export in await mine(gate) if export.state == ExportState.WAITING) >= MOST_WAITING:
        raise Conflict(msgid("Several files of yours are being made already. Please wait for one of them."))
    return await gate.add(
        Export(
            id=new_id(),
            member_id=gate.actor.member_id,
            subject=new.subject,
            file_format=new.file_format,
            filters=msgspec.to_builtins(new),
            confidential=new.confidential,
            language=wanted.language,
            state=ExportState.WAITING,
            size=0,
            row_count=0,
            created_at=now(),
            expires_at=now() + ENDS_AFTER,
        )
    )


async def make_file(gate: Gate, export_id: UUID, told: Told) -> None:
    """Make the file that was asked for, unless it is ready; raises NotFound, Denied, Conflict."""
    export = await gate.get(Export, export_id, "read")
    if export.state == ExportState.READY:
        return
    wanted = understood(gate, msgspec.convert(export.filters, NewExport), export.language)
    file, export.row_count = await write_file(gate, wanted, told)
    with file:
        number = 0
        while content := file.read(PART):
            number += 1
            export.size += len(content)
            await gate.call(KEEP, gate.actor.org_id, new_id(), export_id, number, content)
    export.state, export.expires_at = ExportState.READY, now() + ENDS_AFTER


async def fetched(gate: Gate, export_id: UUID) -> tuple[ExportView, IO[bytes]]:
    """Give a finished file, opened at its beginning and recorded as fetched; whoever takes it closes it.

    Raises NotFound once it has ended, or for anybody else.
    """
    export = await view(gate, export_id)
    if export.state != ExportState.READY:
        raise NotFound
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  # Whoever takes it closes it.
    number = 1
    # Piece by piece, so that the whole of it is never in memory.
    while rows := await gate.call(PARTS, gate.actor.org_id, export_id, number):
        file.write(rows[0][0])
        number += 1
    file.seek(0)
    gate.note(Event("export", Export.kind, export_id, (), ["content"], result_count=export.row_count))
    return export, file


async def view(gate: Gate, export_id: UUID) -> ExportView:
    """Give a file of one's own; raises NotFound for anybody else's and for one that has ended."""
    found = await gate.one(_ONE, export_id)
    if found.expires_at < now():
        raise NotFound
    return found


async def mine(gate: Gate) -> list[ExportView]:
    """Give one's own files that have not ended, the newest first."""
    return [export for export in await gate.select(_MINE) if export.expires_at > now()]


def _write(made: Sheet, rows: list[tuple[Any, ...]], columns: list[Any], words: Translator) -> None:
    made.add([said(column.codes, value, words) for column, value in zip(columns, row[1:], strict=True)] for row in rows)


def _refused(kind: str) -> Denied:
    denied = Denied()
    denied.refusal = Event("denied", kind, None, fields=["export"], outcome="denied")
    return denied
