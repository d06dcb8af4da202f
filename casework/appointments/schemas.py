"""What comes in about appointments and authorities and what goes out, shared by pages and API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from casework.appointments.codes import AppointmentKind, AppointmentStatus, AuthorityKind, Companion
from casework.appointments.documents import from_lines
from casework.appointments.following import FollowUp
from casework.cases.codes import ContactMode

Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=4_000)]
Moment = Annotated[datetime, Meta(tz=True, description="A moment with its offset, for example 2026-11-27T09:00+01:00")]
Minutes = Annotated[int, Meta(ge=5, le=720, description="The length in minutes")]
LanguageCode = Annotated[str, Meta(max_length=12)]
DistrictKey = Annotated[str, Meta(max_length=5, pattern=r"^(0[1-9]|1[0-6])[0-9]{3}$", examples=["12060"])]


class AppointmentInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """An appointment as it is entered or edited; without `member_id` whoever enters it is responsible."""

    kind: AppointmentKind
    starts_at: Moment
    minutes: Minutes = 60
    mode: ContactMode = ContactMode.IN_PERSON
    authority_id: UUID | None = None
    place: Line | None = None
    documents: Annotated[list[Line], Meta(max_length=30)] = []
    companion: Companion | None = None
    interpreter_language: LanguageCode | None = None
    member_id: UUID | None = None
    note: Words | None = None


class NewAppointment(AppointmentInput, kw_only=True, forbid_unknown_fields=True):
    """A new appointment, which may be settled already."""

    confirmed: bool = False


class AppointmentForm(Struct, kw_only=True):
    """The same as a form sends it: papers one on each line, and what only the form needs."""

    kind: AppointmentKind
    starts_at: datetime
    minutes: Minutes = 60
    mode: ContactMode = ContactMode.IN_PERSON
    district: DistrictKey | None = None
    authority_id: UUID | None = None
    place: Line | None = None
    documents: Annotated[str, Meta(max_length=4_000)] | None = None
    companion: Companion | None = None
    interpreter_language: LanguageCode | None = None
    member_id: UUID | None = None
    note: Words | None = None
    confirmed: bool = False
    despite_clash: bool = False

    def entered(self) -> NewAppointment:
        """Give what was entered, without what only the form needs; papers are not yet checked for their length."""
        return NewAppointment(
            kind=self.kind,
            starts_at=self.starts_at,
            minutes=self.minutes,
            mode=self.mode,
            authority_id=self.authority_id,
            place=self.place,
            documents=from_lines(self.documents),
            companion=self.companion,
            interpreter_language=self.interpreter_language,
            member_id=self.member_id,
            note=self.note,
            confirmed=self.confirmed,
        )


class StatusChange(Struct, forbid_unknown_fields=True):
    """Where an appointment shall stand."""

    status: AppointmentStatus


class Outcome(Struct, forbid_unknown_fields=True):
    """What came of an appointment, and what follows from it."""

    text: Annotated[str, Meta(min_length=1, max_length=4_000)]
    follow_up: FollowUp = FollowUp.NOTHING


class AppointmentRow(Struct):
    """An appointment in the order in which the reads select it; note and outcome are left out for the front desk."""

    id: UUID
    version: int
    case_id: UUID
    case_number: str
    case_title: str
    kind: AppointmentKind
    status: AppointmentStatus
    starts_at: datetime
    ends_at: datetime
    mode: ContactMode
    authority_id: UUID | None
    authority_name: str | None
    authority_kind: AuthorityKind | None
    authority_district: str | None
    address: str | None
    place: str | None
    documents: list[str]
    companion: Companion | None
    interpreter_language: str | None
    member_id: UUID
    member_name: str
    note: str | UnsetType | None = UNSET
    outcome: str | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        """Turn the stored codes into entries of their lists, which know their labels."""
        self.kind, self.status = AppointmentKind(self.kind), AppointmentStatus(self.status)
        self.mode = ContactMode(self.mode)
        self.companion = Companion(self.companion) if self.companion else None
        self.authority_kind = AuthorityKind(self.authority_kind) if self.authority_kind else None

    @property
    def minutes(self) -> int:
        """Give the length in minutes as clocks on the wall do not show it: across a clock change it is the real one."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def where(self) -> str | None:
        """Give with whom or where it is, None if only the counsellor knows."""
        return self.authority_name or self.place


class Proposal(Struct):
    """What may follow from an appointment: an address of a form that is filled in already."""

    what: str
    href: str


class AppointmentView(AppointmentRow):
    """An appointment as the API gives it, with the member's other appointments at the same time and what may follow."""

    clashes: list[UUID] = []
    proposals: list[Proposal] = []


class Authority(Struct):
    """An entry of the directory of authorities."""

    id: UUID
    kind: AuthorityKind
    name: str
    district: str
    address: str | None
    opening_hours: str | None
    documents: dict[str, list[str]]
