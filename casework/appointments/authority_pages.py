"""The directory of authorities and the client's slip as pages; `pages` serves these handlers together with its own."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from casework.access.gate import Gate
from casework.appointments import authority_queries, booking_queries, queries
from casework.appointments.codes import AppointmentKind, AuthorityKind
from casework.appointments.documents import in_language
from casework.appointments.frames import AnyRequest
from casework.appointments.slip import slips
from casework.audit.recorder import Event
from casework.tenancy.districts import district_name, districts
from casework.web.render import language_of, page


@get("/authorities", include_in_schema=False)
async def directory(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the authorities for a district, with what to bring there."""
    authority_queries.require_directory(gate)
    covered = await authority_queries.covered_districts(gate)
    chosen = request.query_params.get("district", "")
    district = chosen if chosen in districts() else await authority_queries.home_district(gate)
    kind = request.query_params.get("kind", "")
    wanted = AuthorityKind(kind) if kind in set(AuthorityKind) else None
    found = await authority_queries.authorities(gate, district, wanted, limit=200)
    language = language_of(request)
    papers = {
        entry.id: [
            (AppointmentKind(code), ", ".join(in_language(paper, language) for paper in listed))
            for code, listed in entry.documents.items()
            if code in set(AppointmentKind)
        ]
        for entry in found
    }
    shown: dict[str, Any] = {
        "found": found,
        "papers": papers,
        "district": district,
        "kind": wanted,
        "AuthorityKind": AuthorityKind,
    }
    options = [(key, district_name(key)) for key in sorted({*covered, district}, key=district_name)]
    return page(request, "appointments/authorities.html", districts=options, name=district_name(district), **shown)


@get("/appointments/{appointment_id:uuid}/slip", include_in_schema=False)
async def slip(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[str]:
    """Show the slip for the client, to be printed; recorded as a print."""
    row = await queries.appointment_for_print(gate, appointment_id)
    authority = await authority_queries.authority(gate, row.authority_id) if row.authority_id else None
    gate.note(Event("print", "appointment", row.id, await booking_queries.clients_of_case(gate, row.case_id), ["slip"]))
    texts = slips(row, authority, gate.actor.organisation_name)
    return page(request, "appointments/slip.html", row=row, slips=texts)


handlers = [directory, slip]
