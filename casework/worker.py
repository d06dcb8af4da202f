"""The worker: runs jobs, sends waiting mail and keeps house. It may be started any number of times."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import aiosmtplib

from casework import tables
from casework.config import Settings
from casework.core.db import Database, Transaction
from casework.core.log import configure, log
from casework.identity.mail import deliver
from casework.jobs.queue import BEAT, Chore, Queue
from casework.jobs.registry import register_all
from casework.jobs.running import run_job

WAITING = """
select id, recipient, subject, body, tries from door.outgoing_mails
where sent_at is null and next_try_at <= now() and tries < 12 order by next_try_at limit 1 for update skip locked
"""
PAUSE = 2.0
CHORES = (
    # What has ended is of no use to anybody but an attacker.
    "delete from door.sessions where expires_at < now() - interval '30 days'",
    "delete from door.password_resets where expires_at < now() - interval '1 day'",
    "delete from door.sign_in_attempts where at < now() - interval '1 day'",
    "delete from door.outgoing_mails where sent_at < now() - interval '7 days'",
    "delete from idempotency_answers where created_at < now() - interval '1 day'",
    "select door.clear_jobs(interval '14 days')",
    "select door.clear_transfers()",
    # The access record always has room for two more years; without a partition nothing could be read any more.
    "select app.make_record_partitions(now()::date, (now() + interval '24 months')::date)",
)
# Jobs name records of every slice, and a table is known once its slice is imported.
METADATA = tables.METADATA
PLAN = "select door.plan_reminders(now())"
# What awaits an answer from an organisation that has left ends with word to the other side.
LEFT_BEHIND = "select app.expire_referrals_of_closed()"
# What awaits an answer longer than was agreed: both sides are reminded, and what nobody took up expires later.
UNANSWERED = "select app.press_referrals()"


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
        await _carry_out(database, chore)


async def work(settings: Settings, stop: asyncio.Event, beat: float = BEAT) -> None:
    """Work until told to stop; a fault is logged and tried again, since the database may be away for a moment.

    Gives a sign of life every `beat` seconds; after three missed ones other workers take the running jobs up.
    """
    configure(settings.log_level)
    register_all()
    passfile = str(settings.password_file) if settings.password_file.is_file() else None
    own = Database(settings.address("casework_worker"), passfile, 4)
    program = Database(settings.address("casework_app"), passfile, 8)

    async def run(job: UUID) -> None:
        await run_job(own, program, job)

    try:
        await asyncio.gather(
            _persist(stop, lambda: Queue(settings, run, _chores(own), beat).serve(stop)),
            _persist(stop, lambda: _send_mails(own, settings, stop)),
        )
    finally:
        await own.close()
        await program.close()


def _chores(database: Database) -> tuple[Chore, ...]:
    return (
        Chore("keep_house", "7 * * * *", partial(keep_house, database)),
        Chore("plan_reminders", "*/5 * * * *", partial(_carry_out, database, PLAN)),
        Chore("expire_referrals", "23 * * * *", partial(_carry_out, database, LEFT_BEHIND)),
        Chore("press_referrals", "38 * * * *", partial(_carry_out, database, UNANSWERED)),
    )


async def _carry_out(database: Database, statement: str) -> None:
    async with database.transaction(statement):
        pass


async def _send_mails(database: Database, settings: Settings, stop: asyncio.Event) -> None:
    while not stop.is_set():
        while await send_one_mail(database, settings) and not stop.is_set():
            pass
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE)


async def _persist(stop: asyncio.Event, run: Callable[[], Awaitable[None]]) -> None:
    while not stop.is_set():
        try:
            await run()
        except Exception as error:  # noqa: BLE001  # The worker outlives every fault; each one is in the log.
            log.error("worker_fault", kind=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)


async def _try_later(transaction: Transaction, mail_id: object, tries: int) -> None:
    await transaction.execute(
        "update door.outgoing_mails set tries = tries + 1, next_try_at = now() + $2::interval where id = $1",
        mail_id,
        timedelta(seconds=min(15 * 2**tries, 6 * 3600)),
    )
