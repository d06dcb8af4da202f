"""The queue: procrastinate in a schema of its own, which knows jobs by their numbers and the clock's chores."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Queued

from casework.config import Settings
from casework.jobs.registry import JOBS

# Half a minute without a sign of life, and a worker counts as dead: others take its jobs up.
BEAT, DEAD_AFTER = 10.0, 30.0
# One waiting job more or less is no reason to let the stopping take longer.
GRACE = 8.0
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Chore:
    """What the clock starts, whoever works: its name, when (as cron says it, in UTC), and what is to be done."""

    name: str
    cron: str
    run: Callable[[], Awaitable[object]]


class BackOff(BaseRetryStrategy):
    """Tries again after 2 seconds, then ever later up to an hour; what a stopping worker left, at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Queued) -> RetryDecision | None:
        """Give when a job that did not succeed is tried again; None after thirty times."""
        if job.attempts >= 30:
            return None
        wait = 0 if isinstance(exception, asyncio.CancelledError) else min(2 * 2**job.attempts, 3600)
        return RetryDecision(retry_in={"seconds": wait})


class Queue:
    """The queue as the worker serves it."""

    def __init__(
        self, settings: Settings, run: Callable[[UUID], Awaitable[None]], chores: tuple[Chore, ...], beat: float = BEAT
    ) -> None:
        self._dead_after = beat * DEAD_AFTER / BEAT
        self._beat = beat
        # It would log the arguments of jobs and the words of errors; what matters is logged where jobs are run.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        self._app = App(connector=_connector(settings))
        for name in JOBS:
            self._add(name, run)
        for chore in chores:
            self._schedule(chore)

    async def serve(self, stop: asyncio.Event) -> None:
        """Run jobs and chores until told to stop; running jobs get some seconds to end, others take up the rest."""
        async with self._app.open_async():
            worker = asyncio.create_task(
                self._app.run_worker_async(
                    concurrency=AT_ONCE,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=GRACE,
                    update_heartbeat_interval=self._beat,
                    stalled_worker_timeout=self._dead_after,
                    fetch_job_polling_interval=self._beat,
                )
            )
            rescue = asyncio.create_task(self._rescue())
            stopped = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({worker, rescue, stopped}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (worker, rescue, stopped):
                    task.cancel()
                ended = await asyncio.gather(worker, rescue, stopped, return_exceptions=True)
            for error in ended[:2]:
                if isinstance(error, Exception):
                    raise error

    async def _rescue(self) -> None:
        """Hand out again what a dead worker was doing."""
        while True:
            for queued in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._dead_after):
                # Another worker's rescue, or the one that seemed to be dead, may have been quicker.
                with contextlib.suppress(ConnectorException):
                    await self._app.job_manager.retry_job(queued)
            await asyncio.sleep(self._dead_after / 2)

    def _add(self, name: str, run: Callable[[UUID], Awaitable[None]]) -> None:
        @self._app.task(name=name, retry=BackOff())
        async def task(**arguments: str) -> None:
            await run(UUID(arguments["run"]))

    def _schedule(self, chore: Chore) -> None:
        @self._app.periodic(cron=chore.cron)
        @self._app.task(name=f"chore_{chore.name}", retry=BackOff())
        async def task(timestamp: int) -> None:
            del timestamp  # Every chore looks at the clock itself, since it may come late.
            await chore.run()


def _connector(settings: Settings) -> PsycopgConnector:
    keywords: Mapping[str, object] = {"options": "-c search_path=jobs", "application_name": "casework queue"}
    if settings.password_file.is_file():
        keywords = {**keywords, "passfile": str(settings.password_file)}
    return PsycopgConnector(
        conninfo=settings.address("casework_worker"), kwargs=dict(keywords), min_size=1, max_size=AT_ONCE + 2
    )
