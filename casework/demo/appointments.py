"""Appointments of a case: those that were, with what came of them, and those to come."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from casework.appointments import companions
from casework.appointments.codes import AppointmentKind, AppointmentStatus, Companion
from casework.appointments.companions import CompanionEntry, CompanionState
from casework.cases.codes import ContactMode, Topic
from casework.demo.cases import Case
from casework.demo.office import Office
from casework.demo.records import Row
from casework.demo.texts import AppointmentText, appointments

_K = AppointmentKind
_FOUNDING = (_K.BUSINESS_REGISTRATION, _K.CHAMBER_CONSULTATION, _K.CHAMBER_CONSULTATION, _K.BANK_APPOINTMENT)
_KINDS: Mapping[Topic, tuple[AppointmentKind, ...]] = {
    Topic.RESIDENCE: (_K.TITLE_RENEWAL, _K.TITLE_RENEWAL, _K.BIOMETRICS, _K.TITLE_COLLECTION, _K.FICTION_CERTIFICATE),
    Topic.NATURALISATION: (_K.NATURALISATION,),
    Topic.WORK: (_K.PLACEMENT_INTERVIEW, _K.JOB_INTERVIEW, _K.BENEFIT_INTERVIEW),
    Topic.BUSINESS_FOUNDING: (*_FOUNDING, _K.PLACEMENT_INTERVIEW),
    Topic.SELF_EMPLOYED: (*_FOUNDING, _K.NOTARY_APPOINTMENT),
    Topic.FUNDING: (_K.BANK_APPOINTMENT, _K.CHAMBER_CONSULTATION),
    Topic.BENEFITS: (_K.BENEFIT_INTERVIEW,),
    Topic.LANGUAGE: (_K.PLACEMENT_TEST, _K.LANGUAGE_EXAM),
    Topic.RECOGNITION: (_K.RECOGNITION_CONSULTATION, _K.RECOGNITION_CONSULTATION, _K.CHAMBER_CONSULTATION),
    Topic.TRAINING: (_K.PLACEMENT_INTERVIEW, _K.JOB_INTERVIEW),
    Topic.HOUSING: (_K.HOUSING_VIEWING,),
    Topic.FAMILY: (_K.ADDRESS_REGISTRATION,),
    Topic.RELOCATION: (_K.ADDRESS_REGISTRATION, _K.JOB_INTERVIEW, _K.HOUSING_VIEWING),
}
_WITH_COUNSELLOR = (_K.FOLLOW_UP, _K.FOLLOW_UP, _K.FOLLOW_UP, _K.PLAN_REVIEW)
_OUTCOMES = {
    AppointmentStatus.OUTCOME_RECORDED: 74,
    AppointmentStatus.ATTENDED: 8,
    AppointmentStatus.NO_SHOW: 7,
    AppointmentStatus.CANCELLED_CLIENT: 5,
    AppointmentStatus.CANCELLED_COUNTERPART: 3,
    AppointmentStatus.RESCHEDULED: 3,
}
_FURTHEST_AHEAD = 45
# Invented people who interpret or help.
HELPERS = ("Marta Ilves", "Jonas Brede", "Salma Tarik", "Viktor Lang", "Ines Quade")
_OTHER_PLACES = {_K.JOB_INTERVIEW: "im Betrieb, {town}", _K.HOUSING_VIEWING: "Wohnung in {town}"}


def book_past(office: Office, case: Case, last: date) -> None:
    """Make up the appointments between the opening of a case and its last contact."""
    first = case.row["opened_on"]
    length = (last - first).days
    for _ in range(office.random.randint(0, min(3, length // 40)) if length > 10 else 0):
        day = min(first + timedelta(days=office.random.randint(4, length)), office.days.ago(1))
        starts = office.diary(case.owner).find(day)
        if starts.date() >= office.today:
            continue
        status = office.random.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
        text = _text(office, case)
        outcome = office.random.choice(text.outcomes) if status is AppointmentStatus.OUTCOME_RECORDED else None
        book(office, case, text, starts, status=status, outcome=outcome)


def book_to_come(office: Office, case: Case, calm_days: int) -> None:
    """Make up what is ahead; with `calm_days` the first two working days are left free."""
    if not office.chance(38):
        return
    first = 2 if calm_days else 0
    day = office.days.ahead(office.random.randint(first, _FURTHEST_AHEAD * 5 // 7))
    starts = office.diary(case.owner).find(day)
    status = AppointmentStatus.CONFIRMED if office.chance(75) else AppointmentStatus.PROPOSED
    book(office, case, _text(office, case), starts, status=status)


def book(office: Office, case: Case, text: AppointmentText, starts: datetime, **more: object) -> Row:
    """Book an appointment as the program would, with what its authority asks for."""
    client, town = case.clients[0], case.clients[0]["town"] or ""
    found = office.authority(text.authority, case.row["district"], town) if text.authority is not None else None
    with_us = text.authority is None and text.kind not in _OTHER_PLACES
    mode = ContactMode.IN_PERSON
    if with_us and office.chance(15):
        mode = ContactMode.VIDEO
    place = None
    if found is None and mode is ContactMode.IN_PERSON:
        room = f"hier, Raum {office.random.randint(1, 3)}"
        place = _OTHER_PLACES[text.kind].format(town=town) if text.kind in _OTHER_PLACES else room if with_us else town
    companion, language = None, None
    if client.get("interpreter_language") and office.chance(55):
        companion, language = Companion.INTERPRETER, client["interpreter_language"]
    elif not with_us and office.chance(22):
        companion = office.random.choice((Companion.COUNSELLOR, Companion.VOLUNTEER))
    booked_at = office.days.on_or_before(starts.date() - timedelta(days=office.random.randint(5, 20)))
    booked_at = min(booked_at, office.days.ago(1))
    usual: Row = {
        "appointment_kind": text.kind,
        "status": AppointmentStatus.CONFIRMED,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=office.random.choice((30, 45, 60))),
        "mode": mode,
        "authority_id": found[0] if found else None,
        "place": place,
        "documents": list(found[1].documents.get(text.kind, text.bring) if found else text.bring),
        "companion": companion,
        "interpreter_language": language,
        "note": office.random.choice(text.notes),
        "outcome": None,
        "created_at": case.not_before(datetime.combine(booked_at, starts.timetz())),
        "travel_minutes": 0 if with_us else 20,
        "sequence": 0,
    }
    booked = usual | more
    everyone = _companions(office, booked["companion"], booked["interpreter_language"])
    # What a trigger and the program keep by themselves has to stand here, so that two loads are equal.
    kept = {
        "changed_at": booked["created_at"],
        "companions": companions.stored(everyone),
        "attendees": companions.attendees(case.owner.member_id, everyone),
    }
    return office.records.add(
        "appointments",
        **(booked | kept),
        id=office.new_id(starts),
        case_id=case.row["id"],
        member_id=case.owner.member_id,
        version=1,
    )


def _companions(office: Office, kind: Companion | None, language: str | None) -> list[CompanionEntry]:
    """Give who goes along, interpreters and volunteers with an invented name, a few of them again and again."""
    if kind is None:
        return []
    name = None
    if kind is not Companion.COUNSELLOR:
        name = HELPERS[(len(language or "") + office.organisation.name.count("e")) % len(HELPERS)]
    return [CompanionEntry(kind=kind, name=name, language=language, state=CompanionState.CONFIRMED)]


def text_for(kind: AppointmentKind, authority: str | None = None) -> AppointmentText:
    """Give the texts of a kind of appointment, where there are several those for a kind of authority."""
    return next(text for text in appointments() if text.kind is kind and authority in {None, text.authority})


def _text(office: Office, case: Case) -> AppointmentText:
    topic = office.random.choice(case.topics)
    kinds = _KINDS.get(topic, _WITH_COUNSELLOR) if office.chance(65) else _WITH_COUNSELLOR
    kind = office.random.choice(kinds)
    return office.random.choice([text for text in appointments() if text.kind is kind])
