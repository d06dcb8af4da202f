"""The directory of authorities: an organisation's own entries first, then those that the whole network shares."""

from functools import lru_cache
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.authority_models import OwnAuthority
from casework.appointments.authority_schemas import Authority
from casework.appointments.codes import AuthorityKind
from casework.appointments.models import Appointment
from casework.core.model import ORG

_COLUMNS = "id, authority_kind, name, district, address, opening_hours, documents, checked_on"
_ONE = f"select {_COLUMNS} from authorities where id = $1"  # noqa: S608  # Only the fixed columns above go in.
_LISTED = (
    f"select {_COLUMNS} from authorities where district = $1"  # noqa: S608  # Only the fixed columns above go in.
    " and ($2::text is null or authority_kind = $2) order by name, id limit $3"
)
_DISTRICTS = "select distinct district from authorities order by district"
_HOME = "select district from organisations where id = $1"
_DOCUMENTS = msgspec.json.Decoder(dict[str, list[str]])
# No district has as many authorities; more than this are never shown at once.
MOST = 500


@lru_cache
def _own(*, of_district: bool, of_kind: bool) -> Read[Authority]:
    own = OwnAuthority
    columns = (own.id, own.authority_kind, own.name, own.district, own.address, own.opening_hours, own.documents)
    statement = select(*columns, own.replaces, own.version).where(own.org_id == ORG)
    if of_district:
        statement = statement.where(own.district == bindparam("district", type_=Text()))
    if of_kind:
        statement = statement.where(own.authority_kind == bindparam("kind", type_=Text()))
    return Read(own, "list", _own_entry, statement.order_by(own.district, own.name, own.id).limit(MOST))


@lru_cache
def _own_by_id() -> Read[Authority]:
    own = OwnAuthority
    columns = (own.id, own.authority_kind, own.name, own.district, own.address, own.opening_hours, own.documents)
    statement = select(*columns, own.replaces, own.version).where(own.org_id == ORG, own.id == bindparam("id"))
    return Read(own, "read", _own_entry, statement)


async def authorities(
    gate: Gate, district: str, kind: AuthorityKind | None = None, *, limit: int = MOST, offset: int = 0
) -> list[Authority]:
    """Give a page of the authorities of a district: own entries first, then the shared ones that none corrects."""
    wanted = {} if kind is None else {"kind": kind.value}
    own = await gate.select(_own(of_district=True, of_kind=kind is not None), district=district, **wanted)
    corrected = await _corrected(gate)
    rows = await gate.call(_LISTED, district, kind.value if kind else None, MOST)
    shared = [entry for entry in map(_shared_entry, rows) if entry.id not in corrected]
    return [*own, *shared][offset : offset + limit]


async def own_authorities(gate: Gate) -> list[Authority]:
    """Give the organisation's own entries of all districts."""
    return await gate.select(_own(of_district=False, of_kind=False))


async def authority(gate: Gate, authority_id: UUID) -> Authority | None:
    """Give one authority, own or shared, None if there is no such entry."""
    rows = await gate.call(_ONE, authority_id)
    if rows:
        return _shared_entry(rows[0])
    own = await gate.select(_own(of_district=False, of_kind=False))
    return next((entry for entry in own if entry.id == authority_id), None)


async def entry(gate: Gate, authority_id: UUID) -> Authority:
    """Give one authority, own or shared; raises NotFound, recorded as a refusal, or Denied."""
    rows = await gate.call(_ONE, authority_id)
    return _shared_entry(rows[0]) if rows else await own_authority(gate, authority_id)


async def own_authority(gate: Gate, authority_id: UUID) -> Authority:
    """Give one of the organisation's own entries; raises NotFound or Denied."""
    return await gate.one(_own_by_id(), authority_id)


async def covered_districts(gate: Gate) -> list[str]:
    """Give the keys of the districts for which there are authorities."""
    own = {entry.district for entry in await own_authorities(gate)}
    return sorted({*own, *(row[0] for row in await gate.call(_DISTRICTS))})


async def home_district(gate: Gate) -> str:
    """Give the key of the district in which the actor's organisation sits."""
    rows = await gate.call(_HOME, gate.actor.org_id)
    return str(rows[0][0])


def require_directory(gate: Gate) -> None:
    """Refuse (403) the directory to those who never book an appointment."""
    gate.require(Appointment, "list", within="assigned")


def may_edit(gate: Gate) -> bool:
    """Tell whether the actor may add and correct entries for their organisation."""
    return gate.may(OwnAuthority, "create")


async def _corrected(gate: Gate) -> set[UUID]:
    return {entry.replaces for entry in await own_authorities(gate) if entry.replaces is not None}


def _documents(found: object) -> dict[str, list[str]]:
    return _DOCUMENTS.decode(found) if isinstance(found, str) else msgspec.convert(found, dict[str, list[str]])


def _shared_entry(row: tuple[object, ...]) -> Authority:
    identity, kind, name, district, address, hours, documents, checked_on = row
    facts = {"id": identity, "kind": kind, "name": name, "district": district, "address": address}
    more = {"opening_hours": hours, "documents": _documents(documents), "checked_on": checked_on}
    return msgspec.convert(facts | more, Authority)


def _own_entry(*row: object) -> Authority:
    identity, kind, name, district, address, hours, documents, replaces, version = row
    facts = {"id": identity, "kind": kind, "name": name, "district": district, "address": address}
    more = {"opening_hours": hours, "documents": _documents(documents), "replaces": replaces, "version": version}
    return msgspec.convert(facts | more | {"own": True}, Authority)
