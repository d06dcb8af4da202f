"""The kinds of facts about a person: their table, their form, and the named read that lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Uuid, bindparam, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.errors import NotFound
from casework.core.model import ORG
from casework.people import fact_schemas as shapes
from casework.people.fact_models import (
    BirthStatement,
    Citizenship,
    ClientFact,
    ClientName,
    ContactChannel,
    Dispute,
    KnownLanguage,
    Qualification,
    ResidenceTitle,
)
from casework.people.models import Client

MOST = 200


@dataclass(frozen=True, eq=False)
class Fact:
    """One kind of fact: `word` names it in addresses."""

    word: str
    section: str
    model: type[ClientFact]
    form: type[msgspec.Struct]
    view: type[Any]
    listing: Read[Any]

    def shown(self, record: ClientFact) -> Any:  # noqa: ANN401  # One of the views.
        """Give a record as it goes out."""
        return _row(self.view)(*(getattr(record, name) for name in _names(self.view)))


def fact_called(word: str) -> Fact:
    """Give the kind of fact that a word in an address names; raises NotFound for any other word."""
    if word not in FACTS:
        raise NotFound
    return FACTS[word]


def _names(view: type[Any]) -> tuple[str, ...]:
    return tuple(view.__struct_fields__)


def _row(view: type[Any]) -> Callable[..., Any]:
    def made(*columns: object) -> Any:  # noqa: ANN401  # One of the views.
        return msgspec.convert(dict(zip(_names(view), columns, strict=True)), view)

    return made


def _statement(model: type[ClientFact], view: type[Any]) -> Select[Any]:
    return (
        select(*(getattr(model, name) for name in _names(view)))
        .where(model.org_id == ORG, model.client_id == bindparam("client", type_=Uuid()))
        .order_by(model.recorded_at, model.id)
        .limit(MOST)
    )


def _fact(word: str, section: str, model: type[ClientFact], form: type[msgspec.Struct], view: type[Any]) -> Fact:
    return Fact(word, section, model, form, view, Read(model, "list", _row(view), _statement(model, view)))


FACTS: dict[str, Fact] = {
    fact.word: fact
    for fact in (
        _fact("names", "names", ClientName, shapes.NameEntry, shapes.NameView),
        _fact("birth-statements", "names", BirthStatement, shapes.BirthEntry, shapes.BirthView),
        _fact("disputes", "names", Dispute, shapes.DisputeEntry, shapes.DisputeView),
        _fact("channels", "contact", ContactChannel, shapes.ChannelEntry, shapes.ChannelView),
        _fact("citizenships", "papers", Citizenship, shapes.CitizenshipEntry, shapes.CitizenshipView),
        _fact("titles", "papers", ResidenceTitle, shapes.TitleEntry, shapes.TitleView),
        _fact("languages", "skills", KnownLanguage, shapes.LanguageEntry, shapes.LanguageView),
        _fact("qualifications", "skills", Qualification, shapes.QualificationEntry, shapes.QualificationView),
    )
}
"""Every kind of fact by the word that names it in addresses."""

# The front desk reaches people, so it sees the ways to, and what to beware of.
CONTACT_CHANNELS = Read(
    ContactChannel, "contact", _row(shapes.ChannelView), _statement(ContactChannel, shapes.ChannelView)
)


async def facts_of(gate: Gate, client_id: UUID, fact: Fact) -> list[Any]:
    """Give what is kept of one kind about a client whom the actor may read; raises NotFound or Denied."""
    if fact.model is ContactChannel and gate.may(Client, "contact", within="assigned"):
        await gate.get(Client, client_id, "contact")
        return await gate.select(CONTACT_CHANNELS, client=client_id)
    await gate.get(Client, client_id, "read")
    return await gate.select(fact.listing, client=client_id)


async def some_facts(gate: Gate, client_id: UUID, *words: str) -> dict[str, list[Any]]:
    """Give several kinds of facts about a client who was read through this gate already."""
    return {word: await gate.select(FACTS[word].listing, client=client_id) for word in words}
