"""What is done with cases: opening, changing, closing, hiding."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases import history_actions
from casework.cases.codes import Phase
from casework.cases.history_models import CaseClosure
from casework.cases.models import Case, CasePerson
from casework.cases.schemas import CaseChange, Closing, NewCase, PhaseChange
from casework.cases.titles import PersonName, native_title_of, title_of
from casework.core.clock import now, today
from casework.core.errors import Conflict, Denied, Invalid, NotFound
from casework.core.model import new_id
from casework.core.signals import listens
from casework.people.models import Client
from casework.people.signals import ClientRenamed, ClientRestricted, ClientShownAgain
from casework.tenancy.districts import districts
from casework.web.i18n import msgid

NEXT_NUMBER = "select prefix, app.next_number('case', $2) from organisations where id = $1"
TEAMS_OF = (
    "select team_id from team_members join teams on teams.org_id = team_members.org_id and teams.id = team_id"
    " where team_members.org_id = $1 and member_id = $2 order by teams.name"
)
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
# The household in which all of these clients live.
HOUSEHOLD_OF = (
    "select household_id from household_persons where org_id = $1 and client_id = any($2::uuid[])"
    " group by household_id having count(distinct client_id) = $3 limit 1"
)


async def open_case(gate: Gate, new: NewCase) -> Case:
    """Open a case for existing clients; raises Invalid with the fields at fault, Denied for who may not open any."""
    gate.require(Case, "create")
    _check_district(new.district)
    clients = await _clients_to_join(gate, new.client_ids)
    owner_id, team_id = await _owner_and_team(gate, new.owner_id)
    case = await gate.add(
        Case(
            id=new_id(),
            number=await next_number(gate),
            title=title_of(clients),
            native_title=native_title_of(clients),
            sort_key=clients[0].sort_key,
            concern=new.concern,
            venture=new.venture,
            venture_start=new.venture_start,
            phase=new.phase,
            owner_id=owner_id,
            team_id=team_id,
            household_id=new.household_id or await _common_household(gate, clients),
            # A case must not show to the team whom the team may not find otherwise.
            restricted=any(client.restricted for client in clients),
            hidden_with_client=any(client.restricted for client in clients),
            district=new.district or clients[0].district,
            opened_on=today(),
            last_contact_at=now(),
        )
    )
    await gate.add_all(
        [CasePerson(case_id=case.id, client_id=client.id, joined_on=today()) for client in clients], within=case
    )
    await history_actions.begin(gate, case, case.opened_on)
    return case


async def change_case(gate: Gate, case_id: UUID, version: int, change: CaseChange) -> Case:
    """Change concern, venture, district and phase; raises NotFound, Denied, Stale, Invalid, or Conflict once closed."""
    case = await gate.get(Case, case_id, "update", version=version)
    _check_district(change.district)
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
    (client,) = await _clients_to_join(gate, [client_id], "client_id")
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


def _check_district(district: str | None) -> None:
    if district is not None and district not in districts():
        message = msgid("Please choose an entry from the list.")
        raise Invalid(msgid("There is no such district."), {"district": [(message, {})]})


async def _clients_to_join(gate: Gate, client_ids: Sequence[UUID], field: str = "client_ids") -> list[Client]:
    clients = []
    for client_id in dict.fromkeys(client_ids):
        try:
            clients.append(await gate.get(Client, client_id, "join"))
        except (NotFound, Denied) as refused:
            message = msgid("There is no such person for you.")
            invalid = Invalid(msgid("This person cannot become part of a case."), {field: [(message, {})]})
            invalid.refusal = refused.refusal
            raise invalid from refused
    return clients


async def _owner_and_team(gate: Gate, wanted: UUID | None) -> tuple[UUID, UUID | None]:
    """Give who will carry a case and in which team; only a lead gives cases to others, within the teams they lead."""
    actor = gate.actor
    owner_id = wanted or actor.member_id
    teams = [row[0] for row in await gate.call(TEAMS_OF, actor.org_id, owner_id)]
    if owner_id != actor.member_id:
        teams = [team for team in teams if team in actor.led_teams]
        if not teams:
            message = msgid("Choose a member of a team that you lead.")
            raise Invalid(msgid("The case cannot be given to this person."), {"owner_id": [(message, {})]})
    return owner_id, teams[0] if teams else None


async def next_number(gate: Gate) -> str:
    """Give the next file number of the organisation in this year, such as N-2026-0143."""
    year = today().year
    ((prefix, number),) = await gate.call(NEXT_NUMBER, gate.actor.org_id, year)
    return f"{prefix}-{year}-{number:04}"


async def _common_household(gate: Gate, clients: Sequence[Client]) -> UUID | None:
    keys = [client.id for client in clients]
    rows = await gate.call(HOUSEHOLD_OF, gate.actor.org_id, keys, len(keys))
    return rows[0][0] if rows else None
