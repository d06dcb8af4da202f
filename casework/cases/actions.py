"""What is done with cases that are there: changing, closing, hiding."""

from datetime import date
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases import history_actions
from casework.cases.codes import Phase
from casework.cases.history_models import CaseClosure
from casework.cases.models import Case, CasePerson
from casework.cases.opening_actions import check_district, clients_to_join
from casework.cases.schemas import CaseChange, Closing, PhaseChange
from casework.cases.titles import PersonName, native_title_of, title_of
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid
from casework.core.signals import listens
from casework.people.signals import ClientRenamed, ClientRestricted, ClientShownAgain
from casework.web.i18n import msgid

PERSONS_OF = (
    "select c.id, c.given_name, c.family_name, c.native_given_name, c.native_family_name, c.sort_key"
    " from case_persons p join clients c on c.org_id = p.org_id and c.id = p.client_id"
    " where p.org_id = $1 and p.case_id = $2 order by p.id"
)
CASES_OF = "select case_id from case_persons where org_id = $1 and client_id = $2"
HIDE_CASES_OF = (
    "update cases set restricted = true, hidden_with_client = true, version = version + 1"
    " where org_id = $1 and not restricted"
    " and id in (select case_id from case_persons where org_id = $1 and client_id = $2) returning id"
)
# A joint case stays hidden while another of its clients is.
SHOW_CASES_OF = (
    "update cases k set restricted = false, hidden_with_client = false, version = version + 1"
    " where org_id = $1 and restricted and hidden_with_client"
    " and id in (select case_id from case_persons where org_id = $1 and client_id = $2)"
    " and not exists (select from case_persons p join clients c on c.org_id = p.org_id and c.id = p.client_id"
    "   where p.org_id = $1 and p.case_id = k.id and c.restricted) returning id"
)
# The title only repeats the names, so it is no edit of the case and leaves its version alone.
RETITLE = "update cases set title = $3, native_title = $4, sort_key = $5 where org_id = $1 and id = $2"


async def change_case(gate: Gate, case_id: UUID, version: int, change: CaseChange) -> Case:
    """Change concern, venture, district and phase; raises NotFound, Denied, Stale, Invalid, or Conflict once closed."""
    case = await gate.get(Case, case_id, "update", version=version)
    check_district(change.district)
    case.concern, case.district = change.concern, change.district
    case.venture, case.venture_start = change.venture, change.venture_start
    if change.phase != case.phase:
        await _move(gate, case, change.phase)
    return case


async def move_to_phase(gate: Gate, case_id: UUID, version: int, change: PhaseChange) -> Case:
    """Put a case into another phase, also from an earlier day on; raises NotFound, Denied, Stale, Conflict, Invalid."""
    case = await gate.get(Case, case_id, "update", version=version)
    if change.phase != case.phase:
        await _move(gate, case, change.phase, change.since)
    return case


async def add_person(gate: Gate, case_id: UUID, version: int, client_id: UUID) -> Case:
    """Make a client part of a case, which takes a new title; raises NotFound, Denied, Stale, Conflict, Invalid."""
    case = await gate.get(Case, case_id, "update", version=version)
    if case.closed_on is not None:
        raise Conflict(msgid("This case is closed. Open it again first."))
    (client,) = await clients_to_join(gate, {}, [client_id], "client_id")
    await gate.add(CasePerson(case_id=case.id, client_id=client.id, joined_on=today()), within=case)
    persons = await names_in(gate, case.id)
    case.title, case.native_title = title_of(persons), native_title_of(persons)
    if client.restricted and not case.restricted:
        case.restricted = case.hidden_with_client = True
    return case


async def close_case(gate: Gate, case_id: UUID, version: int, closing: Closing) -> Case:
    """End the work on a case; raises NotFound, Denied, Stale, Conflict, or Invalid for a day to come."""
    case = await gate.get(Case, case_id, "close", version=version)
    closed_on = closing.closed_on or today()
    if closed_on > today():
        message = msgid("Please choose today or an earlier day.")
        raise Invalid(msgid("The case was not closed."), {"closed_on": [(message, {})]})
    case.close(closing.reason, closing.note, closed_on)
    await history_actions.close(gate, case)
    return case


async def reopen_case(gate: Gate, case_id: UUID, version: int) -> Case:
    """Take the work up again; raises NotFound, Denied, Stale, or Conflict for a case that is open."""
    case = await gate.get(Case, case_id, "reopen", version=version)
    case.reopen()
    for closure_id in await history_actions.reopen(gate, case):
        gate.note(Event("update", CaseClosure.kind, closure_id, gate.subjects(case), ["reopened_on", "reopened_by"]))
    return case


async def restrict_case(gate: Gate, case_id: UUID, version: int, *, restricted: bool) -> Case:
    """Hide a case from the team, or show it again; raises NotFound, Denied, Stale."""
    case = await gate.get(Case, case_id, "restrict", version=version)
    case.restricted, case.hidden_with_client = restricted, False
    return case


@listens(ClientRestricted)
async def hide_cases(restricted: ClientRestricted, gate: Gate) -> None:
    """Hide every case of a client who is hidden, since its title is the client's name; a lead can show it again."""
    for (case_id,) in await gate.call(HIDE_CASES_OF, gate.actor.org_id, restricted.client_id):
        gate.note(Event("update", Case.kind, case_id, [restricted.client_id], ["restricted"]))


@listens(ClientShownAgain)
async def show_cases(shown: ClientShownAgain, gate: Gate) -> None:
    """Show the cases again that were hidden only because the client was."""
    for (case_id,) in await gate.call(SHOW_CASES_OF, gate.actor.org_id, shown.client_id):
        gate.note(Event("update", Case.kind, case_id, [shown.client_id], ["restricted"]))


@listens(ClientRenamed)
async def retitle_cases(renamed: ClientRenamed, gate: Gate) -> None:
    """Let every case of a client who goes by another name take its new title."""
    for (case_id,) in await gate.call(CASES_OF, gate.actor.org_id, renamed.client_id):
        persons = await names_in(gate, case_id)
        titles = (title_of(persons), native_title_of(persons), persons[0].sort_key)
        await gate.call(RETITLE, gate.actor.org_id, case_id, *titles)
        subjects = [person.id for person in persons]
        gate.note(Event("update", Case.kind, case_id, subjects, ["title", "native_title", "sort_key"]))


async def names_in(gate: Gate, case_id: UUID) -> list[PersonName]:
    """Give the names of the persons of a case in the order in which they joined it."""
    return [PersonName(*row) for row in await gate.call(PERSONS_OF, gate.actor.org_id, case_id)]


async def _move(gate: Gate, case: Case, phase: Phase, since: date | None = None) -> None:
    if case.closed_on is not None and phase not in {Phase.CLOSURE, Phase.AFTERCARE}:
        raise Conflict(msgid("This case is closed. Open it again first."))
    await history_actions.enter_phase(gate, case, phase, since)
