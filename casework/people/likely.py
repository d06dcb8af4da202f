"""Who may be a client already: people of the organisation, and of those entered in the same batch, who are alike."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Integer, Text, bindparam, column, func, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.model import ORG
from casework.people import names
from casework.people.codes import DuplicateReason
from casework.people.models import Client, NameKey
from casework.people.name_index import Birth
from casework.people.names import Name
from casework.people.resemblance import LIKELY, resemblance, spellings_of
from casework.people.schemas import LikelyDuplicate
from casework.people.seen import SEEN, Seen

MOST = 20
"""So many people are looked at for each person in question."""
_WORD = Text(collation="C")


class Described(NamedTuple):
    """A person by whatever tells whether they are known: every spelling of the name and the birth date."""

    spellings: Sequence[Name]
    birth: Birth
    keys: frozenset[str]
    """What only somebody alike also has."""


def described(spellings: Sequence[Name], birth: Birth) -> Described:
    """Give a person described by their names and birth date."""
    return Described(spellings, birth, frozenset(names.duplicate_keys(spellings, *birth)))


NOBODY = described((), Birth(None, "unknown"))
"""A person of whom nothing is known and who therefore is alike to nobody."""


class _Found(NamedTuple):
    """Somebody who was found, and by which keys."""

    seen: Seen
    keys: list[str]


def _found(*columns: Any) -> _Found:  # noqa: ANN401  # The columns of SEEN, and the keys.
    return _Found(Seen(*columns[:-1]), columns[-1])


_wanted = func.unnest(bindparam("keys", type_=ARRAY(_WORD))).table_valued(column("key", _WORD)).render_derived("wanted")
# Worked out first, and from the keys: otherwise a table that nobody has counted yet is read from one end to the other.
_matched = (
    select(NameKey.client_id, func.array_agg(NameKey.key).label("keys"))
    .select_from(_wanted)
    .join(NameKey, NameKey.key == _wanted.c.key)
    .where(NameKey.org_id == ORG)
    .group_by(NameKey.client_id)
    .cte("matched")
    .prefix_with("materialized")
)
LIKELY_KNOWN = Read(
    Client,
    "search",
    _found,
    select(*SEEN, _matched.c["keys"].label("matched"))
    .join(_matched, _matched.c.client_id == Client.id)
    .where(Client.org_id == ORG)
    .order_by(_matched.c.client_id)
    .limit(bindparam("most", type_=Integer())),
    action="search",
)


async def likely_duplicates(
    gate: Gate, spellings: Sequence[Name], birth_date: date | None, precision: str
) -> list[LikelyDuplicate]:
    """Give the clients who may be the person with these names and this birth date.

    Whoever is hidden from the actor is left out, exactly as if there were nobody.
    """
    person = described(spellings, Birth(birth_date, precision))
    (found,) = await candidates(gate, [person])
    return judged(gate, person, found)


async def candidates(gate: Gate, people: Sequence[Described]) -> list[list[Seen]]:
    """Give for each of these persons the people who share a telling key with them, at most 20; one list is recorded."""
    keys = sorted(frozenset().union(*(person.keys for person in people)))
    if not keys:
        return [[] for _ in people]
    most = MOST * sum(1 for person in people if person.keys)
    found = await gate.select(LIKELY_KNOWN, keys=keys, most=most)
    if len(found) == most > MOST:
        # One name that many bear would leave no room for the others.
        return [(await candidates(gate, [person]))[0] for person in people]
    index = _Index()
    for seen, matched in found:
        index.add(seen, matched)
    return [index.of(person.keys) for person in people]


def judged(gate: Gate, person: Described, found: Iterable[Seen]) -> list[LikelyDuplicate]:
    """Give those of the people found who are alike enough, with the reason, the surest first."""
    reasons = [(row, _reason(row, person)) for row in found]
    likely = [
        LikelyDuplicate(row.person(gate), reason)
        for row, reason in reasons
        if reason is not DuplicateReason.SIMILAR_NAME
        or resemblance(person.spellings, person.birth, spellings_of(row), Birth(row.birth_date, row.birth_precision))
        >= LIKELY
    ]
    return sorted(likely, key=lambda one: list(DuplicateReason).index(one.reason))


class Fresh:
    """The clients of a batch so far: they are to be found before they are stored."""

    def __init__(self) -> None:
        self._index = _Index()

    def add(self, client: Client, keys: Iterable[str]) -> None:
        """Let a client be found by their keys."""
        columns = {field: getattr(client, field) for field in Seen._fields[:-1]}
        self._index.add(Seen(**columns, standing="assigned"), keys)

    def alike(self, person: Described) -> list[Seen]:
        """Give those who share a telling key with a person."""
        return self._index.of(person.keys)


class _Index:
    """People by their keys, given in the order in which they were added."""

    def __init__(self) -> None:
        self._people: list[Seen] = []
        self._by_key: dict[str, list[int]] = {}

    def add(self, seen: Seen, keys: Iterable[str]) -> None:
        for key in keys:
            self._by_key.setdefault(key, []).append(len(self._people))
        self._people.append(seen)

    def of(self, keys: Iterable[str]) -> list[Seen]:
        places = {place for key in keys for place in self._by_key.get(key, ())}
        return [self._people[place] for place in sorted(places)[:MOST]]


def _reason(row: Seen, person: Described) -> DuplicateReason:
    theirs = [Name(row.given_name, row.family_name), Name(row.native_given_name or "", row.native_family_name or "")]
    same = [(mine, other) for mine in person.spellings for other in theirs if names.same_words(mine, other)]
    if any(names.words(mine.family) == names.words(other.family) for mine, other in same):
        return DuplicateReason.SAME_NAME
    if same:
        return DuplicateReason.NAMES_SWAPPED
    families = {" ".join(names.words(name.family)) for name in person.spellings} - {""}
    same_family = not families.isdisjoint(" ".join(names.words(name.family)) for name in theirs)
    born = person.birth.date
    same_day = born is not None and row.birth_date == born
    if same_day and same_family:
        return DuplicateReason.SAME_BIRTH_DATE
    if same_day and not families.isdisjoint(" ".join(names.words(name.given)) for name in theirs):
        return DuplicateReason.FAMILY_AS_GIVEN
    if same_family and born is not None and row.birth_date == names.swapped(born):
        return DuplicateReason.DAY_AND_MONTH_SWAPPED
    return DuplicateReason.SIMILAR_NAME
