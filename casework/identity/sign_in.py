"""Opening and ending sessions: the only code that speaks to the database as casework_signin, with static SQL only."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from casework.config import Settings
from casework.core.actor import Origin
from casework.core.crypto import new_token, password_matches, token_hash
from casework.core.db import Database, Transaction
from casework.core.errors import Invalid, TooMany, Unauthenticated
from casework.core.model import new_id

# Failures allowed in a quarter of an hour: for one account, from one address, and altogether.
WINDOW = timedelta(minutes=15)
MOST_FOR_ACCOUNT, MOST_FROM_ADDRESS, MOST_ALTOGETHER = 10, 60, 2000

ATTEMPTS = """
select count(*) filter (where email_hash = $1), count(*) filter (where address = $2), count(*)
from door.sign_in_attempts where at > now() - $3::interval and not succeeded
"""
ATTEMPT = "insert into door.sign_in_attempts (id, email_hash, address, succeeded) values ($1, $2, $3, $4)"
ACCOUNT = "select id, password_hash from door.accounts where email = $1"
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
values ($1, $2, $3, $4, $5, $6, 'session', $5, 'allowed', $7, $8)
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
class SignedIn:
    """A fresh session: its token for the cookie, and where it leads; `membership` is None while one must be chosen."""

    token: str
    membership: Membership | None
    memberships: list[Membership]


class SignIn:
    """The sign-in counter of the house."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def sign_in(self, email: str, password: str, organisation: str | None, origin: Origin) -> SignedIn:
        """Open a session for an e-mail and password; `organisation` is an id, a prefix or a name.

        Raises Unauthenticated for a wrong pair (the same for unknown people), TooMany, or Invalid for an organisation
        that this person does not work for.
        """
        address = email.strip().lower()
        hashed = sha256(address.encode()).digest()
        account = await self._account(address, hashed, origin)
        matches = await password_matches(account["password_hash"] if account else None, password)
        async with self._database.transaction(ATTEMPT, new_id(), hashed, origin.address, matches) as (transaction, _):
            memberships = await _memberships(transaction, account["id"]) if matches and account else []
            if not memberships or account is None:
                reason = "wrong_password" if account else "unknown"
                await self._refuse(transaction, "sign_in", reason, account["id"] if account else None, origin)
            else:
                chosen = _choose(memberships, organisation)
                return SignedIn(await self._open(transaction, account["id"], chosen, origin), chosen, memberships)
        raise Unauthenticated("The e-mail address or the password is not right.")

    async def memberships(self, ticket: bytes) -> list[Membership]:
        """Give the organisations that the holder of a session may choose from; raises Unauthenticated."""
        async with self._database.transaction(SESSION, ticket) as (transaction, session):
            return await _memberships(transaction, _live(session)[1])

    async def choose(self, ticket: bytes, organisation: str, origin: Origin) -> SignedIn:
        """Exchange a session for one in the chosen organisation; raises Unauthenticated or Invalid."""
        async with self._database.transaction(SESSION, ticket) as (transaction, session):
            account_id = _live(session)[1]
            memberships = await _memberships(transaction, account_id)
            chosen = _choose(memberships, organisation)
            await self._end(transaction, ticket, session, origin)
            return SignedIn(await self._open(transaction, account_id, chosen, origin), chosen, memberships)

    async def sign_out(self, ticket: bytes, origin: Origin) -> None:
        """End a session; one that has ended already stays ended."""
        async with self._database.transaction(SESSION, ticket) as (transaction, session):
            if session is not None:
                await self._end(transaction, ticket, session, origin)

    async def sign_out_token(self, token: str, origin: Origin) -> None:
        """End a session by its token."""
        await self.sign_out(token_hash(token), origin)

    async def record_refusal(self, action: str, reason: str, origin: Origin) -> None:
        """Record a refusal that belongs to no organisation in the operator's log."""
        async with self._database.transaction(
            OPERATOR_RECORD, new_id(), None, action, "denied", reason, None, origin.address, origin.request_id
        ):
            pass

    async def _account(self, address: str, hashed: bytes, origin: Origin) -> Any:  # noqa: ANN401  # A driver's record.
        async with self._database.transaction(ATTEMPTS, hashed, origin.address, WINDOW) as (transaction, counts):
            if counts[0] < MOST_FOR_ACCOUNT and counts[1] < MOST_FROM_ADDRESS and counts[2] < MOST_ALTOGETHER:
                return await transaction.fetch_one(ACCOUNT, address)
            await self._refuse(transaction, "sign_in", "too_many", None, origin)
        raise TooMany("Too many attempts. Please wait a quarter of an hour, or reset your password.", 900)

    async def _refuse(
        self, transaction: Transaction, action: str, reason: str, account_id: UUID | None, origin: Origin
    ) -> None:
        await transaction.execute(
            OPERATOR_RECORD,
            new_id(),
            None,
            action,
            "denied",
            reason,
            account_id,
            origin.address,
            origin.request_id,
        )

    async def _open(self, transaction: Transaction, account_id: UUID, chosen: Membership | None, origin: Origin) -> str:
        token, session_id = new_token(), new_id()
        await transaction.execute(
            OPEN,
            token_hash(token),
            session_id,
            account_id,
            chosen.org_id if chosen else None,
            chosen.member_id if chosen else None,
            timedelta(minutes=self._settings.session_idle_minutes),
            timedelta(hours=self._settings.session_hours),
            origin.address,
        )
        if chosen is not None:
            await transaction.execute(
                RECORD,
                chosen.org_id,
                new_id(),
                chosen.member_id,
                chosen.role,
                session_id,
                "sign_in",
                origin.address,
                origin.request_id,
            )
        return token

    async def _end(self, transaction: Transaction, ticket: bytes, session: Any, origin: Origin) -> None:  # noqa: ANN401
        session_id, _, org_id, member_id = session
        await transaction.execute("update door.sessions set revoked_at = now() where token_hash = $1", ticket)
        if org_id is not None:
            role = await transaction.fetch_one(
                "select role from members where org_id = $1 and id = $2", org_id, member_id
            )
            await transaction.execute(
                RECORD,
                org_id,
                new_id(),
                member_id,
                role[0] if role else "",
                session_id,
                "sign_out",
                origin.address,
                origin.request_id,
            )


def _live(session: Any) -> Any:  # noqa: ANN401  # A driver's record.
    if session is None:
        raise Unauthenticated
    return session


async def _memberships(transaction: Transaction, account_id: UUID) -> list[Membership]:
    return [Membership(*row) for row in await transaction.fetch(MEMBERSHIPS, account_id)]


def _choose(memberships: list[Membership], organisation: str | None) -> Membership | None:
    if organisation is None:
        return memberships[0] if len(memberships) == 1 else None
    for membership in memberships:
        if organisation in {str(membership.org_id), membership.prefix, membership.organisation}:
            return membership
    raise Invalid(
        "You do not work for this organisation.", {"organisation": [("Choose one of your organisations.", {})]}
    )
