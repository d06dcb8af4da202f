"""What an appointment that was entered must meet before it is booked or changed."""

from uuid import UUID

from casework.access.gate import Gate
from casework.appointments.authority_queries import authority
from casework.appointments.authority_schemas import Authority
from casework.appointments.booking_queries import sees_content
from casework.appointments.companions import MOST_COMPANIONS, CompanionEntry
from casework.appointments.schemas import AppointmentInput
from casework.core.errors import Invalid, Message
from casework.people.codes import LANGUAGES
from casework.web.i18n import msgid
from casework.web.mistakes import CHOOSE_FROM_LIST, ODD_YEAR, TOO_MANY

NOT_BOOKED = msgid("The appointment cannot be saved like this. Please check the marked fields.")
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_LINE, MOST_LINES = 200, 30
MEMBERS = "select id from members where org_id = $1 and id = any ($2) and active"
Faults = dict[str, list[Message]]


async def check(gate: Gate, entered: AppointmentInput) -> Authority | None:
    """Give the authority that was chosen; raises Invalid with every field at fault."""
    faults: Faults = {}
    if not FIRST_YEAR <= entered.starts_at.year <= LAST_YEAR:
        faults["starts_at"] = [(ODD_YEAR, {"first": FIRST_YEAR, "last": LAST_YEAR})]
    if len(entered.documents) > MOST_LINES:
        faults["documents"] = [(TOO_MANY, {"limit": MOST_LINES})]
    elif any(len(line) > LONGEST_LINE for line in entered.documents):
        message = msgid("Please shorten every line to %(limit)d characters at most.")
        faults["documents"] = [(message, {"limit": LONGEST_LINE})]
    if entered.note is not None and not sees_content(gate):
        faults["note"] = [(msgid("Notes are written by those who counsel."), {})]
    chosen = await authority(gate, entered.authority_id) if entered.authority_id is not None else None
    if entered.authority_id is not None and chosen is None:
        faults["authority_id"] = [(CHOOSE_FROM_LIST, {})]
    await _check_people(gate, entered, faults)
    if faults:
        raise Invalid(NOT_BOOKED, fields=faults)
    return chosen


async def _check_people(gate: Gate, entered: AppointmentInput, faults: Faults) -> None:
    everyone = entered.everyone()
    if len(everyone) > MOST_COMPANIONS:
        faults["companions"] = [(TOO_MANY, {"limit": MOST_COMPANIONS})]
    known = await _known_members(gate, [entered.member_id, *(entry.member_id for entry in everyone)])
    if entered.member_id is not None and entered.member_id not in known:
        faults["member_id"] = [(CHOOSE_FROM_LIST, {})]
    for number, entry in enumerate(everyone, 1):
        _check_companion(entry, "companion" if number == 1 else f"companion_{number}", known, faults)


def _check_companion(entry: CompanionEntry, field: str, known: set[UUID], faults: Faults) -> None:
    if entry.language is not None and entry.language not in LANGUAGES:
        faults["interpreter_language" if field == "companion" else f"{field}_language"] = [(CHOOSE_FROM_LIST, {})]
    if entry.member_id is not None and entry.member_id not in known:
        faults[f"{field}_member_id"] = [(CHOOSE_FROM_LIST, {})]
    if entry.member_id is not None and entry.name is not None:
        faults[f"{field}_name"] = [(msgid("Please choose a colleague or write a name, not both."), {})]


async def _known_members(gate: Gate, wanted: list[UUID | None]) -> set[UUID]:
    ids = [member_id for member_id in wanted if member_id is not None]
    return {row[0] for row in await gate.call(MEMBERS, gate.actor.org_id, ids)} if ids else set()
