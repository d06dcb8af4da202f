"""What comes in about appointments and authorities and what goes out, shared by pages and API."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from casework.appointments import companions
from casework.appointments.codes import AppointmentKind, AppointmentStatus, AuthorityKind, Companion
from casework.appointments.companions import MOST_COMPANIONS, CompanionEntry, CompanionState
from casework.appointments.documents import from_lines
from casework.appointments.following import FollowUp, Proposal
from casework.appointments.series import OnHolidays, Rhythm, Scope, Series
from casework.cases.codes import ContactMode

Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=4_000)]
Moment = Annotated[datetime, Meta(tz=True, description="A moment with its offset, for example 2026-11-27T09:00+01:00")]
Minutes = Annotated[int, Meta(ge=5, le=720, description="The length in minutes")]
Travel = Annotated[int, Meta(ge=0, le=240, description="The way there in minutes, and the same back")]
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
    companions: Annotated[list[CompanionEntry], Meta(max_length=MOST_COMPANIONS)] = []
    # In place of `companions`, where there is only one and nothing else is known of them.
    companion: Companion | None = None
    interpreter_language: LanguageCode | None = None
    travel_minutes: Travel = 0
    member_id: UUID | None = None
    note: Words | None = None

    def everyone(self) -> list[CompanionEntry]:
        """Give all who go along, in whichever way they were entered."""
        return self.companions or companions.read([], self.companion, self.interpreter_language)


class NewAppointment(AppointmentInput, kw_only=True, forbid_unknown_fields=True):
    """A new appointment, which may be settled already, or the first of a series."""

    confirmed: bool = False
    series: Series | None = None


class ChangedAppointment(AppointmentInput, kw_only=True, forbid_unknown_fields=True):
    """A changed appointment; with `following` all later ones of its series change alike."""

    scope: Scope = "this"


class CompanionFields(Struct, kw_only=True):
    """The fields of up to three companions side by side, as a form sends them."""

    companion: Companion | None = None
    companion_member_id: UUID | None = None
    companion_name: Line | None = None
    interpreter_language: LanguageCode | None = None
    companion_state: CompanionState = CompanionState.WANTED
    companion_2: Companion | None = None
    companion_2_member_id: UUID | None = None
    companion_2_name: Line | None = None
    companion_2_language: LanguageCode | None = None
    companion_2_state: CompanionState = CompanionState.WANTED
    companion_3: Companion | None = None
    companion_3_member_id: UUID | None = None
    companion_3_name: Line | None = None
    companion_3_language: LanguageCode | None = None
    companion_3_state: CompanionState = CompanionState.WANTED

    def entries(self) -> list[CompanionEntry]:
        """Give the companions that were filled in; what is not said follows from what is."""
        found = []
        for name in ("companion", "companion_2", "companion_3"):
            language = self.interpreter_language if name == "companion" else getattr(self, f"{name}_language")
            kind, member_id = getattr(self, name), getattr(self, f"{name}_member_id")
            called = getattr(self, f"{name}_name")
            if not any((kind, member_id, called, language)):
                continue
            usual = Companion.INTERPRETER if language else Companion.COUNSELLOR if member_id else Companion.VOLUNTEER
            found.append(
                CompanionEntry(
                    kind=kind or usual,
                    member_id=member_id,
                    name=called,
                    language=language,
                    state=getattr(self, f"{name}_state"),
                )
            )
        return found


class AppointmentForm(CompanionFields, kw_only=True):
    """The same as a form sends it: papers one on each line, and what only the form needs."""

    kind: AppointmentKind
    starts_at: datetime
    minutes: Minutes = 60
    mode: ContactMode = ContactMode.IN_PERSON
    district: DistrictKey | None = None
    authority_id: UUID | None = None
    place: Line | None = None
    documents: Annotated[str, Meta(max_length=4_000)] | None = None
    travel_minutes: Travel = 0
    member_id: UUID | None = None
    note: Words | None = None
    confirmed: bool = False
    rhythm: Rhythm | None = None
    until: date | None = None
    times: Annotated[int, Meta(ge=2, le=60)] | None = None
    on_holidays: OnHolidays = OnHolidays.SKIP
    scope: Scope = "this"
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
            companions=self.entries(),
            travel_minutes=self.travel_minutes,
            member_id=self.member_id,
            note=self.note,
            confirmed=self.confirmed,
            series=self._series(),
        )

    def changed(self) -> ChangedAppointment:
        """Give what was entered about an appointment that exists already."""
        entered = structs.asdict(self.entered())
        known = {name: entered[name] for name in AppointmentInput.__struct_fields__}
        return ChangedAppointment(**known, scope=self.scope)

    def _series(self) -> Series | None:
        if self.rhythm is None:
            return None
        return Series(rhythm=self.rhythm, until=self.until, times=self.times, on_holidays=self.on_holidays)


class StatusChange(Struct, forbid_unknown_fields=True):
    """Where an appointment shall stand."""

    status: AppointmentStatus
    scope: Scope = "this"


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
    travel_minutes: int = 0
    companions: list[CompanionEntry] = []
    series_id: UUID | None = None
    rhythm: Rhythm | None = None
    note: str | UnsetType | None = UNSET
    outcome: str | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        """Turn the stored codes into entries of their lists, which know their labels."""
        self.kind, self.status = AppointmentKind(self.kind), AppointmentStatus(self.status)
        self.mode = ContactMode(self.mode)
        self.companion = Companion(self.companion) if self.companion else None
        self.companions = companions.read(self.companions, self.companion, self.interpreter_language)
        self.rhythm = Rhythm(self.rhythm) if self.rhythm else None
        self.authority_kind = AuthorityKind(self.authority_kind) if self.authority_kind else None

    @property
    def minutes(self) -> int:
        """Give the length in minutes as clocks on the wall do not show it: across a clock change it is the real one."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def where(self) -> str | None:
        """Give with whom or where it is, None if only the counsellor knows."""
        return self.authority_name or self.place


class AppointmentView(AppointmentRow):
    """An appointment as the API gives it, with the member's other appointments at the same time and what may follow."""

    clashes: list[UUID] = []
    # Days of a series that were left out because they are holidays; told once, when it is booked.
    left_out: list[date] = []
    # How many appointments of this case were missed, this one included.
    missed: int = 0
    proposals: list[Proposal] = []
