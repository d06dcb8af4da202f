"""Cases as JSON."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.cases import (
    actions,
    deputy_api,
    document_api,
    handover_api,
    light_api,
    light_count_pages,
    note_api,
    opening_actions,
    result_api,
    task_api,
)
from casework.cases.queries import case_brief, case_head
from casework.cases.schemas import (
    CaseBrief,
    CaseChange,
    CaseHead,
    Closing,
    Joining,
    NewCase,
    PhaseChange,
    Restriction,
)
from casework.web.answers import Answer, tagged


@post("/api/cases")
async def open_case(gate: NamedDependency[Gate], data: JSONBody[NewCase]) -> Answer[CaseHead]:
    """Open a case for existing clients and give it."""
    case = await opening_actions.open_case(gate, data)
    return await _shown(gate, case.id, 201)


@get("/api/cases/{case_id:uuid}")
async def read_case(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Answer[CaseHead]:
    """Give a case with its clients and what the reader may do to it."""
    head = await case_head(gate, case_id)
    return tagged(head, head.version)


@get("/api/cases/{case_id:uuid}/head")
async def read_head(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> CaseBrief:
    """Give number, title and district of a case, which is all that the front desk may know of it."""
    return await case_brief(gate, case_id)


@put("/api/cases/{case_id:uuid}")
async def change_case(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[CaseChange]
) -> Answer[CaseHead]:
    """Replace concern, venture, district and phase."""
    await actions.change_case(gate, case_id, version, data)
    return await _shown(gate, case_id)


@put("/api/cases/{case_id:uuid}/phase")
async def move_to_phase(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[PhaseChange]
) -> Answer[CaseHead]:
    """Put a case into another phase."""
    await actions.move_to_phase(gate, case_id, version, data)
    return await _shown(gate, case_id)


@post("/api/cases/{case_id:uuid}/persons")
async def add_person(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Joining]
) -> Answer[CaseHead]:
    """Make a client part of a case."""
    await actions.add_person(gate, case_id, version, data.client_id)
    return await _shown(gate, case_id, 201)


@post("/api/cases/{case_id:uuid}/closure")
async def close_case(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Closing]
) -> Answer[CaseHead]:
    """End the work on a case."""
    await actions.close_case(gate, case_id, version, data)
    return await _shown(gate, case_id, 201)


@post("/api/cases/{case_id:uuid}/reopening")
async def reopen_case(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[CaseHead]:
    """Take the work on a closed case up again."""
    await actions.reopen_case(gate, case_id, version)
    return await _shown(gate, case_id, 201)


@put("/api/cases/{case_id:uuid}/restriction")
async def restrict_case(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Restriction]
) -> Answer[CaseHead]:
    """Hide a case from the team, or show it again."""
    await actions.restrict_case(gate, case_id, version, restricted=data.restricted)
    return await _shown(gate, case_id)


async def _shown(gate: Gate, case_id: UUID, status: int = 200) -> Answer[CaseHead]:
    # What was changed must be in the database before it is read again.
    await gate.flush()
    head = await case_head(gate, case_id)
    return tagged(head, head.version, status)


handlers = [
    open_case,
    read_case,
    read_head,
    change_case,
    move_to_phase,
    add_person,
    close_case,
    reopen_case,
    restrict_case,
    *deputy_api.handlers,
    *document_api.handlers,
    *handover_api.handlers,
    *note_api.handlers,
    *light_api.handlers,
    *light_count_pages.api_handlers,
    *task_api.handlers,
    *result_api.handlers,
]
uploads = [*document_api.uploads]
