"""What comes in about notes and drafts and what goes out, shared by pages and API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.codes import ContactMode, Interpreting, Topic, Visibility
from casework.people.codes import language_name

NoteText = Annotated[str, Meta(max_length=20_000)]
# Those whom the author of a restricted note names as its readers; they must see the case.
Readers = Annotated[list[UUID], Meta(max_length=30)]
LanguageCode = Annotated[str, Meta(max_length=12)]
Minutes = Annotated[int, Meta(ge=1, le=1_440)]
Moment = Annotated[datetime, Meta(tz=True, description="A moment with its offset, for example 2026-11-22T10:00+01:00")]


class NoteFields(Struct, kw_only=True, forbid_unknown_fields=True):
    """What people write into a note or contact; without `at` it is now."""

    at: Moment | None = None
    topics: Annotated[list[Topic], Meta(max_length=24)] = []
    mode: ContactMode | None = None
    duration_minutes: Minutes | None = None
    language: LanguageCode | None = None
    interpreting: Interpreting | None = None
    text: NoteText = ""
    visibility: Visibility = Visibility.TEAM
    reader_ids: Readers = []
    about_id: UUID | None = None


class NewNote(NoteFields, kw_only=True, forbid_unknown_fields=True):
    """An entry for the timeline: a counselling contact with its facts, or a plain note."""

    entry: Literal["contact", "note"] = "note"


class NoteInPlace(Struct, kw_only=True):
    """A plain note as it is written on the page of a case."""

    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    visibility: Visibility
    reader_ids: Readers = []
    about_id: UUID | None = None

    def entered(self) -> NewNote:
        """Give the note that was entered."""
        return NewNote(**{name: getattr(self, name) for name in self.__struct_fields__})


class ContactForm(Struct, kw_only=True):
    """A contact as its form sends it, whose mode has to be chosen."""

    at: datetime
    mode: ContactMode
    visibility: Visibility
    topics: Annotated[list[Topic], Meta(max_length=24)] = []
    duration_minutes: Minutes | None = None
    language: LanguageCode | None = None
    interpreting: Interpreting | None = None
    text: NoteText = ""
    reader_ids: Readers = []
    about_id: UUID | None = None

    def entered(self) -> NewNote:
        """Give the contact that was entered."""
        return NewNote(entry="contact", **{name: getattr(self, name) for name in self.__struct_fields__})


class Words(Struct):
    """What an entry says now, or said until it was corrected."""

    at: datetime
    topics: list[str]
    mode: str | None
    duration_minutes: int | None
    language: str | None
    interpreting: str | None
    text: str
    visibility: str

    @property
    def seen_by(self) -> Visibility:
        """Give who may read it."""
        return Visibility(self.visibility)

    @property
    def way(self) -> ContactMode | None:
        """Give how the contact took place."""
        return ContactMode(self.mode) if self.mode else None

    @property
    def about(self) -> list[Topic]:
        """Give the topics in the order of their list."""
        return [topic for topic in Topic if topic in self.topics]


class NoteView(Words):
    """A note or contact in the order in which the read selects it."""

    id: UUID
    case_id: UUID
    entry: str
    author_id: UUID
    author_name: str
    created_at: datetime
    reader_ids: list[UUID]
    about_id: UUID | None
    version: int

    @property
    def corrected(self) -> bool:
        """Tell whether it said something else before."""
        return self.version > 1

    @property
    def is_contact(self) -> bool:
        """Tell whether it is a contact with the client."""
        return self.entry == "contact"

    @property
    def interpreted(self) -> Interpreting | None:
        """Give who interpreted; None where nobody did."""
        return None if self.interpreting in {None, "none"} else Interpreting(self.interpreting)

    def spoken(self, language: str) -> str:
        """Give the language of the contact, named in the reader's `language`."""
        return language_name(self.language, language) if self.language else ""


class EarlierWords(Words):
    """What a note said until it was corrected, in the order in which the read selects it."""

    number: int
    written_at: datetime
    replaced_at: datetime


class DraftFields(Struct, forbid_unknown_fields=True):
    """What stands in the fields of a form that was not sent yet."""

    fields: Annotated[
        dict[Annotated[str, Meta(max_length=100)], Annotated[list[NoteText], Meta(max_length=50)]], Meta(max_length=60)
    ]


class DraftView(Struct):
    """A draft: the form, the case, what was typed, and when it was saved."""

    form: str
    case_id: UUID
    fields: dict[str, list[str]]
    updated_at: datetime
