"""What comes in about a case and what goes out, shared by pages and API."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from casework.cases import sections
from casework.cases.codes import ClosureReason, Phase
from casework.people.codes import language_name

Line = Annotated[str, Meta(max_length=300)]
Words = Annotated[str, Meta(max_length=4_000)]
DistrictKey = Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-6])[0-9]{3}$", max_length=5, examples=["12060"])]


class NewCase(msgspec.Struct, forbid_unknown_fields=True):
    """What it takes to open a case: existing clients, and what they come for."""

    client_ids: Annotated[list[UUID], Meta(min_length=1, max_length=20)]
    concern: Words | None = None
    venture: Line | None = None
    venture_start: date | None = None
    phase: Phase = Phase.INTAKE
    district: DistrictKey | None = None
    household_id: UUID | None = None
    owner_id: UUID | None = None


class CaseChange(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed in a case; all of it is replaced."""

    phase: Phase
    concern: Words | None = None
    venture: Line | None = None
    venture_start: date | None = None
    district: DistrictKey | None = None


class PhaseChange(msgspec.Struct, forbid_unknown_fields=True):
    """Where a case stands from now on, or has stood since a day."""

    phase: Phase
    since: date | None = None


class Joining(msgspec.Struct, forbid_unknown_fields=True):
    """A client who becomes part of a case."""

    client_id: UUID


class Closing(msgspec.Struct, forbid_unknown_fields=True):
    """Why and when the work on a case ends; without a date it is today."""

    reason: ClosureReason
    note: Words | None = None
    closed_on: date | None = None


class Restriction(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a case exists for its counsellor and the team's lead only."""

    restricted: bool


class CaseChoice(msgspec.Struct):
    """A case as lists to choose from show it."""

    id: UUID
    number: str
    title: str
    native_title: str | None
    last_contact_at: datetime


class CaseBrief(msgspec.Struct):
    """What the front desk may know of a case."""

    id: UUID
    number: str
    title: str
    district: str | None


class MemberChoice(msgspec.Struct):
    """A member to whom a lead may give a case."""

    id: UUID
    name: str


class PersonInCase(msgspec.Struct):
    """A client of a case as the head of its page shows them."""

    client_id: UUID
    given_name: str
    family_name: str
    native_given_name: str | None
    native_family_name: str | None
    languages: list[str]
    german_level: str | None
    town: str | None

    @property
    def name(self) -> str:
        """Give the name as it is written on an envelope."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def native_name(self) -> str:
        """Give the name in the person's own script; empty if it is not known."""
        return " ".join(part for part in (self.native_given_name, self.native_family_name) if part)

    def spoken(self, language: str) -> str:
        """Give the person's languages and level of German, named in the reader's `language`."""
        level = self.german_level.upper() if self.german_level and len(self.german_level) == 2 else ""
        names = [
            f"{language_name(code, language)} {level if code == 'de' else ''}".strip()
            for code in dict.fromkeys([*self.languages, *(["de"] if level else [])])
        ]
        return ", ".join(names)

    @property
    def language(self) -> str:
        """Give the language the person speaks first, for marking up their name; empty if it is not known."""
        return self.languages[0] if self.languages else ""


class CaseFacts(msgspec.Struct):
    """The facts of a case in the order in which the read selects them."""

    id: UUID
    number: str
    title: str
    native_title: str | None
    concern: str | None
    venture: str | None
    venture_start: date | None
    phase: Phase
    owner_id: UUID
    owner_name: str
    team_id: UUID | None
    team_name: str | None
    household_id: UUID | None
    restricted: bool
    district: str | None
    district_name: str | None
    opened_on: date
    closed_on: date | None
    closure_reason: str | None
    closure_note: str | None
    last_contact_at: datetime
    version: int


class CaseHead(CaseFacts):
    """Everything that the head of a case page shows, and what the reader may do there."""

    persons: list[PersonInCase]
    acts: list[str]
    # How much there is in which section of the page, by the last part of its address.
    counts: dict[str, int] = {}

    def may(self, act: str) -> bool:
        """Tell whether the reader may do this act to the case; "note" and "refer" stand for adding those to it."""
        return act in self.acts

    @property
    def sections(self) -> list[sections.Section]:
        """Give the sections that the reader may open, in their order: those in which they may list what is counted."""
        return [section for section in sections.registered() if section.count is None or section.suffix in self.counts]

    @property
    def reason(self) -> ClosureReason | None:
        """Give why the case was closed."""
        return ClosureReason(self.closure_reason) if self.closure_reason else None

    @property
    def towns(self) -> str:
        """Give where the persons live, each place once."""
        return ", ".join(dict.fromkeys(person.town for person in self.persons if person.town))

    @property
    def german_levels(self) -> str:
        """Give the levels of German that are known, each once, such as "A2, B1"."""
        levels = [person.german_level for person in self.persons if person.german_level]
        return ", ".join(level.upper() for level in dict.fromkeys(levels) if len(level) == 2)

    def spoken(self, language: str) -> str:
        """Give the persons' languages other than German, each once, named in the reader's `language`."""
        codes = dict.fromkeys(code for person in self.persons for code in person.languages if code != "de")
        return ", ".join(language_name(code, language) for code in codes)
