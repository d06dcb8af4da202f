"""Opening a case."""

from collections.abc import Sequence
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.models import Case, CasePerson
from casework.cases.schemas import NewCase
from casework.cases.titles import native_title_of, title_of
from casework.core.clock import now, today
from casework.core.errors import Denied, Invalid, NotFound
from casework.core.model import new_id
from casework.people.models import Client
from casework.web.i18n import msgid

NEXT_NUMBER = "select prefix, app.next_number('case', $2) from organisations where id = $1"
TEAMS_OF = (
    "select team_id from team_members join teams on teams.org_id = team_members.org_id and teams.id = team_id"
    " where team_members.org_id = $1 and member_id = $2 order by teams.name"
)
# The household in which all of these clients live.
HOUSEHOLD_OF = (
    "select household_id from household_persons where org_id = $1 and client_id = any($2::uuid[])"
    " group by household_id having count(distinct client_id) = $3 limit 1"
)


async def open_case(gate: Gate, new: NewCase) -> Case:
    """Open a case for existing clients; raises Invalid with the fields at fault, Denied for who may not open any."""
    gate.require(Case, "create")
    clients = await _clients_to_join(gate, new.client_ids)
    owner_id, team_id = await _owner_and_team(gate, new.owner_id)
    case = await gate.add(
        Case(
            id=new_id(),
            number=await _next_number(gate),
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
            district=new.district or clients[0].district,
            opened_on=today(),
            last_contact_at=now(),
        )
    )
    await gate.add_all(
        [CasePerson(case_id=case.id, client_id=client.id, joined_on=today()) for client in clients], within=case
    )
    return case


async def _clients_to_join(gate: Gate, client_ids: Sequence[UUID]) -> list[Client]:
    clients = []
    for client_id in dict.fromkeys(client_ids):
        try:
            clients.append(await gate.get(Client, client_id, "join"))
        except (NotFound, Denied) as refused:
            message = msgid("There is no such person for you.")
            invalid = Invalid(msgid("The case was not opened."), {"client_ids": [(message, {})]})
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


async def _next_number(gate: Gate) -> str:
    year = today().year
    ((prefix, number),) = await gate.call(NEXT_NUMBER, gate.actor.org_id, year)
    return f"{prefix}-{year}-{number:04}"


async def _common_household(gate: Gate, clients: Sequence[Client]) -> UUID | None:
    keys = [client.id for client in clients]
    rows = await gate.call(HOUSEHOLD_OF, gate.actor.org_id, keys, len(keys))
    return rows[0][0] if rows else None
