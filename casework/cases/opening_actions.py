"""Opening cases: one, or many that come from elsewhere with the days they had there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from casework.access.gate import Gate
from casework.cases import history_actions
from casework.cases.codes import Phase
from casework.cases.history_models import CasePhase
from casework.cases.models import Case, CasePerson
from casework.cases.schemas import Closing, NewCase
from casework.cases.titles import native_title_of, title_of
from casework.core.clock import ZONE, now, today
from casework.core.errors import CaseworkError, Denied, Invalid, NotFound
from casework.core.model import new_id
from casework.people.models import Client
from casework.tenancy.districts import districts
from casework.web.i18n import msgid

NEXT_NUMBERS = (
    "select prefix, app.next_number('case', $2) from organisations cross join generate_series(1, $3) where id = $1"
)
TEAMS_OF = (
    "select member_id, array_agg(team_id order by teams.name)"
    " from team_members join teams on teams.org_id = team_members.org_id and teams.id = team_id"
    " where team_members.org_id = $1 and member_id = any($2::uuid[]) group by member_id"
)
# The households of clients, the longest known one first.
HOUSEHOLDS_OF = (
    "select client_id, array_agg(household_id order by household_id) from household_persons"
    " where org_id = $1 and client_id = any($2::uuid[]) group by client_id"
)
Ids = Mapping[UUID, Sequence[UUID]]


class Opening(NamedTuple):
    """A case to be opened; one that comes from elsewhere may have been opened earlier, and be closed already."""

    new: NewCase
    opened_on: date | None = None
    closing: Closing | None = None


class _Ready(NamedTuple):
    """A case that may be opened: what is known of it, its clients, and whose it becomes."""

    opening: Opening
    clients: list[Client]
    owner_id: UUID
    team_id: UUID | None


async def open_case(gate: Gate, new: NewCase) -> Case:
    """Open a case for existing clients; raises Invalid with the fields at fault, Denied for who may not open any."""
    (opened,) = await open_cases(gate, [Opening(new)])
    if isinstance(opened, CaseworkError):
        raise opened
    return opened


async def open_cases(gate: Gate, openings: Sequence[Opening]) -> list[Case | CaseworkError]:
    """Open cases; gives for each the case, or the Invalid or Denied with which it was refused.

    Raises Denied for who may open none at all, and what the database refuses: then none of them was opened.
    """
    gate.require(Case, "create")
    clients = await _joinable(gate, [key for opening in openings for key in opening.new.client_ids])
    teams = await teams_of(gate, [opening.new.owner_id or gate.actor.member_id for opening in openings])
    checked = [await _checked(gate, opening, clients, teams) for opening in openings]
    ready = [one for one in checked if isinstance(one, _Ready)]
    numbers = await next_numbers(gate, len(ready))
    households = await _households_of(gate, [client.id for one in ready for client in one.clients])
    cases = [_made(one, number, households) for one, number in zip(ready, numbers, strict=True)]
    add = gate.add_many if len(cases) > 1 else gate.add_each
    await add([(case, None) for case in cases])
    pairs = list(zip(ready, cases, strict=True))
    await add([(person, case) for one, case in pairs for person in _persons(one, case)])
    await add([(phase, case) for one, case in pairs for phase in _phases(gate, one, case)])
    await add([(history_actions.closure(gate, case), case) for case in cases if case.closed_on is not None])
    opened = iter(cases)
    return [next(opened) if isinstance(one, _Ready) else one for one in checked]


async def clients_to_join(
    gate: Gate, known: Mapping[UUID, Client], client_ids: Iterable[UUID], field: str = "client_ids"
) -> list[Client]:
    """Give clients who may become part of a case; raises Invalid for one who may not, whoever has them or not."""
    clients = []
    for client_id in dict.fromkeys(client_ids):
        try:
            clients.append(known.get(client_id) or await gate.get(Client, client_id, "join"))
        except (NotFound, Denied) as refused:
            message = msgid("There is no such person for you.")
            invalid = Invalid(msgid("This person cannot become part of a case."), {field: [(message, {})]})
            invalid.refusal = refused.refusal
            raise invalid from refused
    return clients


async def next_numbers(gate: Gate, count: int) -> list[str]:
    """Give the next file numbers of the organisation in this year, such as N-2026-0143."""
    year = today().year
    rows = await gate.call(NEXT_NUMBERS, gate.actor.org_id, year, count) if count else []
    return [f"{prefix}-{year}-{number:04}" for prefix, number in rows]


async def teams_of(gate: Gate, members: Iterable[UUID]) -> Ids:
    """Give the teams of each of these members, sorted by name."""
    return {row[0]: row[1] for row in await gate.call(TEAMS_OF, gate.actor.org_id, list(set(members)))}


def check_district(district: str | None) -> None:
    """Raise Invalid for a key that no district has."""
    if district is not None and district not in districts():
        message = msgid("Please choose an entry from the list.")
        raise Invalid(msgid("There is no such district."), {"district": [(message, {})]})


async def _checked(gate: Gate, opening: Opening, known: Mapping[UUID, Client], teams: Ids) -> _Ready | CaseworkError:
    try:
        check_district(opening.new.district)
        clients = await clients_to_join(gate, known, opening.new.client_ids)
        owner_id = opening.new.owner_id or gate.actor.member_id
        if opening.closing is not None:
            gate.require(Case, "close", within="assigned")
        return _Ready(opening, clients, owner_id, _team(gate, owner_id, teams.get(owner_id, ())))
    except CaseworkError as error:
        return error


def _team(gate: Gate, owner_id: UUID, teams: Sequence[UUID]) -> UUID | None:
    """Give in which team a case will be; only a lead gives cases to others, within the teams they lead."""
    if owner_id != gate.actor.member_id:
        teams = [team for team in teams if team in gate.actor.led_teams]
        if not teams:
            message = msgid("Choose a member of a team that you lead.")
            raise Invalid(msgid("The case cannot be given to this person."), {"owner_id": [(message, {})]})
    return teams[0] if teams else None


def _made(one: _Ready, number: str, households: Ids) -> Case:
    new, clients = one.opening.new, one.clients
    opened_on = one.opening.opened_on
    hidden = any(client.restricted for client in clients)
    case = Case(
        id=new_id(),
        number=number,
        title=title_of(clients),
        native_title=native_title_of(clients),
        sort_key=clients[0].sort_key,
        concern=new.concern,
        venture=new.venture,
        venture_start=new.venture_start,
        phase=new.phase.value,
        owner_id=one.owner_id,
        team_id=one.team_id,
        household_id=new.household_id or _common(clients, households),
        # A case must not show to the team whom the team may not find otherwise.
        restricted=hidden,
        hidden_with_client=hidden,
        district=new.district or clients[0].district,
        opened_on=opened_on or today(),
        last_contact_at=min(now(), datetime.combine(opened_on, time(12), ZONE)) if opened_on else now(),
        client_ids=[client.id for client in clients],
    )
    if (closing := one.opening.closing) is not None:
        case.close(closing.reason, closing.note, closing.closed_on or today())
    return case


def _persons(one: _Ready, case: Case) -> list[CasePerson]:
    return [
        CasePerson(id=new_id(), case_id=case.id, client_id=client.id, joined_on=case.opened_on)
        for client in one.clients
    ]


def _phases(gate: Gate, one: _Ready, case: Case) -> list[CasePhase]:
    phases = [history_actions.beginning(gate, case, case.opened_on, one.opening.new.phase)]
    if case.closed_on is not None:
        phases.append(history_actions.beginning(gate, case, case.closed_on, Phase.CLOSURE))
    return phases


def _common(clients: Sequence[Client], households: Ids) -> UUID | None:
    """Give the household in which all of these clients live."""
    own = [households.get(client.id, ()) for client in clients]
    return next((key for key in own[0] if all(key in others for others in own[1:])), None)


async def _joinable(gate: Gate, ids: Iterable[UUID]) -> dict[UUID, Client]:
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < 2:
        # Got by itself, with its own words in the access record.
        return {}
    return {client.id: client for client in await gate.all(Client, "join", Client.id.in_(wanted))}


async def _households_of(gate: Gate, clients: Iterable[UUID]) -> Ids:
    return {row[0]: row[1] for row in await gate.call(HOUSEHOLDS_OF, gate.actor.org_id, list(set(clients)))}
