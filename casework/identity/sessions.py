"""What everything at the sign-in counter shares: opening, finding and ending sessions, and recording it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from casework.config import Settings
from casework.core.actor import Origin
from casework.core.crypto import new_token, token_hash
from casework.core.db import Transaction
from casework.core.errors import Invalid, Unauthenticated
from casework.core.model import new_id

MEMBERSHIPS = """
select o.id, o.name, o.prefix, m.id, m.role
from door.memberships d join organisations o on o.id = d.org_id
  join members m on m.org_id = d.org_id and m.id = d.member_id
where d.account_id = $1 and m.active and o.closed_at is null order by o.name
"""
OPEN = """
insert into door.sessions (token_hash, id, account_id, org_id, member_id, idle, expires_at, address)
values ($1, $2, $3, $4, $5, $6, now() + $7::interval, $8)
"""
SESSION = """
select id, account_id, org_id, member_id from door.sessions
where token_hash = $1 and revoked_at is null and expires_at > now() and seen_at > now() - idle
"""
RECORD = """
insert into audit_events (org_id, id, actor_id, actor_role, session_ref, action, object_type, object_id, outcome,
  address, request_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'allowed', $9, $10)
"""
OPERATOR_RECORD = """
insert into operator_events (id, org_id, action, outcome, reason, account_ref, address, request_id)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


@dataclass(frozen=True, slots=True)
class Membership:
    """One organisation that an account works for, and as what."""

    org_id: UUID
    organisation: str
    prefix: str
    member_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the door keeps it; without an organisation while one must still be chosen."""

    id: UUID
    account_id: UUID
    org_id: UUID | None
    member_id: UUID | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: its token for the cookie, and where it leads; `membership` is None while one must be chosen.

    `continued` tells that it goes on in the organisation of the session that had ended before.
    """

    token: str
    membership: Membership | None
    memberships: list[Membership]
    continued: bool = False


def live(row: Any) -> Session:  # noqa: ANN401  # A driver's record.
    """Give the session of a row that SESSION found; raises Unauthenticated for none."""
    if row is None:
        raise Unauthenticated
    return Session(*row)


async def memberships_of(transaction: Transaction, account_id: UUID) -> list[Membership]:
    """Give the organisations in which an account is active, by name."""
    return [Membership(*row) for row in await transaction.fetch(MEMBERSHIPS, account_id)]


def choice(memberships: list[Membership], organisation: str | None) -> Membership | None:
    """Give the chosen membership (by id, prefix or name), the only one there is, or None; raises Invalid."""
    if organisation is None:
        return memberships[0] if len(memberships) == 1 else None
    for membership in memberships:
        if organisation in {str(membership.org_id), membership.prefix, membership.organisation}:
            return membership
    raise Invalid(
        "You do not work for this organisation.", {"organisation": [("Choose one of your organisations.", {})]}
    )


async def open_session(
    transaction: Transaction, settings: Settings, account_id: UUID, chosen: Membership | None, origin: Origin
) -> str:
    """Open a session and record it in the organisation that it is for; gives the token."""
    token, session_id = new_token(), new_id()
    await transaction.execute(
        OPEN,
        token_hash(token),
        session_id,
        account_id,
        chosen.org_id if chosen else None,
        chosen.member_id if chosen else None,
        timedelta(minutes=settings.session_idle_minutes),
        timedelta(hours=settings.session_hours),
        origin.address,
    )
    if chosen is not None:
        await record(transaction, chosen, "sign_in", "session", session_id, origin, session_id)
    return token


async def end_session(transaction: Transaction, session: Session, origin: Origin) -> None:
    """End a session and record it in the organisation that it was for."""
    await transaction.execute("update door.sessions set revoked_at = now() where id = $1", session.id)
    if session.org_id is None or session.member_id is None:
        return
    row = await transaction.fetch_one(
        "select role from members where org_id = $1 and id = $2", session.org_id, session.member_id
    )
    membership = Membership(session.org_id, "", "", session.member_id, row[0] if row else "")
    await record(transaction, membership, "sign_out", "session", session.id, origin, session.id)


async def record(
    transaction: Transaction,
    membership: Membership,
    action: str,
    kind: str,
    object_id: UUID,
    origin: Origin,
    session_ref: UUID | None = None,
) -> None:
    """Write what an account's owner did into the access record of one of its organisations."""
    await transaction.execute(
        RECORD,
        membership.org_id,
        new_id(),
        membership.member_id,
        membership.role,
        session_ref,
        action,
        kind,
        object_id,
        origin.address,
        origin.request_id,
    )


async def record_for_operator(
    transaction: Transaction, action: str, outcome: str, reason: str | None, account_id: UUID | None, origin: Origin
) -> None:
    """Write what belongs to no organisation into the operator's log."""
    await transaction.execute(
        OPERATOR_RECORD, new_id(), None, action, outcome, reason, account_id, origin.address, origin.request_id
    )
