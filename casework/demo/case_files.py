"""The depth of the case files: phases gone through, closures, results, tasks, and talks without a case file."""

from datetime import date, datetime, timedelta
from random import Random

from casework.cases.codes import AgeBand, ClosureReason, ContactMode, ContactOutcome, Phase, ResultKind, Topic
from casework.demo.days import id_from, moment, seeded
from casework.demo.office import Office
from casework.demo.people import KARIN, NADJA, Person
from casework.demo.records import Row
from casework.people.codes import Gender

LIGHT_CONTACTS = 64
_REACHED = {
    ResultKind.EMPLOYED_INSURED: "Arbeitsvertrag gesehen",
    ResultKind.TITLE_EXTENDED: "Aufenthaltstitel gesehen",
    ResultKind.LANGUAGE_LEVEL: "Zertifikat B1 gesehen",
    ResultKind.HOUSING_FOUND: "Mietvertrag gesehen",
    ResultKind.CHILDCARE_FOUND: "Betreuungsvertrag gesehen",
    ResultKind.RECOGNITION_PARTIAL: "Bescheid der Handwerkskammer gesehen",
}
_TALKS = (
    (Topic.HOUSING, ContactOutcome.SIGNPOSTED, "Wohnungsamt und Wartelisten der Genossenschaften genannt."),
    (Topic.BENEFITS, ContactOutcome.INFORMED, "Bescheid des Jobcenters erklärt."),
    (Topic.LANGUAGE, ContactOutcome.SIGNPOSTED, "Kurstermine der Volkshochschule mitgegeben."),
    (Topic.WORK, ContactOutcome.APPOINTMENT_MADE, "Möchte den Lebenslauf durchsehen lassen."),
    (Topic.RECOGNITION, ContactOutcome.INFORMED, "Unterlagen für die Anerkennung genannt."),
    (Topic.DAYCARE, ContactOutcome.INFORMED, None),
    (Topic.LEGAL, ContactOutcome.SIGNPOSTED, "An die Rechtsantragstelle verwiesen."),
)
_NAMES = (None, None, None, "Olena", "Ahmad", "Mirela", "Yusuf", "Natalia")
_TASKS = (
    ("Jobcenter wegen Einstiegsgeld zurückrufen", 1),
    ("Kopie des Mietvertrags in die Akte legen", 4),
    ("Dolmetscherin für Dezember anfragen", 9),
)


def deepen(office: Office) -> None:
    """Add what the case files of an office tell beside notes, appointments and deadlines."""
    random = seeded(f"case files of {office.organisation.name}")
    persons: dict[object, list[object]] = {}
    for joined in office.records.of("case_persons"):
        persons.setdefault(joined["case_id"], []).append(joined["client_id"])
    for case in list(office.records.of("cases")):
        _phases(office, random, case)
        if case["closed_on"] is not None and case.get("closure_reason"):
            _closure(office, random, case)
        if case.get("closure_reason") == ClosureReason.GOALS_ACHIEVED or random.random() < 0.15:
            _result(office, random, case, persons[case["id"]])
    if office.organisation == NADJA.employer:
        _tasks(office, random)
        for _ in range(LIGHT_CONTACTS):
            _light(office, random, random.choice((KARIN, KARIN, NADJA)))


def _phases(office: Office, random: Random, case: Row) -> None:
    reached = list(Phase)[: list(Phase).index(Phase(case["phase"])) + 1]
    if case["closed_on"] is None:
        reached = [phase for phase in reached if phase is not Phase.CLOSURE or phase == case["phase"]]
    first, last = case["opened_on"], case["closed_on"] or office.today
    for number, phase in enumerate(reached):
        since = first + (last - first) * number // max(len(reached), 1)
        if phase is Phase.CLOSURE and case["closed_on"] is not None:
            since = case["closed_on"]
        at = moment(since, "16:00")
        office.records.add(
            "case_phases",
            id=id_from(at + timedelta(milliseconds=number), random),
            case_id=case["id"],
            phase=phase,
            since=since,
            moved_by=case["owner_id"],
            created_at=at,
        )


def _closure(office: Office, random: Random, case: Row) -> None:
    at = moment(case["closed_on"], "16:10")
    office.records.add(
        "case_closures",
        id=id_from(at, random),
        case_id=case["id"],
        closed_on=case["closed_on"],
        reason=case["closure_reason"],
        note=case.get("closure_note"),
        closed_by=case["owner_id"],
        created_at=at,
    )


def _result(office: Office, random: Random, case: Row, clients: list[object]) -> None:
    end: date = case["closed_on"] or office.today
    kind, evidence = random.choice(list(_REACHED.items()))
    day = case["opened_on"] + (end - case["opened_on"]) * 2 // 3
    at = moment(day, "15:20")
    office.records.add(
        "case_results",
        id=id_from(at, random),
        case_id=case["id"],
        client_id=random.choice(clients),
        result_kind=kind,
        reached_on=day,
        evidence=evidence,
        recorded_by=case["owner_id"],
        recorded_at=at,
        version=1,
    )


def _tasks(office: Office, random: Random) -> None:
    mine = [row for row in office.records.of("cases") if row["owner_id"] == NADJA.member_id and not row["closed_on"]]
    for number, (title, ahead) in enumerate(_TASKS):
        at = moment(office.days.ago(number + 2), "11:00")
        office.records.add(
            "tasks",
            id=id_from(at, random),
            title=title,
            due_on=office.days.ahead(ahead),
            assignee_id=NADJA.member_id,
            case_id=mine[number]["id"] if number < len(mine) - 1 else None,
            created_by=NADJA.member_id,
            created_at=at,
            version=1,
        )


def _light(office: Office, random: Random, writer: Person) -> None:
    topic, outcome, note = random.choice(_TALKS)
    at: datetime = moment(
        office.days.ago(random.randint(1, 160)), f"{random.randint(8, 16):02}:{random.randint(0, 59):02}"
    )
    name = random.choice(_NAMES)
    office.records.add(
        "light_contacts",
        id=id_from(at, random),
        at=at,
        topics=[topic],
        language=random.choice(("de", "de", "uk", "ar", "fa", "ru")),
        mode=random.choice((ContactMode.IN_PERSON, ContactMode.IN_PERSON, ContactMode.PHONE, ContactMode.MAIL)),
        duration_minutes=random.choice((5, 10, 10, 15, 20)),
        outcome=outcome,
        given_name=name,
        age_band=random.choice(list(AgeBand)) if name else None,
        gender=random.choice((Gender.WOMAN, Gender.MAN, None)),
        district="12060" if random.random() < 0.6 else None,
        note=note,
        author_id=writer.member_id,
        team_id=office.organisation.team_id(NADJA.team or office.organisation.teams[0]),
        created_at=at,
        version=1,
    )
