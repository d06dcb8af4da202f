"""The caseload: one statement for each combination of filters, compiled once."""

from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import DateTime, Integer, Text, Uuid, bindparam, exists, func, select
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.models import Deadline
from casework.cases.models import Case, CasePerson
from casework.cases.queries import beginning, begins_with
from casework.core.clock import now
from casework.core.model import ACTOR, DEPUTISED, LED_TEAMS, ORG
from casework.desk.schemas import CaseFilter, Caseload, CaseRow, Scope
from casework.identity.models import Member

PAGE_SIZE = 50
# Districts name no person, so that a list of them is no access to anybody's data.
DISTRICTS = (
    "select distinct district from cases where org_id = $1 and district is not null"
    " and (owner_id = $2 or team_id = any($3::uuid[])) order by 1 limit 100"
)


class Shape(NamedTuple):
    """What a statement depends on; its parameters fill the rest."""

    scope: Scope
    status: str
    sort: str
    filters: tuple[str, ...]
    # Most leads lead one team, and only `=` lets the index give the order.
    one_team: bool = False

    @property
    def conditions(self) -> tuple[str, ...]:
        """Give the names of the conditions that hold, as `filter_conditions` has them."""
        scope = "one_team" if self.scope == "team" and self.one_team else self.scope
        # Of one person all cases are wanted that the reader may see, whoever carries them.
        whose = () if "client" in self.filters else (scope,)
        return (*whose, *(() if self.status == "all" else (self.status,)), *self.filters)


def _next_deadline() -> ColumnElement[Any]:
    return (
        select(func.min(Deadline.due_on))
        .where(Deadline.org_id == Case.org_id, Deadline.case_id == Case.id, Deadline.status == "open")
        .scalar_subquery()
    )


def _has_client() -> ColumnElement[bool]:
    return exists().where(
        CasePerson.org_id == Case.org_id,
        CasePerson.case_id == Case.id,
        CasePerson.client_id == bindparam("client", type_=Uuid()),
    )


def _order(sort: str, deadline: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    column = {
        "name": Case.sort_key,
        "contact": Case.last_contact_at,
        "deadline": deadline,
        "opened": Case.opened_on,
    }[sort.lstrip("-")]
    downwards = sort.startswith("-")
    first = column.desc() if downwards else column.asc()
    if sort.endswith("deadline"):
        # Cases without a deadline come last whichever way one looks.
        first = first.nulls_last()
    return [first, Case.id.desc() if downwards else Case.id.asc()]


def filter_conditions() -> dict[str, ColumnElement[bool]]:
    """Give the conditions that filters of the caseload stand for; `asked` gives their parameters."""
    return {
        "mine": Case.owner_id == ACTOR,
        "team": Case.team_id == func.any(LED_TEAMS),
        "one_team": Case.team_id == bindparam("led_team", type_=Uuid()),
        "deputising": Case.owner_id == func.any(DEPUTISED),
        "open": Case.closed_on.is_(None),
        "closed": Case.closed_on.is_not(None),
        "phase": Case.phase == bindparam("phase", type_=Text()),
        "district": Case.district == bindparam("district", type_=Text()),
        "text": begins_with(),
        "client": _has_client(),
        "silent": Case.last_contact_at < bindparam("silent_since", type_=DateTime(timezone=True)),
    }


@lru_cache(maxsize=1024)
def caseload_read(shape: Shape) -> Read[CaseRow]:
    """Give the read for one combination of scope, status, order and filters."""
    deadline = _next_deadline().label("next_deadline_on")
    columns = {name: getattr(Case, name) for name in CaseRow.__struct_fields__[:8]}
    rest = (Case.opened_on, Case.closed_on, Case.last_contact_at, deadline)
    if shape.scope == "mine":
        # Whose cases they are is known, so that the statement need not pass the fence of another table.
        statement = select(*columns.values(), bindparam("owner_name", type_=Text()).label("owner_name"), *rest)
    else:
        with_owner = (Member.org_id == Case.org_id) & (Member.id == Case.owner_id)
        statement = select(*columns.values(), Member.name.label("owner_name"), *rest).join(Member, with_owner)
    statement = statement.where(Case.org_id == ORG)
    conditions = filter_conditions()
    statement = statement.where(*(conditions[name] for name in shape.conditions))
    statement = statement.order_by(*_order(shape.sort, deadline))
    return Read(
        Case,
        "list",
        CaseRow,
        statement.limit(PAGE_SIZE + 1).offset(bindparam("offset", type_=Integer())),
        action="search" if "text" in shape.filters else "list",
        page=PAGE_SIZE,
    )


def asked(gate: Gate, wanted: CaseFilter) -> tuple[Shape, dict[str, Any]]:
    """Give the statement that a filter needs and its parameters; a lead has teams, a deputy others' cases."""
    led = gate.actor.led_teams
    stands_in = wanted.scope == "deputising" and bool(gate.actor.deputised)
    own: Scope = "team" if (led or wanted.client) and wanted.scope != "mine" else "mine"
    scope: Scope = "deputising" if stands_in else own
    filters = tuple(
        name for name in ("phase", "district", "text", "silent", "client") if getattr(wanted, name) is not None
    )
    values: dict[str, Any] = {"offset": (wanted.page - 1) * PAGE_SIZE, "owner_name": gate.actor.name}
    values["led_team"] = next(iter(led), None)
    if filters:
        values |= {"phase": wanted.phase, "district": wanted.district, **beginning(wanted.text or "")}
        values["client"] = wanted.client
        values["silent_since"] = now() - timedelta(days=wanted.silent or 0)
    return Shape(scope, wanted.status, wanted.sort, filters, len(led) == 1), values


async def caseload(gate: Gate, wanted: CaseFilter) -> Caseload:
    """Give one page of the actor's cases, or of the teams they lead; recorded as one list."""
    shape, values = asked(gate, wanted)
    rows = await gate.select(caseload_read(shape), **values)
    return Caseload(shape.scope, wanted.page, len(rows) > PAGE_SIZE, rows[:PAGE_SIZE])


async def how_many(gate: Gate, wanted: CaseFilter) -> int:
    """Give how many cases a filter finds, counted up to 10,001."""
    shape, values = asked(gate, wanted)
    return await gate.count(caseload_read(shape), **values)


async def districts_worked_in(gate: Gate) -> list[str]:
    """Give the keys of the districts of the actor's cases and of those of the teams they lead."""
    actor = gate.actor
    rows = await gate.call(DISTRICTS, actor.org_id, actor.member_id, list(actor.led_teams))
    return [row[0] for row in rows]
