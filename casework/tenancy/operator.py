"""What the network operator does from the command line, as casework_owner: organisations and their first people."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from casework.core.crypto import hash_password, new_token, token_hash
from casework.core.errors import Conflict, Invalid
from casework.core.model import new_id
from casework.tenancy.codes import LegalRegime, OrganisationKind, Role

SHORTEST_PASSWORD = 12
ACT_FOR = """
insert into door.sessions (token_hash, id, account_id, org_id, member_id, idle, expires_at, address)
select $1, $2, a.id, d.org_id, d.member_id, interval '1 hour', now() + interval '12 hours', 'command line'
from door.memberships d join organisations o on o.id = d.org_id join door.accounts a on a.id = d.account_id
where o.prefix = $3 and o.closed_at is null and a.email = $4 returning org_id, account_id
"""
ACTED = """
insert into operator_events (id, org_id, action, outcome, account_ref) values ($1, $2, 'act_for_member', 'done', $3)
"""
ORGANISATION = "select id from organisations where prefix = $1 and closed_at is null"


async def create_organisation(
    database_url: str, *, name: str, prefix: str, kind: OrganisationKind, district: str, regime: LegalRegime
) -> UUID:
    """Create an organisation; raises Invalid for an unknown district or an odd prefix, Conflict for a taken one."""
    if not re.fullmatch(r"[A-Z]{1,5}", prefix):
        raise Invalid("The prefix must be one to five capital letters.")
    organisation = new_id()
    async with _as_owner(database_url) as connection:
        try:
            await connection.execute(
                "select door.create_organisation($1, $2, $3, $4, $5, $6)",
                organisation, name, prefix, kind.value, district, regime.value,
            )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise Conflict("This prefix is taken by another organisation.") from None
        except asyncpg.ForeignKeyViolationError:
            raise Invalid("There is no district with this key.") from None
    return organisation


async def close_organisation(database_url: str, *, organisation: str, reason: str) -> UUID:
    """Close an organisation: nobody enters it any more; raises Invalid for an unknown one or without a reason."""
    if not reason.strip():
        raise Invalid("Say why the organisation is closed; it will stand in the operator's log.")
    async with _as_owner(database_url) as connection:
        org_id: UUID | None = await connection.fetchval(ORGANISATION, organisation)
        if org_id is None:
            raise Invalid("There is no organisation with this prefix.")
        await connection.execute("select door.close_organisation($1, $2)", org_id, reason.strip())
    return org_id


async def create_member(  # noqa: PLR0913  # Each is one word of the command line.
    database_url: str,
    *,
    organisation: str,
    name: str,
    email: str,
    role: Role,
    password: str,
    team: str | None = None,
    leads: bool = False,
) -> UUID:
    """Give a person a membership; whoever has an account already keeps its password.

    Raises Invalid for an unknown organisation, a short password or an address without @, Conflict for a member who
    is there already.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("A password needs at least 12 characters.")
    if "@" not in email:
        raise Invalid("This is not an e-mail address.")
    member, hashed = new_id(), await hash_password(password)
    async with _as_owner(database_url) as connection:
        org_id = await connection.fetchval(ORGANISATION, organisation)
        if org_id is None:
            raise Invalid("There is no organisation with this prefix.")
        try:
            await connection.execute(
                "select door.create_member($1, $2, $3, $4, $5, $6)", org_id, member, name, email, role.value, hashed
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("This person works for the organisation already.") from None
        if team is not None:
            await _join(connection, org_id, member, team, leads)
    return member


@asynccontextmanager
async def acting_for(database_url: str, *, organisation: str, email: str) -> AsyncIterator[bytes]:
    """Let the operator act as a member for the length of a block; gives the ticket, and both logs tell of it.

    The block has that member's rights and no others. Raises Invalid where there is no such active member.
    """
    hashed, session = token_hash(new_token()), new_id()
    async with _as_owner(database_url) as connection:
        member = await connection.fetchrow(ACT_FOR, hashed, session, organisation, email.strip().lower())
        if member is None:
            raise Invalid("Nobody with this e-mail address works for an organisation with this prefix.")
        await connection.execute(ACTED, new_id(), member["org_id"], member["account_id"])
    try:
        yield hashed
    finally:
        async with _as_owner(database_url) as connection:
            await connection.execute("update door.sessions set revoked_at = now() where id = $1", session)


async def _join(
    connection: "asyncpg.Connection[asyncpg.Record]", org_id: UUID, member: UUID, team: str, leads: bool
) -> None:
    await connection.execute(
        "insert into teams (org_id, id, name) values ($1, $2, $3) on conflict (org_id, name) do nothing",
        org_id, new_id(), team,
    )  # fmt: skip
    await connection.execute(
        "insert into team_members (org_id, id, team_id, member_id, leads)"
        " select $1, $2, id, $3, $5 from teams where org_id = $1 and name = $4",
        org_id, new_id(), member, team, leads,
    )  # fmt: skip


@asynccontextmanager
async def _as_owner(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute("set local role casework_owner")
            yield connection
    finally:
        await connection.close()
