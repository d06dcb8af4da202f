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
from casework.appointments.slip_words import all_words, words_for
from casework.audit.recorder import Event
from casework.core.errors import NotFound
from casework.web.render import page


@get("/appointments/{appointment_id:uuid}/slip", include_in_schema=False)
async def slip(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[str]:
    """Show the slip for the client, to be printed; recorded as a print."""
    row = await queries.appointment_for_print(gate, appointment_id)
    authority = await authority_queries.authority(gate, row.authority_id) if row.authority_id else None
    gate.note(Event("print", "appointment", row.id, await booking_queries.clients_of_case(gate, row.case_id), ["slip"]))
    spoken = [entry.language for entry in row.companions if entry.language]
    spoken += await booking_queries.languages_of_case(gate, row.case_id)
    asked = words_for(request.query_params.get("language", ""))
    words = asked or next(filter(None, map(words_for, spoken)), None) or words_for("en")
    if words is None:
        raise NotFound
    texts = slips(row, authority, gate.actor.organisation_name, words)
    options = [(each.codes[0], each.name) for each in all_words()]
    return page(request, "appointments/slip.html", row=row, slips=texts, words=words, spoken=options)


handlers = [slip]
