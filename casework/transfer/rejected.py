"""The rejected rows of an import as a file: the same columns and the reason, to be mended and imported again."""

from typing import IO
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.transfer import queries
from casework.transfer.codes import RowOutcome, Subject
from casework.transfer.fields import REASON, field_named
from casework.transfer.mapping import is_reason
from casework.transfer.models import Import
from casework.transfer.schemas import RowView
from casework.web.fields import shown
from casework.web.i18n import Translator
from casework.web.sheets import sheet

PORTION = 2_000


async def rejected_file(gate: Gate, import_id: UUID, file_format: str, words: Translator) -> IO[bytes]:
    """Give the file of the rejected rows of one of one's own imports; raises NotFound for anybody else's."""
    found = await queries.view(gate, import_id)
    subject = Subject(found.subject)
    kept = [column for column, heading in enumerate(found.columns) if not is_reason(heading)]
    headings = [found.columns[column] for column in kept]
    made = sheet(file_format, [*headings, words.gettext(REASON)], german=words.language == "de")
    after, count = 0, 0
    while rows := await queries.rows(gate, import_id, [RowOutcome.REFUSED], after=after, limit=PORTION):
        made.add([*_cells(row, kept), told(row, subject, words)] for row in rows)
        after, count = rows[-1].number, count + len(rows)
    gate.note(Event("export", Import.kind, import_id, (), found.columns[:0], result_count=count))
    return made.finish()


def told(row: RowView, subject: Subject, words: Translator) -> str:
    """Give why a row was rejected, in the reader's language: each mistake with the field it was found at."""
    sentences = []
    for reason in row.reasons:
        field = field_named(subject, reason["field"])
        sentence = words.sentence(reason["message"], reason["values"])
        sentences.append(f"{words.gettext(field.label)}: {sentence}" if field is not None else sentence)
    return " ".join(dict.fromkeys(sentences))


def _cells(row: RowView, kept: list[int]) -> list[str]:
    return [shown(row.cells[column]) if column < len(row.cells) else "" for column in kept]
