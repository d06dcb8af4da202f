"""The directory of authorities: reference data of the whole network, in which there are no persons."""

from uuid import UUID

import msgspec

from casework.access.gate import Gate
from casework.appointments.codes import AuthorityKind
from casework.appointments.models import Appointment
from casework.appointments.schemas import Authority

_COLUMNS = "id, authority_kind, name, district, address, opening_hours, documents"
_ONE = f"select {_COLUMNS} from authorities where id = $1"  # noqa: S608  # Only the fixed columns above go in.
_LISTED = (
    f"select {_COLUMNS} from authorities where district = $1"  # noqa: S608  # Only the fixed columns above go in.
    " and ($2::text is null or authority_kind = $2) order by name, id limit $3 offset $4"
)
_DISTRICTS = "select distinct district from authorities order by district"
_HOME = "select district from organisations where id = $1"
_DOCUMENTS = msgspec.json.Decoder(dict[str, list[str]])


async def authorities(
    gate: Gate, district: str, kind: AuthorityKind | None = None, *, limit: int = 200, offset: int = 0
) -> list[Authority]:
    """Give a page of the authorities that are there for a district, by name."""
    rows = await gate.call(_LISTED, district, kind.value if kind else None, limit, offset)
    return [_entry(row) for row in rows]


async def authority(gate: Gate, authority_id: UUID) -> Authority | None:
    """Give one authority, None if there is no such entry."""
    rows = await gate.call(_ONE, authority_id)
    return _entry(rows[0]) if rows else None


async def covered_districts(gate: Gate) -> list[str]:
    """Give the keys of the districts for which there are authorities."""
    return [row[0] for row in await gate.call(_DISTRICTS)]


async def home_district(gate: Gate) -> str:
    """Give the key of the district in which the actor's organisation sits."""
    rows = await gate.call(_HOME, gate.actor.org_id)
    return str(rows[0][0])


def require_directory(gate: Gate) -> None:
    """Refuse (403) the directory to those who never book an appointment."""
    gate.require(Appointment, "list", within="assigned")


def _entry(row: tuple[object, ...]) -> Authority:
    identity, kind, name, district, address, hours, documents = row
    papers = _DOCUMENTS.decode(documents) if isinstance(documents, str) else documents
    return msgspec.convert(
        {
            "id": identity,
            "kind": kind,
            "name": name,
            "district": district,
            "address": address,
            "opening_hours": hours,
            "documents": papers,
        },
        Authority,
    )
