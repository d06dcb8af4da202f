"""What is done with relations between clients and with protected addresses."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.audit.recorder import Event
from casework.core.clock import now
from casework.core.errors import Conflict, Invalid, NotFound
from casework.core.model import ORG, new_id
from casework.people import fact_checks, relations
from casework.people.bond_models import ClientRelation, ProtectedAddress
from casework.people.bond_schemas import AddressEntry, AddressView, RelationChange, RelationEntry, RelationView
from casework.people.checks import Found
from casework.people.fact_codes import INVERSE
from casework.people.models import Client
from casework.web.fields import clean
from casework.web.i18n import msgid

_SHOWN = ("id", "version", "recorded_at", "address", "blocked_until", "note")


def _address(*columns: object) -> AddressView:
    return AddressView(**dict(zip(_SHOWN, columns, strict=True)))  # type: ignore[arg-type]  # In the order of the read.


ADDRESSES = Read(
    ProtectedAddress,
    "read",
    _address,
    select(*(getattr(ProtectedAddress, name) for name in _SHOWN))
    .where(ProtectedAddress.org_id == ORG, ProtectedAddress.client_id == bindparam("client", type_=Uuid()))
    .order_by(ProtectedAddress.recorded_at.desc(), ProtectedAddress.id)
    .limit(20),
)


async def add_relation(gate: Gate, client_id: UUID, entry: RelationEntry) -> RelationView:
    """Say what another client is to this one; raises NotFound, Denied, Invalid or Conflict."""
    client = await gate.get(Client, client_id, "update")
    other = await gate.get(Client, entry.other_id, "search")
    if client is other:
        raise Conflict(msgid("Nobody is related to themselves. Please choose somebody else."))
    _check_days(entry)
    known = await relations.relations_of(gate, client.id)
    if any(one.person.id == other.id and one.relation_kind == entry.relation_kind for one in known):
        raise Conflict(msgid("This relation is entered already."))
    made = ClientRelation(
        id=new_id(),
        client_id=client.id,
        other_id=other.id,
        relation_kind=entry.relation_kind,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        note=clean(entry.note or "") or None,
        recorded_by=gate.actor.member_id,
        recorded_at=now(),
    )
    await gate.add(made, within=client)
    return next(one for one in await relations.relations_of(gate, client.id) if one.id == made.id)


async def relation(gate: Gate, client_id: UUID, relation_id: UUID) -> RelationView:
    """Give one relation of a client from the client's side; raises NotFound or Denied."""
    await gate.get(Client, client_id, "update")
    found = next((one for one in await relations.relations_of(gate, client_id) if one.id == relation_id), None)
    if found is None:
        raise NotFound
    return found


async def change_relation(
    gate: Gate, client_id: UUID, relation_id: UUID, change: RelationChange, version: int
) -> RelationView:
    """Correct what another client is to this one and since when; raises NotFound, Denied, Stale, Invalid, Conflict."""
    client = await gate.get(Client, client_id, "update")
    relation = await gate.get(ClientRelation, relation_id, "update", version=version)
    if client.id not in (relation.client_id, relation.other_id):
        raise NotFound
    _check_days(change)
    known = await relations.relations_of(gate, client.id)
    this = next((one for one in known if one.id == relation.id), None)
    if this is None:
        raise NotFound
    same = (this.person.id, change.relation_kind)
    if any((one.person.id, one.relation_kind) == same for one in known if one.id != this.id):
        raise Conflict(msgid("This relation is entered already."))
    kind = change.relation_kind
    relation.relation_kind = kind if relation.client_id == client.id else INVERSE.get(kind, kind)
    relation.valid_from, relation.valid_until = change.valid_from, change.valid_until
    relation.note = clean(change.note or "") or None
    await gate.flush()
    return next(one for one in await relations.relations_of(gate, client.id) if one.id == relation.id)


async def remove_relation(gate: Gate, client_id: UUID, relation_id: UUID, version: int) -> None:
    """Take a relation away, from either side; raises NotFound, Denied or Stale."""
    client = await gate.get(Client, client_id, "update")
    relation = await gate.get(ClientRelation, relation_id, "delete", version=version)
    if client.id not in (relation.client_id, relation.other_id):
        raise NotFound
    await gate.remove(relation)
    await gate.flush()


async def disclose(gate: Gate, client_id: UUID, reason: str) -> list[AddressView]:
    """Give the protected addresses of a client for a reason, which is recorded; raises NotFound or Denied.

    Whoever may not see one is refused whether there is one or not.
    """
    client = await gate.get(Client, client_id, "read")
    gate.require(ProtectedAddress, "read", within=client)
    text = clean(reason)
    if len(text) < 5:
        wrong: Found = {"reason": [(msgid("Please say in a few words why you need the address."), {})]}
        raise Invalid(msgid("Some fields need to be corrected."), wrong)
    gate.note(Event("read", ProtectedAddress.kind, client.id, [client.id], ["address"], reason=text))
    return await gate.select(ADDRESSES, client=client.id)


async def add_address(gate: Gate, client_id: UUID, entry: AddressEntry) -> ProtectedAddress:
    """Keep an address that must not become known; raises NotFound, Denied or Invalid."""
    client = await gate.get(Client, client_id, "update")
    if not clean(entry.address):
        wrong: Found = {"address": [(msgid("Please fill in this field."), {})]}
        raise Invalid(msgid("Some fields need to be corrected."), wrong)
    made = ProtectedAddress(
        id=new_id(),
        client_id=client.id,
        address=clean(entry.address),
        blocked_until=entry.blocked_until,
        note=clean(entry.note or "") or None,
        recorded_by=gate.actor.member_id,
        recorded_at=now(),
    )
    await gate.add(made, within=client)
    return made


async def remove_address(gate: Gate, client_id: UUID, address_id: UUID, version: int) -> None:
    """Remove a protected address that no longer holds; raises NotFound, Denied or Stale."""
    client = await gate.get(Client, client_id, "update")
    address = await gate.get(ProtectedAddress, address_id, "delete", version=version)
    if address.client_id != client.id:
        raise NotFound
    await gate.remove(address)
    await gate.flush()


def _check_days(entry: RelationEntry | RelationChange) -> None:
    if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
        wrong: Found = {"valid_until": [(fact_checks.ENDS_BEFORE, {})]}
        raise Invalid(msgid("Some fields need to be corrected."), wrong)
