"""What counsellors write after a talk, for as long as a case goes on."""

from datetime import date, datetime, timedelta
from itertools import cycle

from casework.cases.codes import ContactMode, Interpreting, Topic, Visibility
from casework.demo.cases import Case
from casework.demo.office import Office
from casework.demo.records import Row
from casework.demo.texts import notes

_MODES = {
    ContactMode.IN_PERSON: 62,
    ContactMode.PHONE: 20,
    ContactMode.VIDEO: 7,
    ContactMode.MAIL: 6,
    ContactMode.OUTREACH: 3,
    ContactMode.CHAT: 2,
}
_MINUTES = {ContactMode.IN_PERSON: (30, 75), ContactMode.VIDEO: (25, 60), ContactMode.OUTREACH: (45, 90)}
_USUAL_MINUTES = (5, 25)
_INTERPRETERS = (
    Interpreting.PROFESSIONAL,
    Interpreting.COMMUNITY,
    Interpreting.COMMUNITY,
    Interpreting.PHONE_OR_VIDEO,
    Interpreting.VOLUNTEER,
    Interpreting.RELATIVE,
)
_FIRST_TALK = "Erstgespräch. Anliegen aufgenommen, Arbeitsweise und Schweigepflicht erklärt. "


def talk(office: Office, case: Case, first: datetime, last: date) -> None:
    """Write the first interview and whatever followed, up to a last contact on or about `last`."""
    random = office.random
    texts = {topic: cycle(random.sample(notes().notes[topic], len(notes().notes[topic]))) for topic in case.topics}
    write(office, case, first, _FIRST_TALK + next(texts[case.topics[0]]), [case.topics[0]], mode=ContactMode.IN_PERSON)
    day = first.date()
    while True:
        day += timedelta(days=random.choice((14, 21, 21, 28, 28, 35, 42, 56, 70)))
        if day >= last:
            break
        topic = random.choice((case.topics[0], case.topics[0], *case.topics[1:]))
        at = office.diary(case.owner).find(day)
        if at.date() >= last:
            break
        write(office, case, at, next(texts[topic]), [topic], contact=office.chance(85))
    if last > first.date() + timedelta(days=2):
        at = office.diary(case.owner).find(last)
        if at.date() < office.today:
            write(office, case, at, next(texts[case.topics[0]]), [case.topics[0]])


def write(
    office: Office,
    case: Case,
    at: datetime,
    text: str,
    topics: list[Topic],
    *,
    contact: bool = True,
    mode: ContactMode | None = None,
) -> Row:
    """Write one entry on the timeline: a contact with its facts, or a plain note."""
    facts: Row = {"mode": None, "duration_minutes": None, "language": None, "interpreting": None}
    if contact:
        facts = _facts(office, case, mode or office.random.choices(list(_MODES), list(_MODES.values()))[0])
        case.row["last_contact_at"] = at
    visibility = office.random.choices(list(Visibility), (93, 6, 1))[0]
    return office.records.add(
        "case_notes",
        **facts,
        id=office.new_id(at),
        case_id=case.row["id"],
        entry="contact" if contact else "note",
        at=at,
        topics=topics,
        text=text,
        visibility=visibility,
        author_id=case.owner.member_id,
        created_at=at + timedelta(minutes=55),
        version=1,
    )


def _facts(office: Office, case: Case, mode: ContactMode) -> Row:
    shortest, longest = _MINUTES.get(mode, _USUAL_MINUTES)
    interpreter = case.clients[0].get("interpreter_language")
    interpreted = interpreter is not None and mode not in {ContactMode.MAIL, ContactMode.CHAT}
    return {
        "mode": mode,
        "duration_minutes": office.random.randrange(shortest, longest + 1, 5),
        "language": interpreter if interpreted else "de",
        "interpreting": office.random.choice(_INTERPRETERS) if interpreted else Interpreting.NONE,
    }
