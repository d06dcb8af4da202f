"""One's own account: password, language and open sessions. Speaks as casework_signin, with static SQL only."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from casework.config import Settings
from casework.core.actor import Origin
from casework.core.crypto import hash_password, password_matches
from casework.core.db import Database
from casework.core.errors import Invalid, NotFound, TooMany
from casework.core.model import new_id
from casework.identity.password_reset import replace_password
from casework.identity.passwords import check_password
from casework.identity.sessions import SESSION, Session, end_session, live
from casework.identity.sign_in import ATTEMPT, ATTEMPTS, MOST_FOR_ACCOUNT, WINDOW
from casework.web.i18n import msgid

MOST_SESSIONS = 100
SESSIONS = """
select id, opened_at, seen_at, address, org_id, member_id from door.sessions
where account_id = $1 and revoked_at is null and expires_at > now() and seen_at > now() - idle
order by seen_at desc limit $2
"""
OWNER = """
select a.email, a.password_hash, (select array_agg(m.name) from door.memberships d
    join members m on m.org_id = d.org_id and m.id = d.member_id where d.account_id = a.id) as names
from door.accounts a where a.id = $1
"""
WRONG = msgid("Your present password is not right.")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One place where a person is signed in."""

    id: UUID
    opened_at: datetime
    seen_at: datetime
    address: str | None
    is_current: bool


class OwnAccount:
    """What a person may see and change about their own account; every call takes the ticket of their session."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def sessions(self, ticket: bytes) -> list[OpenSession]:
        """Give the sessions of the account that are open, the one used last first; raises Unauthenticated."""
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            session = live(row)
            rows = await transaction.fetch(SESSIONS, session.account_id, MOST_SESSIONS)
            return [
                OpenSession(one["id"], one["opened_at"], one["seen_at"], one["address"], one["id"] == session.id)
                for one in rows
            ]

    async def end(self, ticket: bytes, session_id: UUID, origin: Origin) -> None:
        """End another session of the account; raises NotFound for one that is not open or not theirs."""
        await self._end(ticket, origin, session_id)

    async def end_others(self, ticket: bytes, origin: Origin) -> int:
        """End every session of the account but this one; gives how many there were."""
        return await self._end(ticket, origin)

    async def language(self, ticket: bytes) -> str:
        """Give the language in which the account gets its mails."""
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            found = await transaction.fetch_one(
                "select language from door.accounts where id = $1", live(row).account_id
            )
            return str(found[0]) if found else "de"

    async def speak(self, ticket: bytes, language: str) -> None:
        """Set the language in which the account gets its mails."""
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            await transaction.execute(
                "update door.accounts set language = $2 where id = $1", live(row).account_id, language
            )

    async def change_password(self, ticket: bytes, old: str, new: str, origin: Origin) -> None:
        """Change the password with the present one; the other sessions end.

        Raises Invalid for a wrong present password or a new one that will not do, TooMany after many wrong ones.
        """
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            session = live(row)
            owner = await transaction.fetch_one(OWNER, session.account_id)
            if owner is None:
                raise NotFound
            hashed_email = sha256(owner["email"].encode()).digest()
            counts = await transaction.fetch_one(ATTEMPTS, hashed_email, origin.address, WINDOW)
        if counts is not None and counts[0] >= MOST_FOR_ACCOUNT:
            raise TooMany("Too many attempts. Please wait a quarter of an hour, or reset your password.", 900)
        if not await password_matches(owner["password_hash"], old):
            async with self._database.transaction(ATTEMPT, new_id(), hashed_email, origin.address, False):
                pass
            raise Invalid(WRONG, {"old_password": [(WRONG, {})]})
        check_password(new, [owner["email"], *(owner["names"] or ())])
        hashed = await hash_password(new)
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            session = live(row)
            await replace_password(transaction, session.account_id, hashed, "password_change", origin, session.id)

    async def _end(self, ticket: bytes, origin: Origin, wanted: UUID | None = None) -> int:
        async with self._database.transaction(SESSION, ticket) as (transaction, row):
            session = live(row)
            rows = await transaction.fetch(SESSIONS, session.account_id, 10 * MOST_SESSIONS)
            # The current session ends by signing out; its row is in use by the very request that asks.
            ended = [one for one in rows if one["id"] != session.id and wanted in {None, one["id"]}]
            if wanted is not None and not ended:
                raise NotFound
            for one in ended:
                ending = Session(one["id"], session.account_id, one["org_id"], one["member_id"])
                await end_session(transaction, ending, origin)
            return len(ended)
