"""Cases of two years: who comes with what, how it goes on, and how it ends."""

from datetime import date, datetime, timedelta

from casework.cases.codes import ClosureReason, Phase, Topic
from casework.demo.appointments import book_past, book_to_come
from casework.demo.cases import Case, open_case
from casework.demo.circumstances import FREE_TO_MOVE, OF_FOREIGNERS, OF_FOUNDERS, OF_RETURNEES, TOPICS, TOWNS
from casework.demo.clients import invent_household
from casework.demo.contacts import talk
from casework.demo.deadlines import set_deadlines
from casework.demo.office import Office
from casework.demo.people import Person
from casework.demo.records import Row
from casework.demo.texts import offers

LONGEST = 725
"""Days that the oldest case has been open."""
_VENTURES = offers().ventures[1:]  # The first one is that of the story.
_CLOSURES = {
    ClosureReason.GOALS_ACHIEVED: (9, "Ziele des Förderplans erreicht, Nachbetreuung nach sechs Monaten angeboten."),
    ClosureReason.NO_FURTHER_NEED: (6, "Kein weiterer Bedarf, kann jederzeit wiederkommen."),
    ClosureReason.LOST_CONTACT: (5, "Drei Anrufe und ein Brief ohne Antwort."),
    ClosureReason.MOVED_DISTRICT: (
        4,
        "Umzug in einen anderen Landkreis, Adressen der Beratungsstelle dort mitgegeben.",
    ),
    ClosureReason.CLIENT_ENDED: (3, "Möchte allein weitermachen."),
    ClosureReason.HANDED_OVER: (2, "Mit Entbindung an die Fachberatung übergeben."),
    ClosureReason.INFO_ONLY: (2, None),
    ClosureReason.LEFT_GERMANY: (1, None),
}


def carry(office: Office, owner: Person, *, going_on: int, ended: int, calm_days: int = 0) -> list[Case]:
    """Make up one counsellor's caseload: cases that go on and cases that ended.

    In the next `calm_days` nothing falls due in any of them and the first two working days stay free.
    """
    cases = []
    for number in range(going_on + ended):
        goes_on = number < going_on
        # More cases are young than old, and those that ended began long ago.
        age = int(LONGEST * office.random.random() ** 1.3) if goes_on else office.random.randint(220, LONGEST)
        cases.append(_live(office, owner, max(age, 12), goes_on=goes_on, calm_days=calm_days))
    return cases


def _live(office: Office, owner: Person, age: int, *, goes_on: bool, calm_days: int) -> Case:
    returning = office.organisation.prefix in {"E", "H"} and office.chance(70)
    at = office.diary(owner).find(office.days.ago(age))
    town = office.random.choice(TOWNS[owner.team or ""])
    household = invent_household(office, at, owner, town, returning=returning)
    # Children live in the household; they are no persons of the case.
    clients = [client for client in household if client["occupation"] is not None]
    topics = _topics(office, clients[0]["citizenships"][0], returning=returning)
    venture = _venture(office, at, topics, goes_on=goes_on, calm_days=calm_days)
    case = open_case(office, at, owner, clients, topics, **venture)
    if topics[0] in {Topic.FAMILY, Topic.HEALTH} and office.chance(25):
        _protect(case, household)
    lasts = office.random.randint(60, min(age - 30, 430)) if not goes_on else age - office.random.randint(3, 44)
    last = office.days.on_or_before(at.date() + timedelta(days=max(lasts, 0)))
    talk(office, case, at, last)
    book_past(office, case, last)
    if goes_on:
        case.row["phase"] = _phase(office, age)
        book_to_come(office, case, calm_days)
    else:
        _close(office, case, last)
    set_deadlines(office, case, calm_days)
    return case


def _topics(office: Office, country: str, *, returning: bool) -> list[Topic]:
    weights = {
        topic: weight for topic, weight in TOPICS.items() if country not in FREE_TO_MOVE or topic not in OF_FOREIGNERS
    }
    main = office.random.choices(list(weights), list(weights.values()))[0]
    if returning:
        main = office.random.choice(OF_RETURNEES)
    others = office.random.sample([topic for topic in weights if topic is not main], 2)
    if main is Topic.BUSINESS_FOUNDING:
        others[0] = Topic.FUNDING
    return [main, *others]


def _venture(office: Office, at: datetime, topics: list[Topic], *, goes_on: bool, calm_days: int) -> Row:
    if OF_FOUNDERS.isdisjoint(topics[:1]):
        return {}
    venture = office.random.choice(_VENTURES)
    if goes_on and topics[0] is Topic.BUSINESS_FOUNDING:
        start: date = office.today + timedelta(days=office.random.randint(max(calm_days, 10) + 2, 150))
    else:
        start = at.date() + timedelta(days=office.random.randint(90, 180))
    # A business opens on the first of a month.
    start = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return {"venture": venture.text, "venture_start": start, "concern": f"Gründung: {venture.title}"}


def _protect(case: Case, household: list[Row]) -> None:
    """Let a case be known to its counsellor and the lead alone."""
    case.row["restricted"] = True
    for client in household:
        client["restricted"] = True


def _phase(office: Office, age: int) -> Phase:
    if age < 35:
        return office.random.choice((Phase.INTAKE, Phase.ASSESSMENT))
    if age < 110:
        return office.random.choice((Phase.ASSESSMENT, Phase.PLAN, Phase.PLAN))
    if age < 240:
        return office.random.choice((Phase.PLAN, Phase.LINKING, Phase.MONITORING))
    return office.random.choice((Phase.MONITORING,) * 4 + (Phase.LINKING, Phase.AFTERCARE))


def _close(office: Office, case: Case, last: date) -> None:
    closed_on = min(office.days.on_or_after(last + timedelta(days=office.random.randint(0, 20))), office.days.ago(1))
    reasons = list(_CLOSURES)
    reason = office.random.choices(reasons, [weight for weight, _ in _CLOSURES.values()])[0]
    case.row |= {
        "phase": Phase.CLOSURE,
        "closed_on": closed_on,
        "closure_reason": reason,
        "closure_note": _CLOSURES[reason][1],
    }
