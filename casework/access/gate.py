"""The gate: the only way from a handler to a record. It asks the policy and writes the access record."""

from collections.abc import Awaitable, Sequence
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import InstanceState
from sqlalchemy.sql.elements import ColumnElement

from casework.access import writing
from casework.access.enforcer import Policy
from casework.access.reading import COUNTED, Read
from casework.audit import recorder
from casework.audit.recorder import Event
from casework.core.actor import Actor
from casework.core.db import Transaction
from casework.core.errors import CaseworkError, Denied, NotFound, Unauthenticated
from casework.core.model import TenantModel, Versioned, new_id

Record = TypeVar("Record", bound=TenantModel)
Row = TypeVar("Row")
Result = TypeVar("Result")
ENTER = "select * from app.enter($1)"


class Gate:
    """What a handler receives instead of a database: records, for this actor, checked and recorded."""

    def __init__(
        self, transaction: Transaction, actor: Actor, rules: Policy, ticket: bytes, *, reading: bool = False
    ) -> None:
        self.actor = actor
        # A request that only reads never rolls back what it has read, so its reads record themselves as they run.
        # Whoever stands in for somebody waits for the end, when it is known on whose behalf they read.
        self._reading = reading and not actor.deputised
        # Set when the answer tells of a mistake: what was read stays recorded, what was begun is undone.
        self.failed = False
        self._transaction = transaction
        self._rules = rules
        self._ticket = ticket
        self._events: list[Event] = []
        self._known: dict[TenantModel, tuple[str, tuple[UUID, ...]]] = {}
        self._scope = {
            "actor_org": actor.org_id,
            "actor_member": actor.member_id,
            "actor_led": list(actor.led_teams),
            "actor_deputised": list(actor.deputised),
            "actor_deputised_fully": list(actor.deputised_fully),
            "actor_teams": list(actor.teams),
        }

    def may(self, kind: type[TenantModel], act: str, *, within: TenantModel | str = "organisation") -> bool:
        """Tell whether the actor may do this act to this kind of record, standing as they do to `within`."""
        relation = within if isinstance(within, str) else self._known[within][0]
        return relation in self._rules.relations(self.actor.role, kind.kind, act)

    def require(self, kind: type[TenantModel], act: str, *, within: TenantModel | str = "organisation") -> None:
        """Refuse (403) unless `may`."""
        if not self.may(kind, act, within=within):
            raise self._refused(Denied(), kind, None, act)

    async def get(
        self, kind: type[Record], record_id: UUID, act: str, *, version: int | None = None, reason: str | None = None
    ) -> Record:
        """Give one record for one act, recorded as read; raises NotFound, Denied, or Stale for another version."""
        relation = kind.relation().label("relation_")
        statement = select(kind, relation, kind.clients_shown().label("subjects_"))
        found = await self._transaction.session.execute(
            statement.where(kind.org_id == self.actor.org_id, kind.id == record_id), self._scope
        )
        row: Any = found.one_or_none()
        record: Record | None = row[0] if row is not None else None
        standing, shown = row[1:] if row is not None else (None, None)
        self._check(kind, record_id, act, standing)
        if record is None or standing is None:
            raise NotFound
        self._known[record] = (standing, tuple(shown or ()))
        if isinstance(record, Versioned):
            record.expect(version)
        self.note(Event("read", kind.kind, record_id, shown or (), [act], reason=reason))
        return record

    async def all(
        self,
        kind: type[Record],
        act: str,
        *conditions: ColumnElement[bool],
        order_by: Any = None,  # noqa: ANN401  # SQLAlchemy takes columns and more.
    ) -> list[Record]:
        """Give the records that meet the conditions and that the actor may do this act to, recorded as one list."""
        relation = kind.relation()
        allowed = self._rules.relations(self.actor.role, kind.kind, act)
        statement = select(kind, relation, kind.clients_shown()).where(
            kind.org_id == self.actor.org_id, relation.in_(sorted(allowed)), *conditions
        )
        statement = statement.order_by(kind.id if order_by is None else order_by)
        rows = (await self._transaction.session.execute(statement, self._scope)).all()
        for record, standing, subjects in rows:
            self._known[record] = (str(standing), tuple(subjects or ()))
        if not allowed:
            raise self._refused(Denied(), kind, None, act)
        seen = list(dict.fromkeys(chain.from_iterable(row[2] or () for row in rows)))
        self.note(Event("list", kind.kind, subjects=seen, fields=[act], result_count=len(rows)))
        return [row[0] for row in rows]

    async def add(self, record: Record, act: str = "create", *, within: TenantModel | None = None) -> Record:
        """Add a record to the actor's organisation; `within` is the record, got here, that it belongs to."""
        await self.add_all([record], act, within=within)
        return record

    async def add_all(
        self, records: Sequence[TenantModel], act: str = "create", *, within: TenantModel | None = None
    ) -> None:
        """Add several records like `add`, sent together; raises Denied, Conflict or Invalid."""
        await self.add_each([(record, within) for record in records], act)

    async def add_each(self, pairs: Sequence[tuple[TenantModel, TenantModel | None]], act: str = "create") -> None:
        """Add several records like `add`, each within its own; raises Denied, Conflict or Invalid."""
        for record, within in pairs:
            self._admit(record, act, within)
            self._transaction.session.add(record)
        # Sent at once, because what is added next may refer to it.
        await self.flush()

    async def add_many(self, pairs: Sequence[tuple[TenantModel, TenantModel | None]], act: str = "create") -> None:
        """Add many records of one kind like `add_each`, in one statement: permission and access record are the same.

        Nothing of them is kept if the database refuses one.
        """
        if not pairs:
            return
        records = [record for record, _ in pairs]
        for record, within in pairs:
            self._admit(record, act, within)
        rows = writing.completed(records)
        names = tuple(rows[0])
        await self.call(writing.statement(type(records[0]), names), writing.as_json(rows))
        for record in records:
            self.note(Event("create", record.kind, record.id, self._known[record][1], names))
            writing.entered(record)
            self._transaction.session.add(record)

    def _admit(self, record: TenantModel, act: str, within: TenantModel | None) -> None:
        standing, shown = self._known[within] if within is not None else ("organisation", ())
        if standing not in self._rules.relations(self.actor.role, record.kind, act):
            raise self._refused(Denied(), type(record), None, act)
        record.org_id = self.actor.org_id
        record.id = record.__dict__.get("id") or new_id()
        # Whoever makes a record stands to it as its own for the rest of this transaction.
        self._known[record] = (standing if within is not None else "assigned", record.clients_named() or shown)

    async def remove(self, record: TenantModel) -> None:
        """Delete a record that was got through this gate for an act that allows it."""
        await self._transaction.session.delete(record)

    async def select(self, read: Read[Row], **values: Any) -> list[Row]:  # noqa: ANN401  # Parameters are of any type.
        """Give the permitted rows of a named read, recorded as one list that knows which clients it showed."""
        values |= {**self._scope, "actor_relations": list(self._allowed(read.kind, read.act))}
        compiled = read.filtered(recorded=self._reading)
        if self._reading:
            values |= recorder.parameters(self.actor)
        rows = await self._transaction.fetch(compiled.text, *compiled.arguments(values))
        if self._reading:
            return [read.row(*row) for row in rows]
        # What lies beyond the page only tells that there is more: nobody sees it.
        shown = rows[: read.page]
        seen = list(dict.fromkeys(chain.from_iterable(row[-1] or () for row in shown)))
        self.note(Event(read.action, read.kind.kind, None, seen, read.fields, result_count=len(shown)))
        return [read.row(*row[:-1]) for row in map(tuple, rows)]

    async def one(self, read: Read[Row], record_id: UUID, **values: Any) -> Row:  # noqa: ANN401  # As in `select`.
        """Give the single row of a named read of `record_id` (parameter "id"), recorded; raises NotFound or Denied."""
        compiled = read.single(recorded=self._reading)
        values = {"id": record_id, **values, **self._scope}
        if self._reading:
            allowed = self._rules.relations(self.actor.role, read.kind.kind, read.act)
            values |= {"actor_relations": list(allowed), **recorder.parameters(self.actor)}
        found = await self._transaction.fetch_one(compiled.text, *compiled.arguments(values))
        row = tuple(found) if found is not None else None
        self._check(read.kind, record_id, read.act, row[-1] if row else None)
        if row is None:
            raise NotFound
        if not self._reading:
            self.note(Event("read", read.kind.kind, record_id, row[-2] or (), read.fields))
        return read.row(*row[:-2])

    async def count(self, read: Read[Any], **values: Any) -> int:  # noqa: ANN401  # As in `select`.
        """Give how many rows a read has for this actor, counted up to COUNTED + 1."""
        allowed = self._rules.relations(self.actor.role, read.kind.kind, read.act)
        compiled = read.counted()
        found = await self._transaction.fetch_one(
            compiled.text, *compiled.arguments({**values, **self._scope, "actor_relations": list(allowed)})
        )
        return min(int(found[0]), COUNTED + 1) if found else 0

    async def tally(self, read: Read[Row], **values: Any) -> list[Row]:  # noqa: ANN401  # As in `select`.
        """Give each different row of a read with how often it occurs as its last column; numbers name no client."""
        values |= {**self._scope, "actor_relations": list(self._allowed(read.kind, read.act))}
        compiled = read.tallied()
        rows = await self._transaction.fetch(compiled.text, *compiled.arguments(values))
        self.note(Event(read.action, read.kind.kind, fields=read.fields, result_count=len(rows)))
        return [read.row(*row) for row in rows]

    async def call(self, text: str, *arguments: object) -> list[Any]:
        """Run one of the database's own doors, such as `select app.transmit($1)`, after sending what is pending."""
        await self.flush()
        try:
            return await self._transaction.fetch(text, *arguments)
        except CaseworkError:
            await self._start_again()
            raise

    def note(self, event: Event) -> None:
        """Keep an event for the access record; everything kept is written before the commit."""
        self._events.append(event)

    def subjects(self, record: TenantModel) -> tuple[UUID, ...]:
        """Give the clients whom a record of this gate shows."""
        return self._known[record][1]

    async def flush(self) -> None:
        """Send pending changes to the database and keep an event for each."""
        if not self._transaction.used_session:
            return
        session = self._transaction.session
        for record in chain(session.new, session.dirty, session.deleted):
            if isinstance(record, TenantModel) and (event := self._changed(record)) is not None:
                self.note(event)
        try:
            await self._transaction.flush()
        except CaseworkError:
            await self._start_again()
            raise

    async def _start_again(self) -> None:
        # Whoever shows the mistake beside what was typed has to read the page's lists again.
        self.failed = True
        await self._transaction.restart(ENTER, self._ticket)

    async def aside(self, work: Awaitable[Result]) -> Result:
        """Wait for something slow without keeping a connection from others, then enter anew.

        Nothing may have been changed before, and records got before have to be got again. Raises Unauthenticated for
        whoever may not act any more by then.
        """
        if len(self.events_read()) < len(self._events):
            raise RuntimeError("What was changed would be lost.")
        await self._transaction.rollback()
        self._known.clear()
        try:
            return await work
        finally:
            row = await self._transaction.resume(ENTER, self._ticket)
            if row is None or row["member_id"] != self.actor.member_id or row["role"] != self.actor.role:
                raise Unauthenticated

    async def close(self) -> None:
        """Write what happened into the access record and commit; nothing may be read or changed afterwards."""
        if self._transaction.used_session:
            await self.flush()
        await recorder.write(self._transaction, self.actor, self._events)
        await self._transaction.commit()

    def events_read(self) -> list[Event]:
        """Give the events of what was shown, leaving out changes that were undone."""
        return [event for event in self._events if event.action not in {"create", "update", "delete"}]

    def _changed(self, record: TenantModel) -> Event | None:
        state: InstanceState[TenantModel] = inspect(record)
        action = "create" if state.pending else "delete" if record in self._transaction.session.deleted else "update"
        names = [a.key for a in state.attrs if action != "update" or a.history.has_changes()]
        if not names:
            return None
        return Event(action, record.kind, record.id, self._known.get(record, ("", ()))[1], names)

    def _allowed(self, kind: type[TenantModel], act: str) -> frozenset[str]:
        allowed = self._rules.relations(self.actor.role, kind.kind, act)
        if not allowed:
            raise self._refused(Denied(), kind, None, act)
        return allowed

    def _check(self, kind: type[TenantModel], record_id: UUID, act: str, standing: str | None) -> None:
        role = self.actor.role
        if standing is not None and standing in self._rules.relations(role, kind.kind, act):
            return
        # A record that this person may at least read answers 403; anything else is as if it did not exist.
        visible = standing is not None and (
            standing in self._rules.relations(role, kind.kind, "read")
            or standing in self._rules.relations(role, kind.kind, "list")
        )
        raise self._refused(Denied() if visible else NotFound(), kind, record_id, act)

    def _refused(
        self, error: CaseworkError, kind: type[TenantModel], record_id: UUID | None, act: str
    ) -> CaseworkError:
        error.refusal = Event("denied", kind.kind, record_id, fields=[act], outcome="denied")
        return error
