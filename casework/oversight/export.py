"""The access record as a file for a spreadsheet: read in portions, so that its length is no matter."""

from collections.abc import Iterator

import msgspec

from casework.access.gate import Gate
from casework.core.clock import ZONE
from casework.oversight.queries import asked
from casework.oversight.schemas import EventRow, RecordFilters
from casework.oversight.words import Wording
from casework.web.i18n import Translator, msgid
from casework.web.sheets import blocks, sheet

PORTION = 2000
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
    file = sheet("csv", [words.gettext(title) for title in HEAD])
    while True:
        read, values = asked(filters, "export")
        rows = await gate.select(read, most=PORTION, **values)
        file.add([_cells(row, wording) for row in rows])
        if len(rows) < PORTION:
            break
        filters = msgspec.structs.replace(filters, before=rows[-1].id)
    return blocks(file.finish())


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
