"""The first day of the demo network: organisations, teams, people with their accounts, authorities."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import asyncpg
import msgspec

from casework.appointments.codes import AuthorityKind
from casework.appointments.directory import AuthorityEntry, authorities
from casework.core.crypto import hash_password
from casework.demo.days import moment
from casework.demo.exchange import acting
from casework.demo.office import Authorities
from casework.demo.organisations import ORGANISATIONS, SPACE
from casework.demo.people import NADJA, PASSWORD, PEOPLE
from casework.demo.records import insert
from casework.reminders.codes import Mode, Subject
from casework.reminders.schemas import USUAL_HOUR

FOUNDED_DAYS_AGO = 745
# One of them has chosen a mail a day, so that there is one to look at.
REMINDED = {
    "org_id": NADJA.employer.id,
    "id": NADJA.member_id,
    "member_id": NADJA.member_id,
    "mode": Mode.DIGEST.value,
    "hour": USUAL_HOUR,
    "kinds": [subject.value for subject in Subject],
    "version": 1,
}
CREATE = "select door.create_organisation($1, $2, $3, $4, $5, $6)"
ENGAGE = "select door.create_member($1, $2, $3, $4, $5, $6)"
AUTHORITY = """
insert into authorities (id, authority_kind, name, district, address, opening_hours, documents)
values ($1, $2, $3, $4, $5, $6, $7::jsonb) on conflict (id) do nothing
"""


async def settle(connection: "asyncpg.Connection[asyncpg.Record]", today: date) -> None:
    """Create organisations, teams and members as the network operator would have done two years ago."""
    since = moment(today - timedelta(days=FOUNDED_DAYS_AGO), "09:00")
    hashed = await hash_password(PASSWORD)
    for each in ORGANISATIONS:
        await connection.execute(CREATE, each.id, each.name, each.prefix, each.kind, each.district, each.regime)
    for person in PEOPLE:
        employer = person.employer
        await connection.execute(
            ENGAGE, employer.id, person.member_id, person.name, person.email, person.role.value, hashed
        )
    await _form_teams(connection, since)
    await connection.execute("update organisations set created_at = $1", since)
    await connection.execute("update operator_events set at = $1", since)


async def _form_teams(connection: "asyncpg.Connection[asyncpg.Record]", since: datetime) -> None:
    for each in ORGANISATIONS:
        here = [person for person in PEOPLE if person.employer == each]
        async with acting(connection, here[0], "casework_owner"):
            await connection.execute("update members set created_at = $1", since)
            if each.teams:
                teams = [{"org_id": each.id, "id": each.team_id(name), "name": name} for name in each.teams]
                await insert(connection, "teams", teams)
            members = [
                {
                    "org_id": each.id,
                    "id": person.member_id,
                    "team_id": each.team_id(person.team),
                    "member_id": person.member_id,
                    "leads": person.leads,
                }
                for person in here
                if person.team
            ]
            if members:
                await insert(connection, "team_members", members)
            if NADJA in here:
                await insert(connection, "reminder_choices", [REMINDED])


async def keep_directory(connection: "asyncpg.Connection[asyncpg.Record]") -> Authorities:
    """Put the sample directory of authorities into the database and give it with its ids there."""
    found: dict[tuple[AuthorityKind, str], list[tuple[UUID, AuthorityEntry]]] = {}
    rows = []
    for entry in authorities():
        key = uuid5(SPACE, f"authority/{entry.district}/{entry.kind}/{entry.name}")
        found.setdefault((entry.kind, entry.district), []).append((key, entry))
        documents = msgspec.json.encode(entry.documents).decode()
        facts = (entry.kind.value, entry.name, entry.district, entry.address, entry.opening_hours)
        rows.append((key, *facts, documents))
    await connection.executemany(AUTHORITY, rows)
    return found
