"""Named reads of own offers, and the directory of the network."""

from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Date, Select, Uuid, and_, bindparam, case, func, or_, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.audit.recorder import Event
from casework.core.clock import today
from casework.core.errors import NotFound
from casework.core.model import ORG
from casework.offers.codes import OfferKind
from casework.offers.models import DirectoryOffer, Offer
from casework.offers.schemas import DirectoryFilters, DirectoryPage, DirectoryRow, OfferRow

PAGE = 50

# What the network reads; when one of these differs from the published copy, the offer has to be published again.
_PUBLISHED = (
    "offer_kind",
    "title",
    "summary",
    "description",
    "conditions",
    "languages",
    "districts",
    "place",
    "places",
    "starts_on",
    "ends_on",
    "apply_before",
    "norm",
    "answer_days",
)
_FREE = case((Offer.places.is_(None), None), else_=func.greatest(0, Offer.places - Offer.places_taken))
_CHANGED = and_(
    Offer.published_at.is_not(None),
    Offer.closed_at.is_(None),
    or_(*(getattr(Offer, name).is_distinct_from(getattr(DirectoryOffer, name)) for name in _PUBLISHED)),
)
_ENDED = func.coalesce(
    Offer.ends_on, case((Offer.offer_kind == OfferKind.SEMINAR, Offer.starts_on)), date.max
) < bindparam("on", type_=Date())


def _own(*computed: str) -> "Select[tuple[object, ...]]":
    made = {"places_free": _FREE.label("places_free"), "changed": _CHANGED.label("changed")}
    columns = [made[name] if name in computed else getattr(Offer, name) for name in OfferRow.__struct_fields__]
    return (
        select(*columns)
        .outerjoin(DirectoryOffer, and_(DirectoryOffer.org_id == Offer.org_id, DirectoryOffer.id == Offer.id))
        .where(Offer.org_id == ORG)
    )


OFFERS = Read(
    Offer,
    "list",
    OfferRow,
    _own("places_free", "changed")
    .order_by(
        Offer.closed_at.is_not(None), _ENDED, Offer.starts_on.asc().nulls_last(), func.lower(Offer.title), Offer.id
    )
    .limit(bindparam("most"))
    .offset(bindparam("skipped")),
)
OFFER = Read(Offer, "read", OfferRow, _own("places_free", "changed").where(Offer.id == bindparam("id", type_=Uuid())))

_DIRECTORY_COLUMNS = ", ".join(
    {
        "organisation": "o.name",
        "organisation_kind": "o.kind",
        "organisation_district": "o.district",
    }.get(name, f"d.{name}")
    for name in DirectoryRow.__struct_fields__
)
_CONDITIONS = {
    "district": "(d.districts = '{}' or $%d = any(d.districts))",
    "kind": "d.offer_kind = $%d",
    "language": "$%d = any(d.languages)",
    "words": "not exists (select from unnest($%d::text[]) w where position(w in"
    " lower(concat_ws(' ', d.title, d.summary, d.description, d.conditions, d.place, d.norm, o.name))) = 0)",
}
# What is over and what is full comes last; then what is near, what starts first, and the alphabet.
_ORDER = (
    "coalesce(d.ends_on, case when d.offer_kind = 'seminar' then d.starts_on end, 'infinity') < $2,"
    " coalesce(d.places_free = 0, false),"
    " case when $1 = any(d.districts) or o.district = $1 then 0 when d.districts = '{}' then 1 else 2 end,"
    " d.starts_on nulls last, lower(d.title), d.id"
)


async def own_offers(gate: Gate, *, limit: int = PAGE, offset: int = 0) -> list[OfferRow]:
    """Give the offers of the actor's organisation, closed ones last; recorded as one list."""
    return await gate.select(OFFERS, most=limit, skipped=offset, on=today())


async def count_own_offers(gate: Gate) -> int:
    """Give how many offers the actor's organisation has."""
    return await gate.count(OFFERS, most=PAGE, skipped=0, on=today())


async def own_offer(gate: Gate, offer_id: UUID) -> OfferRow:
    """Give one offer of the actor's organisation, recorded as read; raises NotFound or Denied."""
    return await gate.one(OFFER, offer_id)


@lru_cache(maxsize=16)
def _directory_text(active: tuple[str, ...]) -> str:
    """Give the statement for these filters; every part of it is written above, values are parameters."""
    conditions = [_CONDITIONS[name] % (number + 5) for number, name in enumerate(active)]
    where = " and ".join(["o.closed_at is null", *conditions])
    return (
        f"select {_DIRECTORY_COLUMNS}, count(*) over ()"  # noqa: S608  # All parts are constants of this module.
        f" from directory_offers d join organisations o on o.id = d.org_id where {where}"
        f" order by {_ORDER} limit $3 offset $4"
    )


async def directory(gate: Gate, filters: DirectoryFilters, *, limit: int = PAGE, offset: int = 0) -> DirectoryPage:
    """Give the published offers of the whole network, the own district's first; raises Denied for other roles.

    Recorded as one list without the search words.
    """
    gate.require(Offer, "browse")
    values = {"district": filters.district, "kind": filters.kind, "language": filters.language}
    active = {name: value for name, value in values.items() if value is not None}
    arguments = [*active.values(), *([list(filters.words)] if filters.words else [])]
    text = _directory_text((*active, *(("words",) if filters.words else ())))
    rows = await gate.call(text, await own_district(gate), today(), limit, offset, *arguments)
    gate.note(Event("search" if filters.words else "list", "directory_offer", result_count=len(rows)))
    return DirectoryPage([DirectoryRow(*tuple(row)[:-1]) for row in rows], int(rows[0][-1]) if rows else 0)


async def directory_offer(gate: Gate, offer_id: UUID) -> DirectoryRow:
    """Give one published offer of the network, recorded as read; raises NotFound, or Denied for other roles."""
    gate.require(Offer, "browse")
    rows = await gate.call(
        f"select {_DIRECTORY_COLUMNS} from directory_offers d join organisations o on o.id = d.org_id"  # noqa: S608  # As above.
        " where d.id = $1 and o.closed_at is null",
        offer_id,
    )
    if not rows:
        raise NotFound
    gate.note(Event("read", "directory_offer", offer_id))
    return DirectoryRow(*rows[0])


async def own_district(gate: Gate) -> str:
    """Give the key of the district in which the actor's organisation sits."""
    rows = await gate.call("select district from organisations where id = $1", gate.actor.org_id)
    return str(rows[0][0])
