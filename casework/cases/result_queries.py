"""Named reads of results, exits, phases and closures of a case."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Text, Uuid, bindparam, func, literal, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.history_models import CaseClosure, CasePhase
from casework.cases.result_models import CaseResult, EsfExit
from casework.cases.result_schemas import ClosureView, ExitView, PhaseView, ResultView
from casework.core.clock import ZONE
from casework.core.model import ORG
from casework.identity.models import Member
from casework.people.models import Client

_OF_CASE = bindparam("case_id", type_=Uuid())
_NAME: ColumnElement[str] = func.trim(func.concat(Client.given_name, literal(" ", Text()), Client.family_name))


def _about_persons(kind: Any, row: Any, own: int) -> Any:  # noqa: ANN401  # Two kinds of record with the same shape.
    columns = [getattr(kind, name) for name in row.__struct_fields__[:own]]
    return (
        select(*columns, _NAME.label("client_name"), Member.name.label("recorder_name"))
        .join(Client, (Client.org_id == kind.org_id) & (Client.id == kind.client_id))
        .join(Member, (Member.org_id == kind.org_id) & (Member.id == kind.recorded_by))
        .where(kind.org_id == ORG)
    )


_RESULTS = _about_persons(CaseResult, ResultView, 8)
_EXITS = _about_persons(EsfExit, ExitView, 10)
RESULTS = Read(
    CaseResult,
    "list",
    ResultView,
    _RESULTS.where(CaseResult.case_id == _OF_CASE, CaseResult.reached_on <= bindparam("until", type_=Date()))
    .order_by(CaseResult.reached_on.desc(), CaseResult.id.desc())
    .limit(bindparam("limit", type_=Integer())),
)
RESULT = Read(CaseResult, "read", ResultView, _RESULTS.where(CaseResult.id == bindparam("id", type_=Uuid())))
EXITS = Read(
    EsfExit,
    "list",
    ExitView,
    _EXITS.where(EsfExit.case_id == _OF_CASE)
    .order_by(EsfExit.client_id, EsfExit.established_on, EsfExit.id)
    .limit(500),
)
EXIT = Read(EsfExit, "read", ExitView, _EXITS.where(EsfExit.id == bindparam("id", type_=Uuid())))
_CLOSER, _REOPENER = aliased(Member), aliased(Member)
PHASES = Read(
    CasePhase,
    "list",
    PhaseView,
    select(CasePhase.id, CasePhase.phase, CasePhase.since, CasePhase.moved_by, Member.name.label("mover_name"))
    .outerjoin(Member, (Member.org_id == CasePhase.org_id) & (Member.id == CasePhase.moved_by))
    .where(CasePhase.org_id == ORG, CasePhase.case_id == _OF_CASE)
    .order_by(CasePhase.since, CasePhase.created_at, CasePhase.id)
    .limit(500),
)
CLOSURES = Read(
    CaseClosure,
    "list",
    ClosureView,
    select(
        CaseClosure.id,
        CaseClosure.closed_on,
        CaseClosure.reason,
        CaseClosure.note,
        _CLOSER.name.label("closer_name"),
        CaseClosure.reopened_on,
        _REOPENER.name.label("reopener_name"),
    )
    .outerjoin(_CLOSER, (_CLOSER.org_id == CaseClosure.org_id) & (_CLOSER.id == CaseClosure.closed_by))
    .outerjoin(_REOPENER, (_REOPENER.org_id == CaseClosure.org_id) & (_REOPENER.id == CaseClosure.reopened_by))
    .where(CaseClosure.org_id == ORG, CaseClosure.case_id == _OF_CASE)
    .order_by(CaseClosure.created_at, CaseClosure.id)
    .limit(200),
)


async def results_of(
    gate: Gate, case_id: UUID, *, before: datetime | None = None, limit: int = 500
) -> list[ResultView]:
    """Give the results of a case, the latest first, up to the day of a moment if one is named."""
    day = before.astimezone(ZONE).date() if before and before.year < date.max.year else date.max
    return await gate.select(RESULTS, case_id=case_id, until=day, limit=limit)


async def result(gate: Gate, result_id: UUID) -> ResultView:
    """Give a result; raises NotFound or Denied."""
    return await gate.one(RESULT, result_id)


async def exits_of(gate: Gate, case_id: UUID) -> list[ExitView]:
    """Give where the persons of a case stood after leaving."""
    return await gate.select(EXITS, case_id=case_id)


async def exit_(gate: Gate, exit_id: UUID) -> ExitView:
    """Give one entry about where a person stood; raises NotFound or Denied."""
    return await gate.one(EXIT, exit_id)


async def phases_of(gate: Gate, case_id: UUID) -> list[PhaseView]:
    """Give the phases of a case in the order in which it went through them."""
    return await gate.select(PHASES, case_id=case_id)


async def closures_of(gate: Gate, case_id: UUID) -> list[ClosureView]:
    """Give every time that a case was closed, the first one first."""
    return await gate.select(CLOSURES, case_id=case_id)
