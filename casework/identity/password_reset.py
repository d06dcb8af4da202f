"""A forgotten password: a link by mail for an hour and for one use. Speaks as casework_signin, with static SQL only."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from casework.config import Settings
from casework.core.actor import Origin
from casework.core.crypto import hash_password, new_token, token_hash
from casework.core.db import Database, Transaction
from casework.core.errors import NotFound, TooMany
from casework.core.model import new_id
from casework.identity.mails import reset_mail
from casework.identity.passwords import check_password
from casework.identity.sessions import memberships_of, record, record_for_operator

LIFETIME = timedelta(hours=1)
# Requests allowed in an hour: for one address of a person, from one place, and altogether.
WINDOW = timedelta(hours=1)
MOST_FOR_ACCOUNT, MOST_FROM_ADDRESS, MOST_ALTOGETHER = 5, 30, 1000

ASKED = """
select count(*) filter (where email_hash = $1), count(*) filter (where address = $2), count(*)
from door.sign_in_attempts where at > now() - $3::interval and purpose = 'password_reset'
"""
ATTEMPT = """
insert into door.sign_in_attempts (id, email_hash, address, succeeded, purpose)
values ($1, $2, $3, true, 'password_reset')
"""
# One statement for known and unknown people, so that they take alike; who works nowhere gets no link.
QUEUE = """
with account as (
  select a.id, a.email, a.language from door.accounts a where a.email = $1 and exists (
    select from door.memberships d join members m on m.org_id = d.org_id and m.id = d.member_id
    where d.account_id = a.id and m.active)),
reset as (
  insert into door.password_resets (token_hash, account_id, expires_at)
  select $2, id, now() + $3::interval from account),
mail as (
  insert into door.outgoing_mails (id, recipient, subject, body)
  select $4, email, case language when 'en' then $5 else $7 end, case language when 'en' then $6 else $8 end
  from account)
select max(id::text)::uuid from account
"""
HOLDER = """
select r.account_id, a.email, (select array_agg(m.name) from door.memberships d
    join members m on m.org_id = d.org_id and m.id = d.member_id where d.account_id = a.id) as names
from door.password_resets r join door.accounts a on a.id = r.account_id
where r.token_hash = $1 and r.used_at is null and r.expires_at > now()
"""
USE = """
update door.password_resets set used_at = now() where token_hash = $1 and used_at is null and expires_at > now()
returning account_id
"""


class PasswordReset:
    """The counter for forgotten passwords."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def ask(self, email: str, base: str, origin: Origin) -> None:
        """Queue a link for whoever has this e-mail address; nothing tells whether anybody has. Raises TooMany."""
        address = email.strip().lower()
        hashed = sha256(address.encode("utf-8", "replace")).digest()
        token = new_token()
        english, german = (reset_mail(language, f"{base}/password-reset/{token}") for language in ("en", "de"))
        async with self._database.transaction(ASKED, hashed, origin.address, WINDOW) as (transaction, counts):
            allowed = counts[0] < MOST_FOR_ACCOUNT and counts[1] < MOST_FROM_ADDRESS and counts[2] < MOST_ALTOGETHER
            account_id = None
            if allowed:
                await transaction.execute(ATTEMPT, new_id(), hashed, origin.address)
                row = await transaction.fetch_one(
                    QUEUE, address, token_hash(token), LIFETIME, new_id(), *english, *german
                )
                account_id = row[0] if row else None
            outcome, reason = ("done", None) if allowed else ("denied", "too_many")
            await record_for_operator(transaction, "ask_password_reset", outcome, reason, account_id, origin)
        if not allowed:
            raise TooMany("Too many attempts. Please try again in an hour.", 3600)

    async def is_open(self, token: str) -> bool:
        """Tell whether a link can still be used."""
        async with self._database.transaction(HOLDER, token_hash(token)) as (_, holder):
            return holder is not None

    async def set_password(self, token: str, password: str, origin: Origin) -> None:
        """Set a new password with a link: it is used up, and every session of the account ends.

        Raises NotFound for a link that was used, ran out or never was, Invalid for a password that will not do.
        """
        hashed_token = token_hash(token)
        async with self._database.transaction(HOLDER, hashed_token) as (_, holder):
            if holder is None:
                raise _used_up()
        check_password(password, [holder["email"], *(holder["names"] or ())])
        # Hashing takes a tenth of a second, in which no transaction should wait.
        hashed = await hash_password(password)
        async with self._database.transaction(USE, hashed_token) as (transaction, used):
            if used is None:
                raise _used_up()
            await replace_password(transaction, used[0], hashed, "password_reset", origin)


async def replace_password(
    transaction: Transaction, account_id: UUID, hashed: str, action: str, origin: Origin, kept: UUID | None = None
) -> None:
    """Store a new password; all sessions but `kept` and all open links end, and every organisation's record tells."""
    email: Any = await transaction.fetch_one(
        "update door.accounts set password_hash = $2 where id = $1 returning email", account_id, hashed
    )
    await transaction.execute(
        "update door.sessions set revoked_at = now() where account_id = $1 and revoked_at is null"
        " and id is distinct from $2",
        account_id,
        kept,
    )
    await transaction.execute(
        "update door.password_resets set used_at = now() where account_id = $1 and used_at is null", account_id
    )
    # Whoever proved to hold the mailbox or the old password is no longer held up by somebody else's guesses.
    await transaction.execute(
        "delete from door.sign_in_attempts where email_hash = $1 and purpose = 'sign_in' and not succeeded",
        sha256(email[0].encode()).digest(),
    )
    await record_for_operator(transaction, action, "done", None, account_id, origin)
    for membership in await memberships_of(transaction, account_id):
        await record(transaction, membership, action, "member", membership.member_id, origin, kept)


def link_base(settings: Settings, asked: str) -> str:
    """Give the address that links in mails start with; `asked` is the one that the request was sent to.

    Only a loopback address is taken from the request: a made-up Host header must not turn a link to another site.
    """
    if settings.public_url:
        return settings.public_url.rstrip("/")
    parts = urlsplit(asked)
    if parts.hostname in {"127.0.0.1", "localhost", "::1"}:
        return f"{parts.scheme}://{parts.netloc}"
    return f"http://{settings.host}:{settings.port}"


def _used_up() -> NotFound:
    return NotFound("This link was used already or is no longer valid. Please ask for a new one.")
