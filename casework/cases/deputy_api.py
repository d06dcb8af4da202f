"""Absences as JSON."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.cases import deputy_actions, deputy_queries
from casework.cases.deputy_schemas import AbsenceView, NewAbsence
from casework.web.answers import Answer, tagged


@get("/api/absences")
async def list_absences(gate: NamedDependency[Gate]) -> list[AbsenceView]:
    """Give the absences of today and later in one's teams, and those in which one stands in."""
    return await deputy_queries.coming_absences(gate)


@get("/api/absences/{absence_id:uuid}")
async def read_absence(gate: NamedDependency[Gate], absence_id: FromPath[UUID]) -> Answer[AbsenceView]:
    """Give an absence."""
    return await _shown(gate, absence_id)


@post("/api/absences")
async def enter_absence(gate: NamedDependency[Gate], data: JSONBody[NewAbsence]) -> Answer[AbsenceView]:
    """Note who is away and who stands in: oneself, or as a lead a member of one's teams."""
    absence = await deputy_actions.enter_absence(gate, data)
    return await _shown(gate, absence.id, 201)


@post("/api/absences/{absence_id:uuid}/end")
async def end_absence(
    gate: NamedDependency[Gate], absence_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[AbsenceView]:
    """End an absence at once; the deputy stands in no longer."""
    await deputy_actions.end_absence(gate, absence_id, version)
    return await _shown(gate, absence_id, 201)


async def _shown(gate: Gate, absence_id: UUID, status: int = 200) -> Answer[AbsenceView]:
    await gate.flush()
    absence = await deputy_queries.absence(gate, absence_id)
    return tagged(absence, absence.version, status)


handlers = [list_absences, read_absence, enter_absence, end_absence]
