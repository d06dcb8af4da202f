"""The worker: sends waiting mail and keeps house, as casework_worker. It may be started any number of times."""

import asyncio
import contextlib
from datetime import timedelta

import aiosmtplib

from casework.config import Settings
from casework.core.db import Database, Transaction
from casework.core.log import configure, log
from casework.identity.mail import deliver

WAITING = """
select id, recipient, subject, body, tries from door.outgoing_mails
where sent_at is null and next_try_at <= now() and tries < 12 order by next_try_at limit 1 for update skip locked
"""
PAUSE = 2.0
HOUSEKEEPING = timedelta(hours=1)
CHORES = (
    # What has ended is of no use to anybody but an attacker.
    "delete from door.sessions where expires_at < now() - interval '30 days'",
    "delete from door.password_resets where expires_at < now() - interval '1 day'",
    "delete from door.sign_in_attempts where at < now() - interval '1 day'",
    "delete from door.outgoing_mails where sent_at < now() - interval '7 days'",
    "delete from idempotency_answers where created_at < now() - interval '1 day'",
    # The access record always has room for two more years; without a partition nothing could be read any more.
    "select app.make_record_partitions(now()::date, (now() + interval '24 months')::date)",
)


async def send_one_mail(database: Database, settings: Settings) -> bool:
    """Send the mail that has waited longest and tell whether there was one; a failed one waits ever longer."""
    async with database.transaction(WAITING) as (transaction, mail):
        if mail is None:
            return False
        mail_id, recipient, subject, body, tries = mail
        try:
            await deliver(settings, mail_id, recipient, subject, body)
        except (OSError, aiosmtplib.SMTPException) as error:
            log.warning("mail_not_sent", mail=str(mail_id), tries=tries + 1, kind=type(error).__name__)
            await _try_later(transaction, mail_id, tries)
        else:
            # Neither the address nor the link is needed once the mail is out.
            await transaction.execute(
                "update door.outgoing_mails set sent_at = now(), recipient = '', body = '' where id = $1", mail_id
            )
    return True


async def keep_house(database: Database) -> None:
    """Clear away what has ended and make room for the access record of the next two years."""
    for chore in CHORES:
        async with database.transaction(chore):
            pass


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until told to stop; a fault is logged and tried again, since the database may be away for a moment."""
    configure(settings.log_level)
    passfile = str(settings.password_file) if settings.password_file.is_file() else None
    database = Database(settings.address("casework_worker"), passfile, 2)
    next_chores = 0.0
    try:
        while not stop.is_set():
            try:
                if asyncio.get_running_loop().time() >= next_chores:
                    await keep_house(database)
                    next_chores = asyncio.get_running_loop().time() + HOUSEKEEPING.total_seconds()
                while await send_one_mail(database, settings) and not stop.is_set():
                    pass
            except Exception as error:  # noqa: BLE001  # The worker outlives every fault; each one is in the log.
                log.error("worker_fault", kind=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)
    finally:
        await database.close()


async def _try_later(transaction: Transaction, mail_id: object, tries: int) -> None:
    await transaction.execute(
        "update door.outgoing_mails set tries = tries + 1, next_try_at = now() + $2::interval where id = $1",
        mail_id,
        timedelta(seconds=min(15 * 2**tries, 6 * 3600)),
    )
