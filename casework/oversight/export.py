"""The access record as a file for a spreadsheet: read in portions, so that its length is no matter."""

import csv
import io
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

import msgspec

from casework.access.gate import Gate
from casework.core.clock import ZONE
from casework.oversight.queries import asked
from casework.oversight.schemas import EventRow, RecordFilters
from casework.oversight.words import Wording
from casework.web.i18n import Translator, msgid

PORTION = 2000
BLOCK = 65_536
# A spreadsheet takes a cell that starts so for a formula and runs it (CWE-1236).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
HEAD = (
    msgid("Point in time"),
    msgid("Who"),
    msgid("Role"),
    msgid("Action"),
    msgid("What"),
    msgid("File number"),
    msgid("Extent"),
    msgid("Fields"),
    msgid("Reason"),
    msgid("Outcome"),
    msgid("From the address"),
    msgid("Number of the request"),
    msgid("Number of the entry"),
)


async def export(gate: Gate, filters: RecordFilters, words: Translator) -> Iterator[bytes]:
    """Give the file in blocks, newest entry first; each portion read is recorded as an export.

    Raises Denied or Invalid. The file is complete before its first block goes out, since nothing may be read after
    the commit.
    """
    wording = Wording(words)
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  # Whoever sends the blocks closes it with the last one.
    file.write(b"\xef\xbb\xbf" + _lines([[words.gettext(title) for title in HEAD]]))
    while True:
        read, values = asked(filters, "export")
        rows = await gate.select(read, most=PORTION, **values)
        file.write(_lines([_cells(row, wording) for row in rows]))
        if len(rows) < PORTION:
            break
        filters = msgspec.structs.replace(filters, before=rows[-1].id)
    file.seek(0)
    return _blocks(file)


def safe(text: str) -> str:
    """Give the text of a cell so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _cells(row: EventRow, wording: Wording) -> list[str]:
    words = wording.event(row)
    return [
        row.at.astimezone(ZONE).isoformat(sep=" ", timespec="seconds"),
        words.who,
        words.role,
        words.action,
        words.kind,
        words.numbers,
        words.extent,
        ", ".join(words.fields),
        words.reason,
        words.outcome,
        row.address or "",
        str(row.request_id or ""),
        str(row.id),
    ]


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block
