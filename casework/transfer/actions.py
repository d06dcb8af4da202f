"""What is done with imports: taking a file in, saying what its columns are, checking, importing, discarding."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.core.clock import now
from casework.core.errors import Conflict, Invalid, Message
from casework.core.model import new_id
from casework.transfer import queries
from casework.transfer.codes import ImportState, OnDuplicate, Subject
from casework.transfer.fields import FIELDS, field_named, folded
from casework.transfer.files import Table
from casework.transfer.mapping import Meanings, heading_set, proposed, remembered, to_remember
from casework.transfer.models import Import
from casework.transfer.rows import unknown_words
from casework.transfer.schemas import Assignment
from casework.web.i18n import msgid

STAGED_AT_ONCE = 5_000
STAGE = (
    "insert into import_rows (org_id, id, import_id, number, cells)"
    " select $1, s.id, $2, s.number, array(select jsonb_array_elements_text(s.cells::jsonb))"
    " from unnest($3::uuid[], $4::int[], $5::text[]) as s (id, number, cells)"
)
REMEMBER = (
    "insert into import_mappings (org_id, id, subject, headings, fields, meanings, changed_at)"
    " values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, now()) on conflict (org_id, subject, headings)"
    " do update set fields = excluded.fields, meanings = excluded.meanings, changed_at = excluded.changed_at"
)
RESET = (
    "update import_rows set outcome = 'waiting', reasons = '[]', candidates = '{}' where org_id = $1 and import_id = $2"
    " and outcome in ('waiting', 'new', 'duplicate', 'refused', 'known')"
)
CHOOSE = (
    "update import_rows set choice = $4 where org_id = $1 and import_id = $2 and id = $3 and outcome = 'duplicate'"
    " returning id"
)
MOST_WORDS = 60
NOT_NOW = msgid("This import is not at this step any more. Please look at where it stands.")
TWICE = msgid("Two columns are assigned to the same field. Please leave one of them out.")
NO_COLUMN = msgid("A column has to be assigned to “%(field)s”.")
UNKNOWN_FIELD = msgid("This field is not known.")
COLUMNS_DIFFER = msgid("The file has %(number)d columns, and each needs its entry.")


async def begin(gate: Gate, subject: Subject, file_name: str, table: Table) -> Import:
    """Stage the rows of a file, with its columns understood as last time or as their headings say."""
    gate.require(Import, "create")
    known = await queries.remembered(gate, subject, heading_set(table.headings))
    # Rows may be wider than their headings; what has no heading is shown and can be left out.
    mapping = remembered(table.headings, known[0]) if known else proposed(subject, table.headings)
    imported = await gate.add(
        Import(
            id=new_id(),
            member_id=gate.actor.member_id,
            subject=subject,
            file_name=file_name[-200:],
            file_note=table.note,
            columns=table.headings,
            mapping=mapping,
            meanings=known[1] if known else {},
            on_duplicate=OnDuplicate.SKIP,
            state=ImportState.MAPPING,
            total=len(table.rows),
            created_at=now(),
        )
    )
    for start in range(0, len(table.rows), STAGED_AT_ONCE):
        part = table.rows[start : start + STAGED_AT_ONCE]
        await gate.call(
            STAGE,
            gate.actor.org_id,
            imported.id,
            [new_id() for _ in part],
            [number for number, _ in part],
            [msgspec.json.encode(cells).decode() for _, cells in part],
        )
    return imported


async def assign(gate: Gate, import_id: UUID, version: int | None, wanted: Assignment) -> Import:
    """Say which field each column fills, remember it for the organisation, and look at all rows afresh.

    Raises NotFound, Stale, Conflict while rows are being worked on or were imported, and Invalid.
    """
    imported = await _at(gate, import_id, (ImportState.MAPPING, ImportState.CHECKED), version)
    subject = Subject(imported.subject)
    _check(subject, wanted.mapping, len(imported.columns))
    meanings: Meanings = {
        name: {folded(text): code for text, code in said.items()}
        for name, said in wanted.meanings.items()
        if (field := field_named(subject, name)) is not None and field.codes is not None
        if all(not code or code in set(field.codes) for code in said.values())
    }
    imported.mapping = wanted.mapping
    imported.meanings = {**imported.meanings, **{n: {**imported.meanings.get(n, {}), **m} for n, m in meanings.items()}}
    imported.on_duplicate = wanted.on_duplicate
    imported.state = ImportState.MAPPING
    await gate.call(RESET, gate.actor.org_id, import_id)
    await gate.call(
        REMEMBER,
        gate.actor.org_id,
        new_id(),
        subject.value,
        heading_set(imported.columns),
        msgspec.json.encode(to_remember(imported.columns, wanted.mapping)).decode(),
        msgspec.json.encode(imported.meanings).decode(),
    )
    return imported


async def start_check(gate: Gate, import_id: UUID) -> Import:
    """Let all rows be checked; raises Conflict when they are being worked on or were imported, Invalid."""
    imported = await _at(gate, import_id, (ImportState.MAPPING, ImportState.CHECKED, ImportState.CHECKING))
    _check(Subject(imported.subject), imported.mapping, len(imported.columns))
    if imported.state != ImportState.CHECKING:
        await gate.call(RESET, gate.actor.org_id, import_id)
    imported.state = ImportState.CHECKING
    return imported


async def start_run(gate: Gate, import_id: UUID, on_duplicate: OnDuplicate | None = None) -> Import:
    """Let the rows that were found right come in, or go on where this stopped; raises Conflict before the check."""
    imported = await _at(gate, import_id, (ImportState.CHECKED, ImportState.RUNNING))
    imported.state = ImportState.RUNNING
    imported.on_duplicate = on_duplicate or imported.on_duplicate
    return imported


async def choose(gate: Gate, import_id: UUID, row_id: UUID, choice: OnDuplicate) -> None:
    """Say what is to become of one row whose person may be known already; raises NotFound, Conflict."""
    await _at(gate, import_id, (ImportState.CHECKED,))
    if not await gate.call(CHOOSE, gate.actor.org_id, import_id, row_id, choice.value):
        raise Conflict(NOT_NOW)
    gate.note(Event("update", Import.kind, import_id, (), ["choice"]))


async def discard(gate: Gate, import_id: UUID) -> None:
    """Forget a file with its staged rows; what was imported from it stays. Raises NotFound."""
    await gate.remove(await gate.get(Import, import_id, "delete"))


async def words_to_explain(gate: Gate, imported: Import) -> dict[str, list[str]]:
    """Give the words that stand for no entry of their field's list yet, by field."""
    found: dict[str, list[str]] = {}
    for column, name in enumerate(imported.mapping):
        field = field_named(Subject(imported.subject), name)
        if field is not None and field.codes is not None:
            cells = await queries.cells_of(gate, imported.id, column)
            words = unknown_words(field, cells, imported.meanings.get(name, {}))
            if words:
                found[name] = words[:MOST_WORDS]
    return found


async def _at(gate: Gate, import_id: UUID, states: Sequence[ImportState], version: int | None = None) -> Import:
    imported = await gate.get(Import, import_id, "update", version=version)
    if imported.state not in states:
        raise Conflict(NOT_NOW)
    return imported


def _check(subject: Subject, mapping: Sequence[str], columns: int) -> None:
    wrong: dict[str, list[Message]] = {}
    used = [name for name in mapping if name]
    if len(mapping) != columns:
        wrong["mapping"] = [(COLUMNS_DIFFER, {"number": columns})]
    elif len(set(used)) < len(used):
        wrong["mapping"] = [(TWICE, {})]
    elif any(field_named(subject, name) is None for name in used):
        wrong["mapping"] = [(UNKNOWN_FIELD, {})]
    missing = [field for field in FIELDS[subject] if field.needed and field.name not in used]
    missing = [field for field in missing if not (field.name == "family_name" and "full_name" in used)]
    if not wrong and missing:
        wrong["mapping"] = [(NO_COLUMN, {"field": _Label(missing[0].label)})]
    if wrong:
        raise Invalid(msgid("The columns cannot be assigned like this."), wrong)


class _Label(str):
    """A text that is translated where it is filled into a sentence."""

    __slots__ = ()

    @property
    def label(self) -> str:
        """Give the English message."""
        return str(self)
