"""`casework import`: the same import as in the page, from the command line, with a member's rights."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from casework.access.gate import Gate
from casework.config import Settings
from casework.core.errors import Invalid
from casework.tenancy.operator import acting_for
from casework.transfer import actions, queries
from casework.transfer.codes import ImportState, OnDuplicate, RowOutcome, Subject
from casework.transfer.entrance import program_gates
from casework.transfer.fields import FIELDS, folded
from casework.transfer.files import read_table
from casework.transfer.rejected import rejected_file, told
from casework.transfer.running import CHECK, RUN, Step, work_through
from casework.transfer.schemas import Assignment, ImportView
from casework.web.i18n import translator

Say = Callable[[str], None]
Gates = Callable[[], AbstractAsyncContextManager[Gate]]
WORDS = translator("en")


class Wanted(NamedTuple):
    """What the words of the command line ask for."""

    subject: str
    file: Path | None
    organisation: str
    acting_as: str
    mapping: Path | None
    dry_run: bool
    resume: str | None
    on_duplicate: str


async def bring_in(settings: Settings, wanted: Wanted, say: Say) -> int:
    """Bring a file in, or go on with one; gives 0 when every row came in, 1 when some were rejected."""
    async with (
        acting_for(settings.database_url, organisation=wanted.organisation, email=wanted.acting_as) as ticket,
        program_gates(settings, ticket) as gates,
    ):
        import_id = _id(wanted.resume) if wanted.resume else await _staged(gates, wanted, say)
        async with gates() as gate:
            state = (await queries.view(gate, import_id)).state
        if state in {ImportState.MAPPING, ImportState.CHECKING}:
            try:
                async with gates() as gate:
                    await actions.start_check(gate, import_id)
            except Invalid as error:
                _explain(error, Subject(wanted.subject), say)
                raise
            await _worked(gates, import_id, CHECK, say)
        if not wanted.dry_run and state != ImportState.DONE:
            async with gates() as gate:
                await actions.start_run(gate, import_id, OnDuplicate(wanted.on_duplicate))
            await _worked(gates, import_id, RUN, say)
        return await _result(gates, import_id, wanted, say)


async def _staged(gates: Gates, wanted: Wanted, say: Say) -> UUID:
    if wanted.file is None:
        raise Invalid("Name a file, or an import to go on with (--resume).")
    try:
        table = read_table(wanted.file.read_bytes())
    except OSError as error:
        raise Invalid("The file cannot be read: " + (error.strerror or str(wanted.file))) from error
    async with gates() as gate:
        imported = await actions.begin(gate, Subject(wanted.subject), wanted.file.name, table)
        if wanted.mapping is not None:
            mapping = _mapping(wanted.mapping, table.headings)
            await actions.assign(gate, imported.id, None, Assignment(mapping=mapping))
        pairs = zip(table.headings, imported.mapping, strict=True)
        say("Columns: " + ", ".join(f"{heading} -> {name or '(left out)'}" for heading, name in pairs))
        say(f"Import {imported.id}: {imported.total} rows. If this stops, add --resume {imported.id}.")
        return imported.id


def _explain(error: Invalid, subject: Subject, say: Say) -> None:
    """Say what is wrong with the columns, and how to say what they are."""
    for messages in error.fields.values():
        for message, values in messages:
            say(WORDS.sentence(message, values))
    say('Say what the columns are in a JSON file such as {"Nachname": "family_name"} and add --mapping FILE. Fields:')
    for field in FIELDS[subject]:
        say(f"  {field.name:22} {WORDS.gettext(field.label)}")


async def _worked(gates: Gates, import_id: UUID, step: Step, say: Say) -> None:
    async def told_progress(done: int, total: int) -> None:
        say(f"{'Checked' if step.dry else 'Imported'} {done} of {total}")

    await work_through(gates, import_id, step, told_progress)


async def _result(gates: Gates, import_id: UUID, wanted: Wanted, say: Say) -> int:
    async with gates() as gate:
        view = await queries.view(gate, import_id)
        for outcome in RowOutcome:
            if view.count(outcome):
                say(f"{WORDS.gettext(outcome.label)}: {view.count(outcome)}")
        if not view.count(RowOutcome.REFUSED):
            return 0
        for row in await queries.rows(gate, import_id, [RowOutcome.REFUSED], limit=20):
            say(f"  row {row.number}: {told(row, Subject(view.subject), WORDS)}")
        await _write_rejected(gate, view, wanted, say)
        return 1


async def _write_rejected(gate: Gate, view: ImportView, wanted: Wanted, say: Say) -> None:
    if wanted.file is None:
        return
    target = wanted.file.with_name(f"{wanted.file.stem}-rejected.csv")
    with await rejected_file(gate, view.id, "csv", WORDS) as file:
        target.write_bytes(file.read())
    say(f"The rejected rows with their reasons are in {target}.")


def _mapping(path: Path, headings: Sequence[str]) -> list[str]:
    said = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(said, dict):
        raise Invalid('The mapping must be JSON such as {"Nachname": "family_name"}.')
    known = {folded(str(heading)): str(name) for heading, name in said.items()}
    return [known.get(folded(heading), "") for heading in headings]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("This is no number of an import.") from None
