"""Working through the rows of an import, batch by batch: each one transaction with its access record and its results.

Where it stopped is told by the rows themselves, so it goes on from there after a crash and does nothing twice. The dry
run does all that the import does and takes it back, so it knows exactly what the import will refuse.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.core.clock import now
from casework.core.errors import CaseworkError, Unauthenticated, Unavailable
from casework.core.model import new_id
from casework.transfer import queries, rows
from casework.transfer.codes import ImportState, OnDuplicate, RowOutcome, Subject
from casework.transfer.entering import ENTERING, Entering, Result, refused
from casework.transfer.limits import BATCH
from casework.transfer.mapping import Meanings
from casework.transfer.models import Import
from casework.transfer.rows import Given
from casework.transfer.schemas import RowView

Gates = Callable[[], AbstractAsyncContextManager[Gate]]
Told = Callable[[int, int], Awaitable[None]]

# One at a time for an organisation, so that two imports of the same file cannot pass each other by.
ALONE = "select pg_advisory_xact_lock(hashtextextended('import ' || $1::uuid::text, 0))"
STORE = (
    "update import_rows r set outcome = s.outcome, reasons = s.reasons::jsonb, record_id = s.record_id,"
    " candidates = coalesce((select array_agg(c::uuid) from jsonb_array_elements_text(s.candidates::jsonb) c), '{}')"
    " from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[])"
    " as s (id, outcome, reasons, record_id, candidates) where r.org_id = $1 and r.id = s.id returning r.id"
)
REFER = (
    "insert into import_references (org_id, id, reference, client_id, case_id, note_id)"
    " select $1, s.id, s.reference, case $2 when 'people' then s.record end, case $2 when 'cases' then s.record end,"
    " case $2 when 'contacts' then s.record end"
    " from unnest($3::uuid[], $4::text[], $5::uuid[]) as s (id, reference, record)"
)
_DRY = {
    RowOutcome.MADE: RowOutcome.NEW,
    RowOutcome.SKIPPED: RowOutcome.DUPLICATE,
    RowOutcome.LINKED: RowOutcome.DUPLICATE,
}


class Step(NamedTuple):
    """One of the two steps of an import: in which state it works, on which rows, and what follows."""

    state: ImportState
    waiting: tuple[RowOutcome, ...]
    then: ImportState
    dry: bool


CHECK = Step(ImportState.CHECKING, (RowOutcome.WAITING,), ImportState.CHECKED, dry=True)
RUN = Step(ImportState.RUNNING, (RowOutcome.NEW, RowOutcome.DUPLICATE), ImportState.DONE, dry=False)


class Batch(NamedTuple):
    """Rows to work on, and how they are to be understood."""

    subject: Subject
    mapping: Sequence[str]
    meanings: Meanings
    on_duplicate: OnDuplicate
    rows: list[RowView]
    total: int
    left: int


async def work_through(gates: Gates, import_id: UUID, step: Step, told: Told) -> None:
    """Work through what is left of a step; `told` hears how many rows are done, of how many."""
    entering: Entering[Any] | None = None
    alone = False
    while True:
        async with gates() as gate:
            batch = await _taken(gate, import_id, step, 1 if alone else BATCH)
            if batch is None:
                return
            if not batch.rows:
                await _ended(gate, import_id, step)
                return
        entering = entering or ENTERING[batch.subject]()
        try:
            await (_try_out if step.dry else _carry_out)(gates, import_id, step, batch, entering)
            alone = alone and (batch.left - 1) % BATCH != 0
        except (Unauthenticated, Unavailable):
            raise
        except Exception as error:  # noqa: BLE001  # Whatever it is, a batch of one row raises it.
            # The database refused one of the rows and with it the whole batch: one at a time tells which.
            if len(batch.rows) > 1:
                alone = True
                continue
            await _refuse(gates, batch, error)
        await told(batch.total - batch.left + len(batch.rows), batch.total)


async def _taken(gate: Gate, import_id: UUID, step: Step, most: int) -> Batch | None:
    imported = await gate.get(Import, import_id, "read")
    if imported.state != step.state:
        return None
    found = await queries.rows(gate, import_id, step.waiting, limit=most)
    counts = dict(await queries.counts(gate, import_id))
    return Batch(
        Subject(imported.subject),
        imported.mapping,
        imported.meanings,
        OnDuplicate.SKIP if step.dry else OnDuplicate(imported.on_duplicate),
        found,
        imported.total,
        sum(counts.get(outcome, 0) for outcome in step.waiting),
    )


async def _ended(gate: Gate, import_id: UUID, step: Step) -> None:
    imported = await gate.get(Import, import_id, "update")
    imported.state = step.then
    if step.then is ImportState.DONE:
        imported.ended_at = now()


async def _try_out(gates: Gates, import_id: UUID, step: Step, batch: Batch, entering: Entering[Any]) -> None:
    async with gates() as gate:
        results = await _entered(gate, batch, entering)
        # Everything is taken back; what was looked up stays in the access record.
        gate.failed = True
    for result in results:
        twice = result.outcome is RowOutcome.MADE and bool(result.reasons)
        result.outcome = RowOutcome.DUPLICATE if twice else _DRY.get(result.outcome, result.outcome)
        result.record_id = None
    async with gates() as gate:
        if await _still(gate, import_id, step):
            await _store(gate, results)


async def _carry_out(gates: Gates, import_id: UUID, step: Step, batch: Batch, entering: Entering[Any]) -> None:
    async with gates() as gate:
        await gate.call(ALONE, gate.actor.org_id)
        if not await _still(gate, import_id, step, batch):
            return
        results = await _entered(gate, batch, entering)
        await _refer(gate, batch.subject, results)
        await _store(gate, results)


async def _still(gate: Gate, import_id: UUID, step: Step, batch: Batch | None = None) -> bool:
    """Tell whether nobody else took the step or these rows further in the meantime."""
    imported = await gate.get(Import, import_id, "read")
    if imported.state != step.state or batch is None:
        return bool(imported.state == step.state)
    found = await queries.rows(gate, import_id, step.waiting, limit=1)
    return bool(found) and found[0].id == batch.rows[0].id


async def _entered(gate: Gate, batch: Batch, entering: Entering[Any]) -> list[Result]:
    read = [(row, rows.given(batch.subject, batch.mapping, batch.meanings, row.cells)) for row in batch.rows]
    try:
        results = await entering.enter(gate, read, batch.on_duplicate)
    except (Unauthenticated, Unavailable):
        raise
    except CaseworkError as error:
        if gate.failed:
            # The database itself refused a row, so nothing of this transaction stands any more.
            raise
        # Whoever may enter none of them is told so at each.
        return [refused(row, given, error) for row, given in read]
    if gate.failed:
        raise RuntimeError("A batch went on after the database had refused a part of it.")
    return results


async def _refuse(gates: Gates, batch: Batch, error: Exception) -> None:
    """Keep why the one row of a batch cannot be stored, in a transaction of its own."""
    if not isinstance(error, CaseworkError):
        raise error
    async with gates() as gate:
        await _store(gate, [refused(batch.rows[0], Given({}), error)])


async def _store(gate: Gate, results: Sequence[Result]) -> None:
    encoded = msgspec.json.encode
    stored = await gate.call(
        STORE,
        gate.actor.org_id,
        [result.row.id for result in results],
        [result.outcome.value for result in results],
        [encoded(result.reasons).decode() for result in results],
        [result.record_id for result in results],
        [encoded(result.candidates).decode() for result in results],
    )
    if len(stored) != len(results):
        raise RuntimeError("The results of a batch were not kept.")


async def _refer(gate: Gate, subject: Subject, results: Sequence[Result]) -> None:
    made = [result for result in results if result.record_id and result.reference]
    if not made:
        return
    await gate.call(
        REFER,
        gate.actor.org_id,
        subject.value,
        [new_id() for _ in made],
        [result.reference for result in made],
        [result.record_id for result in made],
    )
    subjects = [result.record_id for result in made if result.record_id] if subject is Subject.PEOPLE else []
    gate.note(Event("create", Import.kind, None, subjects, ["reference"], result_count=len(made)))
