"""Results, exits, phases and closures of cases as JSON."""

from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.cases import result_actions, result_queries
from casework.cases.note_queries import standing
from casework.cases.result_schemas import (
    ClosureView,
    ExitView,
    NewExit,
    NewResult,
    PhaseView,
    ResultFields,
    ResultView,
)
from casework.web.answers import Answer, tagged


@get("/api/cases/{case_id:uuid}/results")
async def list_results(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> list[ResultView]:
    """Give the results of a case, the latest first."""
    await standing(gate, case_id)
    return await result_queries.results_of(gate, case_id)


@post("/api/cases/{case_id:uuid}/results", status_code=201)
async def add_results(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], data: JSONBody[NewResult]
) -> list[ResultView]:
    """Enter a result of one or several persons of a case; the answer is all results of the case."""
    await result_actions.add_results(gate, case_id, data)
    await gate.flush()
    return await result_queries.results_of(gate, case_id)


@get("/api/results/{result_id:uuid}")
async def read_result(gate: NamedDependency[Gate], result_id: FromPath[UUID]) -> Answer[ResultView]:
    """Give a result."""
    result = await result_queries.result(gate, result_id)
    return tagged(result, result.version)


@put("/api/results/{result_id:uuid}")
async def change_result(
    gate: NamedDependency[Gate], result_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[ResultFields]
) -> Answer[ResultView]:
    """Correct a result."""
    await result_actions.change_result(gate, result_id, version, data)
    await gate.flush()
    result = await result_queries.result(gate, result_id)
    return tagged(result, result.version)


@delete("/api/results/{result_id:uuid}")
async def remove_result(gate: NamedDependency[Gate], result_id: FromPath[UUID], version: NamedDependency[int]) -> None:
    """Take away a result that was entered in error."""
    await result_actions.remove_result(gate, result_id, version)


@get("/api/cases/{case_id:uuid}/exits")
async def list_exits(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> list[ExitView]:
    """Give where the persons of a case stood 28 days and six months after leaving."""
    await standing(gate, case_id)
    return await result_queries.exits_of(gate, case_id)


@post("/api/cases/{case_id:uuid}/exits")
async def add_exit(gate: NamedDependency[Gate], case_id: FromPath[UUID], data: JSONBody[NewExit]) -> Answer[ExitView]:
    """Enter where a person stood after leaving."""
    entered = await result_actions.add_exit(gate, case_id, data)
    await gate.flush()
    found = await result_queries.exit_(gate, entered.id)
    return tagged(found, found.version, 201)


@get("/api/exits/{exit_id:uuid}")
async def read_exit(gate: NamedDependency[Gate], exit_id: FromPath[UUID]) -> Answer[ExitView]:
    """Give one entry about where a person stood."""
    found = await result_queries.exit_(gate, exit_id)
    return tagged(found, found.version)


@delete("/api/exits/{exit_id:uuid}")
async def remove_exit(gate: NamedDependency[Gate], exit_id: FromPath[UUID], version: NamedDependency[int]) -> None:
    """Take away an entry that was made in error."""
    await result_actions.remove_exit(gate, exit_id, version)


@get("/api/cases/{case_id:uuid}/phases")
async def list_phases(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> list[PhaseView]:
    """Give the phases of a case in the order in which it went through them."""
    await standing(gate, case_id)
    return await result_queries.phases_of(gate, case_id)


@get("/api/cases/{case_id:uuid}/closures")
async def list_closures(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> list[ClosureView]:
    """Give every time that a case was closed, and when it was opened again."""
    await standing(gate, case_id)
    return await result_queries.closures_of(gate, case_id)


handlers = [
    list_results,
    add_results,
    read_result,
    change_result,
    remove_result,
    list_exits,
    add_exit,
    read_exit,
    remove_exit,
    list_phases,
    list_closures,
]
