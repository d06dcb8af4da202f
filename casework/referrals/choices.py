"""What a new referral can choose from: the persons of the case, the network's offers and organisations."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Uuid, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.models import Case, CasePerson
from casework.core.model import ACTOR, DEPUTISED, ORG
from casework.people.models import Client

MOST = 200


class Person(Struct, frozen=True):
    """A client of the case, offered for a referral."""

    id: UUID
    name: str
    district: str | None


class OpenCase(Struct, frozen=True):
    """One of the reader's own open cases."""

    id: UUID
    title: str
    number: str


class OfferRow(Struct, frozen=True):
    """A published offer as a referral needs it."""

    id: UUID
    org_id: UUID
    organisation: str
    offer_kind: str
    title: str
    summary: str
    places_free: int | None
    starts_on: date | None
    answer_days: int
    districts: list[str]


# Under a name of its own, so that the read's own question for the clients shown is not taken for this table.
_IN_CASE = aliased(CasePerson)
CASE_PERSONS = Read(
    Case,
    "read",
    Person,
    select(Client.id, (Client.given_name + " " + Client.family_name).label("name"), Client.district)
    .select_from(Case)
    .join(_IN_CASE, (_IN_CASE.org_id == Case.org_id) & (_IN_CASE.case_id == Case.id))
    .join(Client, (Client.org_id == _IN_CASE.org_id) & (Client.id == _IN_CASE.client_id))
    .where(Case.org_id == ORG, Case.id == bindparam("case_id", type_=Uuid()))
    .order_by(Client.sort_key, Client.id),
)


@lru_cache(maxsize=2)
def _open_cases(*, stands_in: bool) -> Read[OpenCase]:
    whose = or_(Case.owner_id == ACTOR, Case.owner_id == func.any(DEPUTISED)) if stands_in else Case.owner_id == ACTOR
    statement = select(Case.id, Case.title, Case.number).where(Case.org_id == ORG, Case.closed_on.is_(None), whose)
    return Read(Case, "list", OpenCase, statement.order_by(Case.sort_key, Case.id).limit(MOST))


OFFER = """
select d.id, d.org_id, o.name, d.offer_kind, d.title, d.summary, d.places_free, d.starts_on, d.answer_days, d.districts
from directory_offers d join organisations o on o.id = d.org_id and o.closed_at is null
where d.id = $1
"""
OFFERS = """
select d.id, d.org_id, o.name, d.offer_kind, d.title, d.summary, d.places_free, d.starts_on, d.answer_days, d.districts
from directory_offers d join organisations o on o.id = d.org_id and o.closed_at is null
where d.org_id <> $1 order by d.title, d.id limit $2
"""
# Offers of the same kind elsewhere: those that serve the persons' districts first, then those with free places.
SUCCESSORS = """
select d.id, d.org_id, o.name, d.offer_kind, d.title, d.summary, d.places_free, d.starts_on, d.answer_days, d.districts
from directory_offers d join organisations o on o.id = d.org_id and o.closed_at is null
where d.offer_kind = coalesce((select k.offer_kind from directory_offers k where k.id = $1), d.offer_kind)
  and d.org_id <> $2 and d.org_id <> $3 and (d.starts_on is null or d.starts_on >= current_date)
order by (d.districts && $4::text[]) desc, coalesce(d.places_free, 1) > 0 desc, d.starts_on nulls last, d.id limit 5
"""


async def case_persons(gate: Gate, case_id: UUID) -> list[Person]:
    """Give the persons of a case, by name; empty where the reader may not see the case."""
    return await gate.select(CASE_PERSONS, case_id=case_id)


async def open_cases(gate: Gate) -> list[OpenCase]:
    """Give the reader's own open cases and those of colleagues for whom they stand in, by name."""
    return await gate.select(_open_cases(stands_in=bool(gate.actor.deputised)))


async def offer(gate: Gate, offer_id: UUID) -> OfferRow | None:
    """Give a published offer, None where it is not (any longer) in the directory."""
    rows = await gate.call(OFFER, offer_id)
    return OfferRow(*rows[0]) if rows else None


async def offers(gate: Gate) -> list[OfferRow]:
    """Give the published offers of other organisations, by title."""
    return [OfferRow(*row) for row in await gate.call(OFFERS, gate.actor.org_id, MOST)]


async def successors(
    gate: Gate, offer_id: UUID | None, recipient_org_id: UUID, districts: Sequence[str]
) -> list[OfferRow]:
    """Give up to five offers of the same kind at other organisations, the nearest first."""
    rows = await gate.call(SUCCESSORS, offer_id, gate.actor.org_id, recipient_org_id, list(districts))
    return [OfferRow(*row) for row in rows]


async def district_names(gate: Gate, keys: Sequence[str]) -> dict[str, str]:
    """Give the names of districts by their official keys."""
    rows = await gate.call("select ags, name from districts where ags = any($1::text[])", list(keys))
    return {row[0]: row[1] for row in rows}
