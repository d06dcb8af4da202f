"""The client's slip as a page to print; `pages` serves it with its own."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from casework.access.gate import Gate
from casework.appointments import authority_queries, booking_queries, queries
from casework.appointments.frames import AnyRequest
from casework.appointments.slip import slips
from casework.audit.recorder import Event
from casework.web.render import page


@get("/appointments/{appointment_id:uuid}/slip", include_in_schema=False)
async def slip(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[str]:
    """Show the slip for the client, to be printed; recorded as a print."""
    row = await queries.appointment_for_print(gate, appointment_id)
    authority = await authority_queries.authority(gate, row.authority_id) if row.authority_id else None
    gate.note(Event("print", "appointment", row.id, await booking_queries.clients_of_case(gate, row.case_id), ["slip"]))
    texts = slips(row, authority, gate.actor.organisation_name)
    return page(request, "appointments/slip.html", row=row, slips=texts)


handlers = [slip]
