"""Named reads of clients: lists, search, and one client for those who may know all or only part."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Integer, Select, Text, Uuid, bindparam, cast, exists, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.model import ORG
from casework.people import households, names
from casework.people.models import Client, NameKey
from casework.people.name_search import people_like
from casework.people.schemas import ClientRecord, ClientView, Contact, ContactView, Person
from casework.people.seen import SEEN, Seen

# So many keys of the longest word are looked at: enough for every name, and an end to what one letter finds.
MOST_HITS = 500
AFTER_ALL_LETTERS = "\U0010ffff"
PAGE = 50
_WORD = Text(collation="C")


def _columns(row: type[msgspec.Struct]) -> tuple[Any, ...]:
    return tuple(getattr(Client, field) for field in row.__struct_fields__)


def _one(act: str, row: type[Any]) -> Read[Any]:
    standing = Client.relation().label("standing")
    statement = select(standing, *_columns(row)).where(Client.org_id == ORG, Client.id == bindparam("id"))
    return Read(Client, act, _standing_first(row), statement)


def _standing_first(row: type[Any]) -> Any:  # noqa: ANN401  # A Read takes anything that can be called with the columns.
    def pair(standing: str, *columns: object) -> tuple[str, Any]:
        return standing, row(*columns)

    return pair


CLIENT: Read[tuple[str, ClientRecord]] = _one("read", ClientRecord)
CONTACT: Read[tuple[str, Contact]] = _one("contact", Contact)
CLIENTS = Read(
    Client,
    "list",
    Seen,
    select(*SEEN)
    .where(Client.org_id == ORG)
    .order_by(Client.sort_key, Client.id)
    .limit(bindparam("limit", type_=Integer()))
    .offset(bindparam("offset", type_=Integer())),
)
NAMES = Read(
    Client,
    "search",
    Seen,
    select(*SEEN).where(Client.org_id == ORG, Client.id == func.any(bindparam("ids", type_=ARRAY(Uuid())))),
)


@cache
def _search(count: int) -> Read[Seen]:
    """Give the search for so many beginnings of keys; the first one drives it through the index."""
    words = [bindparam(f"word_{number}", type_=_WORD) for number in range(count)]
    begun = [_begins(NameKey, 0), *(_has(aliased(NameKey), partial(_begins, number=n)) for n in range(1, count))]
    exact: ColumnElement[int] = cast(NameKey.key == words[0], Integer)
    for word in words[1:]:
        exact += cast(_has(aliased(NameKey), partial(_equals, word=word)), Integer)
    hits = (
        select(NameKey.client_id, exact.label("exact"))
        .where(NameKey.org_id == ORG, *begun)
        .order_by(NameKey.key)
        .limit(MOST_HITS)
        .subquery()
    )
    best = select(hits.c.client_id, func.max(hits.c.exact).label("exact")).group_by(hits.c.client_id).subquery()
    statement: Select[Any] = (
        select(*SEEN)
        .join(best, best.c.client_id == Client.id)
        .where(Client.org_id == ORG)
        .order_by(best.c.exact.desc(), Client.sort_key, Client.id)
        .limit(bindparam("limit", type_=Integer()))
        .offset(bindparam("offset", type_=Integer()))
    )
    return Read(Client, "search", Seen, statement, action="search")


def _begins(key: type[NameKey], number: int) -> ColumnElement[bool]:
    # The same as `key ^@ word`, written as the range that it is: only so does a plan made once for all words use the
    # index, and planning this statement afresh takes longer than running it.
    first, last = (bindparam(f"{name}_{number}", type_=_WORD) for name in ("word", "end"))
    return (key.key >= first) & (key.key < last)


def _equals(key: type[NameKey], word: ColumnElement[str]) -> ColumnElement[bool]:
    return key.key == word


def _has(other: type[NameKey], condition: Callable[[type[NameKey]], ColumnElement[bool]]) -> ColumnElement[bool]:
    return exists().where(other.org_id == ORG, other.client_id == NameKey.client_id, condition(other))


async def search(gate: Gate, text: str, limit: int = PAGE, offset: int = 0) -> list[Person]:
    """Give the clients whom a text finds: names in any order, spelling and script, a birth date or year.

    Whoever matches more words in full comes first; likely spellings fill up the first page. A text without letters or
    year finds nobody.
    """
    wanted = names.search(text)
    beginnings = [*wanted.words, *([wanted.birth] if wanted.birth else [])]
    if not beginnings:
        gate.require(Client, "search")
        return []
    values = {f"word_{number}": word for number, word in enumerate(beginnings)}
    values |= {f"end_{number}": word + AFTER_ALL_LETTERS for number, word in enumerate(beginnings)}
    rows = await gate.select(_search(len(beginnings)), limit=limit, offset=offset, **values)
    room = min(limit, PAGE) - len(rows)
    if room > 0 and not offset and wanted.words:
        rows += await people_like(gate, wanted, [row.id for row in rows], room, AFTER_ALL_LETTERS)
    return _persons(gate, rows)


async def clients(gate: Gate, limit: int = PAGE, offset: int = 0) -> list[Person]:
    """Give the clients whom the actor works with, sorted by name."""
    return _persons(gate, await gate.select(CLIENTS, limit=limit, offset=offset))


async def names_of(gate: Gate, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Give those of these clients whom the actor may know, by id."""
    wanted = list(ids)
    found = _persons(gate, await gate.select(NAMES, ids=wanted)) if wanted else []
    return {person.id: person for person in found}


async def client(gate: Gate, client_id: UUID) -> ClientView | ContactView:
    """Give a client with their households, as much as the actor may know; raises NotFound or Denied."""
    row: Contact
    if not knows_all(gate):
        _, row = await gate.one(CONTACT, client_id)
        return ContactView(**_fields(row), households=await households.of_client(gate, client_id))
    standing, record = await gate.one(CLIENT, client_id)
    return ClientView(
        **_fields(record),
        may_update=gate.may(Client, "update", within=standing),
        may_restrict=gate.may(Client, "restrict", within=standing),
        households=await households.of_client(gate, client_id),
    )


def knows_all(gate: Gate) -> bool:
    """Tell whether the actor's role may ever read more of a client than name and contact."""
    return gate.may(Client, "read", within="assigned") or not gate.may(Client, "contact", within="assigned")


def _persons(gate: Gate, rows: Iterable[Seen]) -> list[Person]:
    return [row.person(gate) for row in rows]


def _fields(row: Contact) -> dict[str, Any]:
    return {field: getattr(row, field) for field in row.__struct_fields__}
