"""Splitting a joint case when a couple separates: afterwards neither side sees the other's part."""

from uuid import UUID

from casework.access.gate import Gate
from casework.appointments import queries as appointments
from casework.appointments.deadline_queries import deadlines_of_case
from casework.audit.recorder import Event
from casework.cases import actions, document_queries, note_queries, opening_actions, task_queries
from casework.cases.models import Case
from casework.cases.schemas import CaseHead
from casework.cases.titles import native_title_of, title_of
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid
from casework.core.model import new_id
from casework.desk.split_schemas import SharedEntry, SplitCase, Splitting
from casework.people import households
from casework.people.models import Client
from casework.people.schemas import Person
from casework.web.i18n import msgid

SPLIT = "select app.split_case($1, $2, $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7, $8, $9, $10::uuid[])"
SHOWN = 200


async def split_case(gate: Gate, case_id: UUID, version: int, splitting: Splitting) -> SplitCase:
    """Give some persons of a case a case of their own; raises NotFound, Denied, Stale, Conflict, Invalid."""
    case = await gate.get(Case, case_id, "split", version=version)
    if case.closed_on is not None:
        raise Conflict(msgid("This case is closed. Open it again first."))
    everybody = await actions.names_in(gate, case_id)
    goers = [person for person in everybody if person.id in splitting.client_ids]
    stayers = [person for person in everybody if person.id not in splitting.client_ids]
    if not stayers or len(goers) < len(set(splitting.client_ids)):
        message = msgid("Choose persons of this case; at least one has to stay.")
        raise Invalid(msgid("The case was not split."), {"client_ids": [(message, {})]})
    if not {person.id for person in await others_at_home(gate, case_id)}.issuperset(splitting.along_ids):
        message = msgid("Choose people of the same household who are not in this case.")
        raise Invalid(msgid("The case was not split."), {"along_ids": [(message, {})]})
    owner_id, team_id = await _carrier(gate, case, splitting.owner_id)
    district = (await gate.get(Client, goers[0].id, "join")).district
    (number,) = await opening_actions.next_numbers(gate, 1)
    split = await gate.add(
        Case(
            id=new_id(),
            number=number,
            title=title_of(goers),
            native_title=native_title_of(goers),
            sort_key=goers[0].sort_key,
            concern=splitting.concern,
            venture=None,
            venture_start=None,
            phase=case.phase,
            owner_id=owner_id,
            team_id=team_id,
            household_id=None,
            restricted=case.restricted or splitting.restricted,
            district=district or case.district,
            opened_on=today(),
            last_contact_at=case.last_contact_at,
        )
    )
    await gate.call(
        SPLIT,
        case_id,
        split.id,
        [person.id for person in goers],
        splitting.move_ids,
        splitting.copy_ids,
        splitting.keep_ids,
        splitting.shared == "copy",
        owner_id,
        " / ".join(dict.fromkeys(person.family_name for person in goers))[:100],
        splitting.along_ids,
    )
    case.title, case.native_title, case.sort_key = title_of(stayers), native_title_of(stayers), stayers[0].sort_key
    case.concern = splitting.concern_that_stays
    # Each side's record tells of its own persons alone.
    gate.note(Event("update", Case.kind, case.id, [person.id for person in stayers], ["persons"]))
    gate.note(
        Event("update", Case.kind, split.id, [*(person.id for person in goers), *splitting.along_ids], ["persons"])
    )
    await gate.flush()
    readable = owner_id == gate.actor.member_id or team_id in gate.actor.led_teams or not split.restricted
    return SplitCase(split.id, readable)


async def others_at_home(gate: Gate, case_id: UUID) -> list[Person]:
    """Give who lives with persons of a case without being in it, as far as the actor may know them."""
    inside = {person.id for person in await actions.names_in(gate, case_id)}
    found: dict[UUID, Person] = {}
    for client_id in inside:
        for home in await households.of_client(gate, client_id):
            found |= {member.person.id: member.person for member in home.persons if member.person.id not in inside}
    return sorted(found.values(), key=lambda person: (person.name, person.id))


async def shared_entries(gate: Gate, head: CaseHead) -> list[SharedEntry]:
    """Give the newest entries of each kind that are about nobody alone, as far as the actor sees them."""
    notes = await note_queries.notes_of(gate, head.id, limit=SHOWN)
    found = [SharedEntry(one.id, "note", one.at, one.text[:160]) for one in notes if one.about_id is None]
    booked = await appointments.all_of_case(gate, head.id, limit=SHOWN)
    found += [SharedEntry(one.id, "appointment", one.starts_at, one.where or one.kind.label) for one in booked]
    due = await deadlines_of_case(gate, head.id, before=now(), limit=SHOWN)
    found += [
        SharedEntry(one.id, "deadline", one.due_on, one.title or one.kind.label) for one in due if one.client_id is None
    ]
    tasks = await task_queries.of_case(gate, head.id, SHOWN)
    found += [SharedEntry(one.id, "task", one.due_on, one.title) for one in tasks]
    papers = await document_queries.documents_of(gate, head.id, limit=SHOWN)
    found += [
        SharedEntry(one.id, "document", None, one.title)
        for one in papers
        if one.note_id is None and one.removed_at is None
    ]
    return found


async def _carrier(gate: Gate, case: Case, wanted: UUID | None) -> tuple[UUID, UUID | None]:
    """Give who carries the new case: whoever carried it before, or a colleague of the team who may see it."""
    if wanted is None or wanted == case.owner_id:
        return case.owner_id, case.team_id
    if wanted not in {member.id for member in await task_queries.assignable(gate, case.id)}:
        message = msgid("Choose a colleague who sees this case.")
        raise Invalid(msgid("The case was not split."), {"owner_id": [(message, {})]})
    teams = (await opening_actions.teams_of(gate, [wanted])).get(wanted, ())
    return wanted, case.team_id if case.team_id in teams or not teams else teams[0]
