"""The page on which a joint case is split."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases.forms import AnyRequest, colleagues, version_in
from casework.cases.models import Case
from casework.cases.queries import case_head
from casework.core.errors import Conflict, Invalid, Stale
from casework.desk.split_actions import others_at_home, shared_entries, split_case
from casework.desk.split_schemas import Splitting
from casework.web.forms import Form
from casework.web.input import read_fields
from casework.web.render import page


@get("/cases/{case_id:uuid}/split", include_in_schema=False)
async def ask_split(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Ask who goes, and what of the shared entries goes along."""
    case = await gate.get(Case, case_id, "split")
    return await _page(request, gate, case_id, Form.blank(Splitting, concern_that_stays=case.concern))


@post("/cases/{case_id:uuid}/split", status_code=303, include_in_schema=False)
async def split(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Split the case and show the side that the reader may see."""
    fields = await read_fields(request)
    form, status = Form.read(Splitting, fields), 422
    if form.valid:
        try:
            made = await split_case(gate, case_id, version_in(fields), form.value)
            return Redirect(f"/cases/{made.id if made.readable else case_id}?done=split", status_code=303)
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
    await gate.get(Case, case_id, "split")
    return await _page(request, gate, case_id, form, status)


async def _page(
    request: AnyRequest, gate: Gate, case_id: UUID, form: Form[Splitting], status: int = 200
) -> Response[str]:
    head = await case_head(gate, case_id)
    return page(
        request,
        "desk/split.html",
        status,
        head=head,
        form=form,
        persons=[(person.client_id, person.name) for person in head.persons],
        colleagues=await colleagues(gate, case_id),
        shared=await shared_entries(gate, head),
        at_home=[(person.id, person.name) for person in await others_at_home(gate, case_id)],
    )


handlers = [ask_split, split]
