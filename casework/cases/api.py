"""Cases as JSON."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.cases import actions
from casework.cases.queries import case_head
from casework.cases.schemas import CaseHead, NewCase
from casework.web.answers import Answer, tagged


@post("/api/cases")
async def open_case(gate: NamedDependency[Gate], data: JSONBody[NewCase]) -> Answer[CaseHead]:
    """Open a case for existing clients and give it."""
    case = await actions.open_case(gate, data)
    head = await case_head(gate, case.id)
    return tagged(head, head.version, 201)


@get("/api/cases/{case_id:uuid}")
async def read_case(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Answer[CaseHead]:
    """Give a case with its clients and what the reader may do to it."""
    head = await case_head(gate, case_id)
    return tagged(head, head.version)


handlers = [open_case, read_case]
