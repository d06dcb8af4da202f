"""The story that the program exists for: Aigerim and Timur Seitkali, who sew and mend shoes, on their way to a shop."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

from casework.appointments.codes import AppointmentKind, AppointmentStatus, AuthorityKind, DeadlineKind, DeadlineStatus
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.series import Rhythm, Series, plan
from casework.cases.codes import ContactMode, Interpreting, Phase, Topic, Visibility
from casework.demo.appointments import book, text_for
from casework.demo.cases import Case, open_case
from casework.demo.clients import enter, join_household
from casework.demo.contacts import write
from casework.demo.days import moment
from casework.demo.deadlines import add
from casework.demo.office import Office
from casework.demo.people import NADJA
from casework.demo.records import Row
from casework.offers.codes import ApplyBefore
from casework.people.codes import BirthDatePrecision, Gender, HouseholdRole, LanguageLevel, ResidenceStatus


class Talk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contact of the story."""

    days_ago: int
    clock: str
    minutes: int
    mode: ContactMode
    topic: Topic
    text: str


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An appointment of the story; without an outcome it lies ahead, counted in working days."""

    days_ago: int
    clock: str
    kind: AppointmentKind
    authority: AuthorityKind | None = None
    outcome: str | None = None


class Story(msgspec.Struct, frozen=True, rename={"talks": "talk", "visits": "appointment"}):
    """What is written in the file of the couple."""

    talks: tuple[Talk, ...]
    visits: tuple[Visit, ...]


@cache
def story() -> Story:
    """Give the story as it stands in its data file."""
    path = Path(__file__).with_name("data") / "story.toml"
    return msgspec.toml.decode(path.read_bytes(), type=Story)


def tell(office: Office) -> Case:
    """Make up the couple's joint case up to today; their referrals are told by `journeys`."""
    first = story().talks[0]
    at = office.diary(NADJA).take(office.days.ago(first.days_ago), first.clock, first.minutes)
    couple = _couple(office, at)
    join_household(office, at, couple, [HouseholdRole.REFERENCE, HouseholdRole.PARTNER])
    case = open_case(
        office,
        at,
        NADJA,
        couple,
        [Topic.BUSINESS_FOUNDING, Topic.FUNDING],
        concern="Gründung: Änderungsschneiderei mit Schuhreparatur",
        venture="Änderungsschneiderei und Schuhreparatur mit Annahmestelle in Bernau",
        venture_start=planned_start(office),
        phase=Phase.MONITORING,
    )
    for told in story().talks:
        starts = office.diary(NADJA).take(office.days.ago(told.days_ago), told.clock, told.minutes)
        note = write(office, case, starts, told.text, [told.topic], mode=told.mode)
        note |= {"duration_minutes": told.minutes, "visibility": Visibility.TEAM}
        note |= {"language": "ru", "interpreting": Interpreting.COMMUNITY}
    _book(office, case)
    _set_deadlines(office, case)
    return case


def planned_start(office: Office) -> date:
    """Give the day on which the shop opens: ten days ahead, or the working day after that."""
    return office.days.on_or_after(office.today + timedelta(days=10))


def _couple(office: Office, at: datetime) -> list[Row]:
    both: Row = {
        "family_name": "Seitkali",
        "native_family_name": "Сейтқали",
        "birth_precision": BirthDatePrecision.DAY,
        "citizenships": ["KZ"],
        "languages": ["ru", "kk"],
        "german_level": LanguageLevel.B1,
        "district": "12060",
        "town": "Bernau bei Berlin",
        "contact_hint": "nicht vor 9 Uhr",
        "residence_status": ResidenceStatus.SETTLEMENT,
        "benefits": "Arbeitslosengeld, Agentur für Arbeit",
        "family": "verheiratet, keine Kinder",
    }
    aigerim: Row = {
        "given_name": "Aigerim",
        "native_given_name": "Әйгерім",
        "gender": Gender.WOMAN,
        "birth_date": date(1987, 4, 9),
        "phone": "0152 5550 143",
        "occupation": "Gerichtsvollzieherin, zwölf Jahre im Dienst; näht seit der Schulzeit",
        "qualification": "Studium der Rechtswissenschaft in Karaganda, nicht bewertet",
    }
    timur: Row = {
        "given_name": "Timur",
        "native_given_name": "Темір",
        "gender": Gender.MAN,
        "birth_date": date(1984, 9, 23),
        "phone": "0152 5550 144",
        "occupation": "Unteroffizier, danach Kraftfahrer; repariert Schuhe",
    }
    return [enter(office, at, NADJA, number, **both, **one) for number, one in enumerate((aigerim, timur))]


def _book(office: Office, case: Case) -> None:
    _correct_an_authority(office)
    alone: Row = {"companion": None, "interpreter_language": None}
    for visit in story().visits:
        past = visit.outcome is not None
        day = office.days.ago(visit.days_ago) if past else office.days.ahead(-visit.days_ago)
        status = AppointmentStatus.OUTCOME_RECORDED if past else AppointmentStatus.CONFIRMED
        text, starts = text_for(visit.kind, visit.authority), office.diary(NADJA).take(day, visit.clock)
        book(office, case, text, starts, **alone, status=status, outcome=visit.outcome)
    _come_again(office, case)


def _correct_an_authority(office: Office) -> None:
    """Keep an entry of their own that the shared directory lacks."""
    at = moment(office.days.ago(120), "09:20")
    office.records.add(
        "own_authorities",
        id=office.new_id(at),
        authority_kind=AuthorityKind.PARTNER_ORGANISATION,
        name="Kleiderkammer und Werkstatt Bernau",
        district=office.organisation.district,
        address="Beispielweg 4, 16321 Bernau bei Berlin",
        opening_hours="Mo, Mi 10–15 Uhr",
        documents={"company_visit": ["Reisepass"]},
        replaces=None,
        changed_by=NADJA.member_id,
        changed_at=at,
        version=1,
    )


def _come_again(office: Office, case: Case) -> None:
    """Book a talk every two weeks until the opening of the shop, as a series."""
    first = office.days.ahead(9)
    series: Row = {"rhythm": Rhythm.BIWEEKLY, "status": AppointmentStatus.CONFIRMED, "companion": None}
    series |= {"interpreter_language": None, "series_id": None, "outcome": None}
    text, starts = text_for(AppointmentKind.FOLLOW_UP), office.diary(NADJA).take(first, "14:00")
    for moment_of in plan(starts, Series(rhythm=Rhythm.BIWEEKLY, times=4), office.organisation.land).moments:
        booked = book(office, case, text, moment_of, **series)
        series["series_id"] = booked["series_id"] = series["series_id"] or booked["id"]


def _set_deadlines(office: Office, case: Case) -> None:
    start = planned_start(office)
    apply = DeadlineInputs(event_on=start, event=ApplyBefore.BUSINESS_START)
    first = office.days.ago(2)
    row = add(office, case, DeadlineKind.APPLY_BEFORE_EVENT, apply, title="Gründungszuschuss beantragen")
    row["created_at"] = row["confirmed_at"] = moment(first, "10:50")
    row = add(office, case, DeadlineKind.TAX_NOTICE, DeadlineInputs(event_on=start))
    row["created_at"] = row["confirmed_at"] = moment(first, "10:52")
    notified = office.days.ago(228)
    decided = DeadlineInputs(event_on=notified, authority=AuthorityKind.JOBCENTER)
    row = add(office, case, DeadlineKind.OBJECTION, decided, title="Widerspruch Jobcenter")
    row["created_at"] = row["confirmed_at"] = moment(office.days.ago(226), "10:15")
    row |= {"status": DeadlineStatus.DONE, "done_on": office.days.ago(204)}
