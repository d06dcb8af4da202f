"""Named reads of releases, and the organisations of the network that a release can name."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ARRAY, Date, Text, Uuid, bindparam, func, or_, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.consent.models import Release
from casework.consent.schemas import ReleaseRow
from casework.core.clock import today
from casework.core.model import ORG
from casework.people.models import Client

MOST = 200
_COLUMNS = [getattr(Release, name) for name in ReleaseRow.__struct_fields__]
_NEWEST_FIRST = (Release.recorded_at.desc(), Release.id.desc())

RELEASES = Read(
    Release,
    "list",
    ReleaseRow,
    select(*_COLUMNS)
    .where(Release.org_id == ORG, Release.client_id == func.any(bindparam("clients", type_=ARRAY(Uuid()))))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
    .offset(bindparam("skipped")),
)
COVERING = Read(
    Release,
    "list",
    ReleaseRow,
    select(*_COLUMNS)
    .where(
        Release.org_id == ORG,
        Release.client_id == bindparam("client", type_=Uuid()),
        Release.recipient_org_id == bindparam("recipient", type_=Uuid()),
        Release.categories.bool_op("@>")(bindparam("categories", type_=ARRAY(Text()))),
        Release.revoked_at.is_(None),
        Release.signed_on.is_not(None),
        Release.valid_from <= bindparam("on", type_=Date()),
        or_(Release.valid_until.is_(None), Release.valid_until >= bindparam("on", type_=Date())),
    )
    .order_by(*_NEWEST_FIRST)
    .limit(MOST),
)


class Recipient(Struct, frozen=True):
    """An organisation of the network that a release can name."""

    id: UUID
    name: str
    kind: str


class Releaser(Struct, frozen=True):
    """The organisation that is released from confidentiality, and the data-protection law it is under."""

    name: str
    district: str
    regime: str


async def releases_of(
    gate: Gate, client_ids: Iterable[UUID], *, limit: int = MOST, offset: int = 0
) -> list[ReleaseRow]:
    """Give the releases that these clients gave, newest first, at most `limit`; recorded as one list."""
    return await gate.select(RELEASES, clients=list(client_ids), most=min(limit, MOST), skipped=offset)


async def covering(
    gate: Gate, client_id: UUID, recipient_org_id: UUID, categories: Sequence[str] = ()
) -> list[ReleaseRow]:
    """Give the releases by which the client allows this organisation to be told all of these categories today.

    Signed, valid and not revoked ones only, newest first; without categories every release for that recipient.
    """
    return await gate.select(
        COVERING,
        client=client_id,
        recipient=recipient_org_id,
        categories=[str(code) for code in categories],
        on=today(),
    )


async def giver(gate: Gate, client_id: UUID) -> Client:
    """Give the client whose releases are looked at; raises NotFound or Denied."""
    return await gate.get(Client, client_id, "read")


async def recipients(gate: Gate) -> list[Recipient]:
    """Give the organisations of the network that a release of this organisation can name, by name."""
    rows = await gate.call(
        "select id, name, kind from organisations"
        " where id <> $1 and closed_at is null and kind <> 'network_operator' order by lower(name), id",
        gate.actor.org_id,
    )
    return [Recipient(row["id"], row["name"], row["kind"]) for row in rows]


async def recipient(gate: Gate, org_id: UUID) -> Recipient | None:
    """Give one organisation that takes part in the network, None if there is none under this id."""
    rows = await gate.call("select id, name, kind from organisations where id = $1 and closed_at is null", org_id)
    return next((Recipient(row["id"], row["name"], row["kind"]) for row in rows), None)


async def releaser(gate: Gate) -> Releaser:
    """Give the actor's own organisation, as the text of a release names it."""
    rows = await gate.call(
        "select o.name, d.name as district, o.regime from organisations o join districts d on d.ags = o.district"
        " where o.id = $1",
        gate.actor.org_id,
    )
    return Releaser(rows[0]["name"], rows[0]["district"], rows[0]["regime"])
