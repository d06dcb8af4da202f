"""Opening and ending sessions: speaks to the database as casework_signin, with static SQL only."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from casework.config import Settings
from casework.core.actor import Origin
from casework.core.crypto import password_matches, token_hash
from casework.core.db import Database, Transaction
from casework.core.errors import TooMany, Unauthenticated
from casework.core.model import new_id
from casework.identity.sessions import (
    OPERATOR_RECORD,
    SESSION,
    Membership,
    Session,
    SignedIn,
    choice,
    end_session,
    live,
    memberships_of,
    open_session,
    record_for_operator,
)

# Failures allowed in a quarter of an hour: for one account, from one address, and altogether.
WINDOW = timedelta(minutes=15)
MOST_FOR_ACCOUNT, MOST_FROM_ADDRESS, MOST_ALTOGETHER = 10, 60, 2000

ATTEMPTS = """
select count(*) filter (where email_hash = $1), count(*) filter (where address = $2), count(*)
from door.sign_in_attempts where at > now() - $3::interval and purpose = 'sign_in' and not succeeded
"""
ATTEMPT = "insert into door.sign_in_attempts (id, email_hash, address, succeeded) values ($1, $2, $3, $4)"
ACCOUNT = "select id, password_hash from door.accounts where email = $1"
# A session that ran out still tells whose it was and where; one that was ended on purpose tells nothing.
BEFORE = "select id, account_id, org_id, member_id from door.sessions where token_hash = $1 and revoked_at is null"


class SignIn:
    """The sign-in counter of the house."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def sign_in(
        self, email: str, password: str, organisation: str | None, origin: Origin, previous: bytes | None = None
    ) -> SignedIn:
        """Open a session for an e-mail and password; `organisation` is an id, a prefix or a name.

        `previous` is the ticket that the browser still carries: that session ends, and if it was the same person's,
        the new one goes on in the same organisation. Raises Unauthenticated for a wrong pair (the same for unknown
        people), TooMany, or Invalid for an organisation that this person does not work for.
        """
        address = email.strip().lower()
        hashed = sha256(address.encode("utf-8", "replace")).digest()
        account = await self._account(address, hashed, origin)
        matches = await password_matches(account["password_hash"] if account else None, password)
        async with self._database.transaction(ATTEMPT, new_id(), hashed, origin.address, matches) as (transaction, _):
            memberships = await memberships_of(transaction, account["id"]) if matches and account else []
            if not memberships or account is None:
                reason = "wrong_password" if account else "unknown"
                account_id = account["id"] if account else None
                await record_for_operator(transaction, "sign_in", "denied", reason, account_id, origin)
            else:
                return await self._admit(transaction, account["id"], memberships, organisation, origin, previous)
        raise Unauthenticated("The e-mail address or the password is not right.")

    async def memberships(self, ticket: bytes) -> tuple[Session, list[Membership]]:
        """Give a session and the organisations that its holder may choose from; raises Unauthenticated."""
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            session = live(row)
            return session, await memberships_of(transaction, session.account_id)

    async def must_choose(self, ticket: bytes) -> bool:
        """Tell whether this is a session that still waits for the choice of an organisation."""
        async with self._database.transaction(SESSION, ticket) as (_, row):
            return row is not None and row["org_id"] is None

    async def choose(self, ticket: bytes, organisation: str, origin: Origin) -> SignedIn:
        """Exchange a session for one in the chosen organisation; raises Unauthenticated or Invalid."""
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            session = live(row)
            memberships = await memberships_of(transaction, session.account_id)
            chosen = choice(memberships, organisation)
            await end_session(transaction, session, origin)
            token = await open_session(transaction, self._settings, session.account_id, chosen, origin)
            return SignedIn(token, chosen, memberships)

    async def sign_out(self, ticket: bytes, origin: Origin) -> None:
        """End a session; one that has ended already stays ended."""
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            if row is not None:
                await end_session(transaction, live(row), origin)

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
            await record_for_operator(transaction, "sign_in", "denied", "too_many", None, origin)
        raise TooMany("Too many attempts. Please wait a quarter of an hour, or reset your password.", 900)

    async def _admit(
        self,
        transaction: Transaction,
        account_id: UUID,
        memberships: list[Membership],
        organisation: str | None,
        origin: Origin,
        previous: bytes | None,
    ) -> SignedIn:
        row = await transaction.fetch_one(BEFORE, previous) if previous is not None else None
        before = Session(*row) if row is not None else None
        last = before.org_id if before is not None and before.account_id == account_id else None
        if organisation is None and last in {membership.org_id for membership in memberships}:
            organisation = str(last)
        chosen = choice(memberships, organisation)
        if before is not None:
            await end_session(transaction, before, origin)
        token = await open_session(transaction, self._settings, account_id, chosen, origin)
        continued = chosen is not None and chosen.org_id == last
        return SignedIn(token, chosen, memberships, continued)
