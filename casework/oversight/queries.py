"""Named reads of the access record: one for each set of filters, so that each has its own best plan."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Select, Text, Uuid, bindparam, case, cast, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.models import Appointment, Deadline
from casework.audit.models import AuditEvent
from casework.cases.models import Case, CaseNote, CasePerson
from casework.core.clock import ZONE, today
from casework.core.errors import Invalid
from casework.core.model import ORG, UUIDS
from casework.identity.models import Member
from casework.oversight.schemas import EventRow, MemberName, RecordFilters, RecordPage
from casework.referrals.models import Referral
from casework.tenancy.models import Organisation
from casework.web.i18n import msgid

PAGE = 50
DEFAULT_DAYS = 30
# Of lists with more clients than this, file numbers would say nothing about any one of them.
FEW = 4
IN_CASES = (CaseNote, Appointment, Deadline, Referral)
TEXTS = ARRAY(Text())
NOBODY = cast(literal("{}", Text()), UUIDS)


def first_id(moment: datetime) -> UUID:
    """Give the first UUIDv7 of a moment (RFC 9562 § 5.7), as `app.first_uuid7` does: keys sort by time."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(bytes=milliseconds.to_bytes(6, "big") + bytes.fromhex("70008000000000000000"))


def period(since: date | None, until: date | None) -> tuple[date, date]:
    """Give the first and last day to show: the last 30 days unless one says otherwise; raises Invalid if reversed."""
    last = _within(until or today())
    first = _within(since or last - timedelta(days=DEFAULT_DAYS - 1))
    if first > last:
        message = msgid("The first day lies after the last one.")
        raise Invalid(message, {"since": [(message, {})]})
    return first, last


def _within(day: date) -> date:
    """Keep a day where a UUIDv7 can tell its time and where there are days before and after it."""
    return min(max(day, date(1971, 1, 1)), date(9998, 12, 31))


async def events(gate: Gate, filters: RecordFilters, limit: int = PAGE) -> RecordPage:
    """Give a page of the access record, newest first; raises Denied or Invalid."""
    read, values = asked(filters)
    rows = await gate.select(read, most=limit + 1, **values)
    return RecordPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


async def count(gate: Gate, filters: RecordFilters) -> int:
    """Give how many events there are, counted up to 10,000 and one."""
    read, values = asked(filters)
    return await gate.count(read, most=PAGE, **values)


async def event(gate: Gate, event_id: UUID) -> EventRow:
    """Give one event; raises NotFound or Denied."""
    return await gate.one(EVENT, event_id)


async def people(gate: Gate) -> list[MemberName]:
    """Give everybody who works or worked here, by name."""
    return await gate.select(PEOPLE)


def asked(filters: RecordFilters, act: str = "list") -> tuple[Read[EventRow], dict[str, Any]]:
    """Give the read that answers these filters, and its values; raises Invalid for a reversed period."""
    first, last = period(filters.since, filters.until)
    start, end = (first_id(datetime.combine(day, time(), ZONE)) for day in (first, last + timedelta(days=1)))
    values: dict[str, Any] = {"first": start, "last": min(end, filters.before) if filters.before else end}
    active = set()
    for name in ("actor", "action"):
        if (value := getattr(filters, name)) is not None:
            active.add(name)
            values[name] = value
    if filters.outcome is not None:
        active.add(filters.outcome)
    if filters.file and filters.file.strip():
        active.add("lists" if filters.lists else "no_lists")
        name, value = _file(filters.file.strip())
        active.add(name)
        values[name] = value
    return record(act, frozenset(active)), values


@lru_cache(maxsize=256)
def record(act: str, active: frozenset[str]) -> Read[EventRow]:
    """Give the read for a set of active filters; with the act "export" it is recorded as an export."""
    event_id: Any = AuditEvent.id
    statement = _columns().where(
        AuditEvent.org_id == ORG,
        event_id >= bindparam("first", type_=Uuid()),
        event_id < bindparam("last", type_=Uuid()),
        *_conditions(active),
    )
    statement = statement.order_by(event_id.desc()).limit(bindparam("most", type_=Integer()))
    return Read(AuditEvent, act, EventRow, statement, action="export" if act == "export" else "list")


def _file(text: str) -> tuple[str, object]:
    try:
        return "client", UUID(text)
    except ValueError:
        return "number", text.upper()


def _conditions(active: frozenset[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if "actor" in active:
        found.append(AuditEvent.actor_id == bindparam("actor", type_=Uuid()))
    if "action" in active:
        found.append(AuditEvent.action == bindparam("action", type_=Text()))
    if "denied" in active:
        found.append(AuditEvent.outcome == "denied")
    if "allowed" in active:
        found.append(AuditEvent.outcome != "denied")
    if active & {"number", "client"}:
        wanted, companions, objects = _of_number() if "number" in active else _of_client()
        shown: Any = AuditEvent.subjects
        # A refusal names no clients, only what was asked for; so what belongs to the file is looked for, too.
        found.append(or_(shown.bool_op("&&")(wanted), AuditEvent.object_id == func.any(objects)))
        if "no_lists" in active:
            in_list = or_(AuditEvent.action == "list", AuditEvent.action == "search")
            found.append(~(in_list & ~shown.bool_op("<@")(companions)))
    return found


def _of_number() -> tuple[Any, Any, Any]:
    """Give the SQL for the clients of a case, for whom a list may show to count as theirs, and for what is its own."""
    number = bindparam("number", type_=Text())
    clients = _gathered(
        select(CasePerson.client_id)
        .join(Case, (Case.org_id == CasePerson.org_id) & (Case.id == CasePerson.case_id))
        .where(CasePerson.org_id == ORG, Case.number == number)
    )
    the_case = select(Case.id).where(Case.org_id == ORG, Case.number == number)
    parts = [
        select(part.id)
        .join(Case, (Case.org_id == part.org_id) & (Case.id == part.case_id))
        .where(part.org_id == ORG, Case.number == number)
        for part in IN_CASES
    ]
    return clients, clients, _gathered(union_all(the_case, *parts).subquery().select()).op("||")(clients)


def _of_client() -> tuple[Any, Any, Any]:
    client = bindparam("client", type_=Uuid())
    other = aliased(CasePerson)
    item: Any = Uuid()
    only = array([client], type_=item)
    companions = _gathered(
        select(other.client_id)
        .select_from(CasePerson)
        .join(other, (other.org_id == CasePerson.org_id) & (other.case_id == CasePerson.case_id))
        .where(CasePerson.org_id == ORG, CasePerson.client_id == client)
    )
    cases = _gathered(select(CasePerson.case_id).where(CasePerson.org_id == ORG, CasePerson.client_id == client))
    return only, companions.op("||")(only), cases.op("||")(only)


def _gathered(rows: Select[Any]) -> ColumnElement[Any]:
    """Give the SQL for the one column of some rows as an array of ids, empty for none."""
    found = rows.subquery()
    column: Any = next(iter(found.c))
    gathered = select(func.array_agg(column, type_=UUIDS)).select_from(found).scalar_subquery()
    return func.coalesce(gathered, NOBODY, type_=UUIDS)


def _numbers() -> ColumnElement[Any]:
    """Give the SQL for the file numbers that an event concerns, found from its object or its few clients."""
    of_case = select(Case.number).where(Case.org_id == AuditEvent.org_id, Case.id == AuditEvent.object_id)
    of_parts = [
        (
            AuditEvent.object_type == part.kind,
            _listed(
                select(Case.number)
                .join(part, (part.org_id == Case.org_id) & (part.case_id == Case.id))
                .where(part.org_id == AuditEvent.org_id, part.id == AuditEvent.object_id)
            ),
        )
        for part in IN_CASES
    ]
    of_clients = (
        select(Case.number)
        .join(CasePerson, (CasePerson.org_id == Case.org_id) & (CasePerson.case_id == Case.id))
        .where(CasePerson.org_id == AuditEvent.org_id, CasePerson.client_id == func.any(AuditEvent.subjects))
        .distinct()
        .order_by(Case.number)
    )
    named = AuditEvent.object_id.is_not(None)
    return case(
        (named & (AuditEvent.object_type == Case.kind), _listed(of_case)),
        *((named & condition, numbers) for condition, numbers in of_parts),
        (func.cardinality(AuditEvent.subjects).between(1, FEW), _listed(of_clients)),
        else_=cast(literal("{}", Text()), TEXTS),
    )


def _listed(rows: Select[Any]) -> ColumnElement[Any]:
    return func.array(rows.correlate(AuditEvent).scalar_subquery(), type_=TEXTS)


_ABSENT = aliased(Member)


def _name_of(party: Any) -> Any:  # noqa: ANN401  # An organisation or an alias of the members.
    statement = select(party.name).where(party.id == AuditEvent.on_behalf_of)
    if party is _ABSENT:
        statement = statement.where(_ABSENT.org_id == AuditEvent.org_id)
    return statement.correlate(AuditEvent).scalar_subquery()


def _columns() -> Select[Any]:
    names = ("action", "object_type", "object_id")
    more = ("purpose", "reason", "legal_basis_ref", "outcome", "result_count", "session_ref", "address", "request_id")
    return (
        select(
            AuditEvent.id,
            AuditEvent.at,
            AuditEvent.actor_id,
            Member.name.label("actor_name"),
            AuditEvent.actor_role,
            # Either another organisation acted, or a member stood in for another one.
            func.coalesce(_name_of(Organisation), _name_of(_ABSENT)).label("organisation"),
            *(getattr(AuditEvent, name) for name in names),
            _numbers().label("numbers"),
            func.cardinality(AuditEvent.subjects).label("clients"),
            AuditEvent.fields,
            *(getattr(AuditEvent, name) for name in more),
        )
        .select_from(AuditEvent)
        .outerjoin(Member, (Member.org_id == AuditEvent.org_id) & (Member.id == AuditEvent.actor_id))
    )


EVENT = Read(AuditEvent, "read", EventRow, _columns().where(AuditEvent.org_id == ORG, AuditEvent.id == bindparam("id")))
PEOPLE = Read(
    Member,
    "list",
    MemberName,
    select(Member.id, Member.name, Member.role)
    .where(Member.org_id == ORG)
    .order_by(func.lower(Member.name), Member.id),
)
