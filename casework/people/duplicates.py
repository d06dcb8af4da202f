"""Pairs of records that may be one person, the likeliest first, and the word of those who know that they are two."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ARRAY, Uuid, bindparam, func, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.clock import now
from casework.core.errors import Invalid
from casework.core.model import ORG
from casework.people.models import Client
from casework.people.name_index import Birth
from casework.people.name_models import DifferentPeople
from casework.people.names import Name
from casework.people.resemblance import LIKELY, resemblance
from casework.people.schemas import Person
from casework.people.seen import SEEN, Seen
from casework.web.i18n import msgid

SHOWN = 50
# A key that more than ten people share tells nothing. Whoever is hidden stays out for everybody, so that neither the
# pairs nor their number tell of them.
PAIRS = """
with shared as (
  select array_agg(client_id) as ids from name_keys where org_id = $1 and key > '~' and key < '~~'
  group by key having count(*) between 2 and 10
), pairs as (
  select distinct one, other from shared, unnest(ids) one, unnest(ids) other where one < other
)
select a.id, a.given_name, a.family_name, a.native_given_name, a.native_family_name, a.birth_date, a.birth_precision,
  b.id, b.given_name, b.family_name, b.native_given_name, b.native_family_name, b.birth_date, b.birth_precision
from pairs join clients a on a.org_id = $1 and a.id = one join clients b on b.org_id = $1 and b.id = other
where not a.restricted and not b.restricted and a.merged_into is null and b.merged_into is null
  and not exists (select from different_people d where d.org_id = $1 and d.one_id = one and d.other_id = other)
order by a.birth_date = b.birth_date desc nulls last, one, other limit 500
"""
PEOPLE = Read(
    Client,
    "merge",
    Seen,
    select(*SEEN).where(Client.org_id == ORG, Client.id == func.any(bindparam("ids", type_=ARRAY(Uuid())))),
)


class DuplicatePair(Struct):
    """Two records that may be one person."""

    one: Person
    other: Person
    likelihood: int
    """In percent; a guide for the order, no probability."""


class Different(Struct, forbid_unknown_fields=True):
    """That this client and another one are two people."""

    other_id: UUID


async def likely_pairs(gate: Gate) -> list[DuplicatePair]:
    """Give the pairs that the actor may merge, at most 50, the likeliest first; raises Denied."""
    gate.require(Client, "merge", within="assigned")
    scored = []
    for row in await gate.call(PAIRS, gate.actor.org_id):
        one, other = tuple(row)[:7], tuple(row)[7:]
        likelihood = resemblance(_names(*one[1:5]), _birth(*one[5:]), _names(*other[1:5]), _birth(*other[5:]))
        if likelihood >= LIKELY:
            scored.append((likelihood, one[0], other[0]))
    scored.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    known: dict[UUID, Person] = {}
    if scored:
        ids = list({client for pair in scored for client in pair[1:]})
        known = {row.id: row.person(gate) for row in await gate.select(PEOPLE, ids=ids)}
    pairs = [(round(100 * share), known.get(one), known.get(other)) for share, one, other in scored]
    return [DuplicatePair(one, other, share) for share, one, other in pairs if one and other][:SHOWN]


async def tell_apart(gate: Gate, client_id: UUID, other_id: UUID) -> None:
    """Keep that two clients are two people, so that they are no longer offered as one; saying it twice changes nothing.

    Raises NotFound or Denied for a client whom the actor may not merge.
    """
    one, other = [await gate.get(Client, key, "merge") for key in sorted((client_id, other_id))]
    # Only now, or the answer would differ for a client who is not there for the actor.
    if client_id == other_id:
        raise Invalid(msgid("These are one and the same record."))
    said = await gate.call(
        "select from different_people where org_id = $1 and one_id = $2 and other_id = $3",
        gate.actor.org_id,
        one.id,
        other.id,
    )
    if not said:
        decision = DifferentPeople(one_id=one.id, other_id=other.id, decided_by=gate.actor.member_id, decided_at=now())
        await gate.add(decision, within=one)


def _names(given: str, family: str, native_given: str | None, native_family: str | None) -> list[Name]:
    spelled = (Name(given, family), Name(native_given or "", native_family or ""))
    return [name for name in spelled if any(name)]


def _birth(day: date | None, precision: str) -> Birth:
    return Birth(day, precision)
