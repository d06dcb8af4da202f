"""Finding people whose names are spelled otherwise: candidates from the index, compared, then their people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    REAL,
    Integer,
    Select,
    SmallInteger,
    Text,
    Uuid,
    bindparam,
    column,
    exists,
    func,
    select,
)

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.model import ORG
from casework.people.comparison import comparison
from casework.people.likeness import searched_keys
from casework.people.models import Client, NameKey
from casework.people.names import Search
from casework.people.seen import SEEN, Seen

CANDIDATES = 600
"""So many words that share keys with a searched word are compared with it."""
NEAREST = 40
"""Of these so many are looked for among people."""
MOST_PEOPLE = 200
LEAST_JOINED = 0.75
"""Two words taken as one must be this alike to it, or the longer of the two would do by itself."""
MOST_WORDS_TO_LIKEN = 4
# Which of the searched words, a word that may be a spelling of it, and how alike they are.
Slot = tuple[int, str, float]
_WORD = Text(collation="C")
LIKE = (
    "select l.word from unnest($2::int[], $3::real[]) as searched (key, worth)"
    " join name_likenesses l on l.org_id = $1 and l.key = searched.key"
    " group by l.word order by sum(l.weight * searched.worth) desc, l.word limit $4"
)


async def alike(gate: Gate, word: str) -> dict[str, float]:
    """Give the words in the organisation's names that may be spellings of a folded word, with how alike they are.

    They come from everybody's names, so that they may only be used to find people through the gate.
    """
    keys = searched_keys(word)
    if not keys:
        return {}
    hashes, worths = zip(*keys, strict=True)
    rows = await gate.call(LIKE, gate.actor.org_id, list(hashes), list(worths), CANDIDATES)
    near = comparison(word).near(row[0] for row in rows)
    best = sorted(near, key=lambda found: (-near[found], found))[:NEAREST]
    return {found: near[found] for found in best}


def _people_like(*, born: bool) -> Read[Seen]:
    """Give the people who have a likeness of enough of the words, the likeliest first."""
    wanted = (
        func.unnest(
            bindparam("slots", type_=ARRAY(SmallInteger())),
            bindparam("words", type_=ARRAY(_WORD)),
            bindparam("scores", type_=ARRAY(REAL())),
        )
        .table_valued(column("slot", SmallInteger()), column("word", _WORD), column("score", REAL()))
        .render_derived("wanted")
    )
    hits = (
        select(NameKey.client_id, wanted.c.slot, func.max(wanted.c.score).label("score"))
        .join(NameKey, NameKey.key == wanted.c.word)
        .where(NameKey.org_id == ORG)
        .group_by(NameKey.client_id, wanted.c.slot)
        .subquery()
    )
    score = func.sum(hits.c.score)
    best = (
        select(hits.c.client_id, score.label("score"))
        .group_by(hits.c.client_id)
        .having(func.count() >= bindparam("needed", type_=Integer()))
        .order_by(score.desc(), hits.c.client_id)
        .limit(MOST_PEOPLE)
    )
    if born:
        birth = exists().where(
            NameKey.org_id == ORG,
            NameKey.client_id == hits.c.client_id,
            NameKey.key >= bindparam("birth", type_=_WORD),
            NameKey.key < bindparam("birth_end", type_=_WORD),
        )
        best = best.where(birth)
    found = best.subquery()
    statement: Select[Any] = (
        select(*SEEN)
        .join(found, found.c.client_id == Client.id)
        .where(Client.org_id == ORG, Client.id != func.all(bindparam("known", type_=ARRAY(Uuid()))))
        .order_by(found.c.score.desc(), Client.sort_key, Client.id)
        .limit(bindparam("limit", type_=Integer()))
    )
    return Read(Client, "search", Seen, statement, action="search")


PEOPLE_LIKE = {born: _people_like(born=born) for born in (False, True)}


async def people_like(gate: Gate, wanted: Search, known: Sequence[UUID], limit: int, after: str) -> list[Seen]:
    """Give people whose names are likely spellings of the searched words, without the ones known already.

    Every word must have its likeness, of three or more all but one. If that is nobody's name, words that stood beside
    each other are taken as one.
    """
    slots: list[Slot] = []
    words = wanted.words[:MOST_WORDS_TO_LIKEN]
    for slot, word in enumerate(words):
        slots += [(slot, found, score) for found, score in (await alike(gate, word)).items()]
    rows = await _people(gate, slots, wanted, known, limit, after)
    if rows or known:
        return rows
    for one, other in wanted.neighbours:
        if one in words and other in words:
            near = [pair for pair in (await alike(gate, one + other)).items() if pair[1] >= LEAST_JOINED]
            slots += [(words.index(each), *pair) for each in (one, other) for pair in near]
    return await _people(gate, slots, wanted, known, limit, after)


async def _people(
    gate: Gate, slots: list[Slot], wanted: Search, known: Sequence[UUID], limit: int, after: str
) -> list[Seen]:
    count = min(len(wanted.words), MOST_WORDS_TO_LIKEN)
    needed = count - (count > 2)
    if not slots or len({slot for slot, _, _ in slots}) < needed:
        return []
    columns = map(list, zip(*slots, strict=True))
    values: dict[str, Any] = dict(zip(("slots", "words", "scores"), columns, strict=True))
    if wanted.birth:
        values |= {"birth": wanted.birth, "birth_end": wanted.birth + after}
    read = PEOPLE_LIKE[wanted.birth is not None]
    return await gate.select(read, **values, needed=needed, known=list(known), limit=limit)
