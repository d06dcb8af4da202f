"""The other people on Nadja's Today page: what is due, whom she meets, and whom she has not spoken to for long."""

from datetime import date, timedelta

from casework.appointments.codes import AppointmentKind, AppointmentStatus, AuthorityKind, Companion, DeadlineKind
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.cases.codes import ContactMode, Phase, Topic
from casework.demo.appointments import book, text_for
from casework.demo.cases import Case, open_case
from casework.demo.clients import enter
from casework.demo.contacts import talk, write
from casework.demo.deadlines import add, inputs_for
from casework.demo.office import Office
from casework.demo.people import NADJA
from casework.demo.records import Row
from casework.people.codes import BirthDatePrecision, Gender, LanguageLevel, ResidenceStatus

_OLENA: Row = {
    "given_name": "Olena", "family_name": "Hryzenko", "native_given_name": "Олена", "native_family_name": "Гризенко",
    "gender": Gender.WOMAN, "birth_date": date(1991, 2, 17), "citizenships": ["UA"], "languages": ["uk", "ru"],
    "german_level": LanguageLevel.A1, "interpreter_language": "uk", "phone": "0152 5550 221",
    "occupation": "Erzieherin, acht Jahre Berufserfahrung", "residence_status": ResidenceStatus.TEMPORARY_PROTECTION,
    "benefits": "Bürgergeld, Jobcenter",
}  # fmt: skip
_YUSUF: Row = {
    "given_name": "Yusuf", "family_name": "Al-Khatib", "native_given_name": "يوسف", "native_family_name": "الخطيب",
    "gender": Gender.MAN, "birth_date": date(1985, 1, 1), "citizenships": ["SY"], "languages": ["ar"],
    "german_level": LanguageLevel.A2, "phone": "0152 5550 318", "contact_hint": "am besten nachmittags",
    "occupation": "Bäcker, eigener Betrieb in Homs", "residence_status": ResidenceStatus.SUBSIDIARY_PROTECTION,
    "benefits": "Bürgergeld, Jobcenter", "family": "verheiratet, Familie noch in der Türkei",
}  # fmt: skip
_MARIOLA: Row = {
    "given_name": "Mariola", "family_name": "Wrzesień", "gender": Gender.WOMAN, "birth_date": date(1979, 8, 30),
    "citizenships": ["PL"], "languages": ["pl"], "german_level": LanguageLevel.B2, "phone": "0152 5550 407",
    "occupation": "Krankenschwester, Anerkennung läuft", "residence_status": ResidenceStatus.EU_FREE_MOVEMENT,
}  # fmt: skip
_IOANA: Row = {
    "given_name": "Ioana", "family_name": "Dumitrescu", "gender": Gender.WOMAN, "birth_date": date(1994, 11, 5),
    "citizenships": ["RO"], "languages": ["ro"], "german_level": LanguageLevel.B1, "phone": "0152 5550 532",
    "occupation": "Verkäuferin", "residence_status": ResidenceStatus.EU_FREE_MOVEMENT,
}  # fmt: skip
_FARID: Row = {
    "given_name": "Farid", "family_name": "Rahimi", "native_given_name": "فرید", "native_family_name": "رحیمی",
    "gender": Gender.MAN, "birth_date": date(1998, 1, 1), "birth_precision": BirthDatePrecision.YEAR,
    "citizenships": ["AF"], "languages": ["prs"], "german_level": LanguageLevel.A2, "phone": "0152 5550 615",
    "occupation": "Elektriker, Lehre im Betrieb des Onkels", "residence_status": ResidenceStatus.REFUGEE,
}  # fmt: skip


def tell(office: Office) -> list[Case]:
    """Make up five cases of which something shows on the first two working days from today on."""
    return [
        _olena(office),
        _yusuf(office),
        _mariola(office),
        _silent(office, _IOANA, 290, 74),
        _silent(office, _FARID, 350, 61),
    ]


def _opened(office: Office, person: Row, ago: int, clock: str, topics: list[Topic], phase: Phase) -> Case:
    at = office.diary(NADJA).take(office.days.ago(ago), clock)
    usual: Row = {"birth_precision": BirthDatePrecision.DAY, "district": "12060", "town": "Bernau bei Berlin"}
    client = enter(office, at, NADJA, **(usual | person))
    return open_case(office, at, NADJA, [client], topics, phase=phase)


def _olena(office: Office) -> Case:
    until = office.today + timedelta(days=12)
    person = _OLENA | {"residence_until": until}
    case = _opened(office, person, 6, "11:00", [Topic.RESIDENCE, Topic.WORK], Phase.INTAKE)
    first = (
        "Angerufen auf Empfehlung der Volkshochschule. Titel läuft bald ab. Erstgespräch mit Sprachmittlung vereinbart."
    )
    write(
        office,
        case,
        office.diary(NADJA).take(office.days.ago(6), "11:00"),
        first,
        [Topic.RESIDENCE],
        mode=ContactMode.PHONE,
    )
    book(
        office,
        case,
        text_for(AppointmentKind.INITIAL_INTERVIEW),
        office.diary(NADJA).take(office.days.ahead(0), "11:30"),
        mode=ContactMode.IN_PERSON,
        place="hier, Raum 2",
        companion=Companion.INTERPRETER,
        interpreter_language="uk",
        note="Sprachmittlung Ukrainisch: Frau Marchuk",
    )
    add(office, case, DeadlineKind.TITLE_EXPIRY, DeadlineInputs(event_on=until), client_id=case.clients[0]["id"])
    return case


def _yusuf(office: Office) -> Case:
    until = office.today + timedelta(days=62)
    person = _YUSUF | {"residence_until": until}
    case = _opened(office, person, 410, "13:00", [Topic.BENEFITS, Topic.RESIDENCE, Topic.WORK], Phase.MONITORING)
    talk(office, case, case.row["last_contact_at"], office.days.ago(9))
    book(
        office,
        case,
        text_for(AppointmentKind.TITLE_RENEWAL),
        office.diary(NADJA).take(office.days.ahead(1), "08:15"),
        status=AppointmentStatus.PROPOSED,
        companion=Companion.VOLUNTEER,
        interpreter_language=None,
        note="Verlängerung des Aufenthaltstitels",
    )
    due_on = office.days.on_or_after(office.today + timedelta(days=3))
    decided = inputs_for(office, DeadlineKind.OBJECTION, due_on, AuthorityKind.JOBCENTER)
    add(office, case, DeadlineKind.OBJECTION, decided, title="Widerspruch Jobcenter")
    add(office, case, DeadlineKind.TITLE_EXPIRY, DeadlineInputs(event_on=until), client_id=case.clients[0]["id"])
    return case


def _mariola(office: Office) -> Case:
    case = _opened(office, _MARIOLA, 200, "15:00", [Topic.RECOGNITION, Topic.WORK], Phase.PLAN)
    talk(office, case, case.row["last_contact_at"], office.days.ago(16))
    book(
        office,
        case,
        text_for(AppointmentKind.PLAN_REVIEW),
        office.diary(NADJA).take(office.days.ahead(1), "14:00"),
        mode=ContactMode.VIDEO,
        place=None,
        companion=None,
        interpreter_language=None,
    )
    return case


def _silent(office: Office, person: Row, opened: int, silent: int) -> Case:
    """Give somebody with whom nobody has spoken for many days."""
    case = _opened(office, person, opened, "09:00", [Topic.WORK, Topic.LANGUAGE], Phase.MONITORING)
    talk(office, case, case.row["last_contact_at"], office.days.ago(silent))
    return case
