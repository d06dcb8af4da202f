"""Running one job: with its own ticket through the gate, once, whatever happens to the worker."""

import json
import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple
from uuid import UUID

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.core.actor import Origin
from casework.core.crypto import new_token, token_hash
from casework.core.db import Database
from casework.core.errors import CaseworkError, TooMany, Unauthenticated
from casework.core.log import log
from casework.core.model import new_id
from casework.jobs.registry import JOBS, Done
from casework.web.i18n import msgid

TAKE_UP = "select job, arguments::text, tries from door.take_up_job($1, $2, $3)"
NOTE = "select door.note_progress($1, $2, $3, $4, $5, $6::jsonb)"
GIVE_BACK = "select door.give_back_job($1, $2, $3, $4, $5::jsonb)"
FINISH = "select app.finish_job($1, $2, $3, $4::jsonb)"
AGAIN = msgid("Something went wrong; it will be tried again.")
GIVEN_UP = msgid("This was tried several times without success.")
NOBODY = msgid("Whoever asked for this may not act here any more.")
# A job that takes its worker down with it is not taken up for ever.
MOST_TIMES_TAKEN_UP = 10
SECONDS_BETWEEN_NOTES = 0.5


class Again(Exception):  # It is no error of its own: it carries the real one to the queue, which waits and tries again.
    """The job did not succeed and is to be tried again."""


class ShownProgress:
    """Progress that whoever waits can see: written beside the job's own transaction, twice a second at the most."""

    def __init__(self, worker: Database, program: Database, run: UUID, ticket: bytes, origin: Origin) -> None:
        self._worker, self._program = worker, program
        self._run, self._ticket, self._origin = run, ticket, origin
        self._next = 0.0

    async def __call__(self, done: int, total: int | None = None, message: str | None = None, **values: object) -> None:
        """Show "done of total" and a sentence about it."""
        if time.monotonic() < self._next and done != total:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN_NOTES
        told = json.dumps(values, default=str)
        async with self._worker.transaction(NOTE, self._run, self._ticket, done, total, message, told):
            pass

    def gate(self) -> AbstractAsyncContextManager[Gate]:
        """Open a further gate for the same member."""
        return opened(self._program, self._ticket, self._origin)


async def run_job(worker: Database, program: Database, run: UUID) -> None:
    """Run a job that the queue handed out; does nothing if it is over already. Raises Again to be called again.

    `worker` is signed in as casework_worker, `program` as casework_app.
    """
    ticket = token_hash(new_token())
    async with worker.transaction(TAKE_UP, run, ticket, MOST_TIMES_TAKEN_UP) as (_, taken):
        pass
    if taken is None:
        return
    name, arguments, tries = taken
    origin = Origin(new_id(), None, f"job:{name}")
    try:
        progress = ShownProgress(worker, program, run, ticket, origin)
        async with opened(program, ticket, origin) as gate:
            done = await JOBS[name].run(gate, json.loads(arguments), progress) or Done()
            await gate.call(FINISH, run, done.link, done.message, json.dumps(done.values, default=str))
    except BaseException as error:
        verdict = _verdict(error, last=tries >= JOBS[name].tries)
        log.warning("job_not_done", job=name, run=str(run), kind=type(error).__name__, for_good=verdict.for_good)
        values = json.dumps(verdict.values, default=str)
        async with worker.transaction(GIVE_BACK, run, ticket, verdict.for_good, verdict.message, values):
            pass
        if not isinstance(error, Exception):
            raise
        if not verdict.for_good:
            raise Again from error
    else:
        log.info("job_done", job=name, run=str(run))


class _Verdict(NamedTuple):
    """What to tell whoever waits, and whether that is the end."""

    message: str
    for_good: bool
    values: Mapping[str, object]


def _verdict(error: BaseException, *, last: bool) -> _Verdict:
    if isinstance(error, Unauthenticated):
        return _Verdict(NOBODY, True, {})
    if isinstance(error, CaseworkError) and error.status < 500 and not isinstance(error, TooMany):
        return _Verdict(error.message, True, error.values)
    if last and isinstance(error, Exception):
        return _Verdict(GIVEN_UP, True, {})
    return _Verdict(AGAIN, False, {})
