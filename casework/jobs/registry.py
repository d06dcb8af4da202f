"""Which jobs there are: each slice registers its own in its `jobs.py`, and the worker runs them by their names."""

import importlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from casework.access.gate import Gate

TRIES = 6


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: where its result lies, and a sentence (an English msgid with its values) about it."""

    link: str | None = None
    message: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class Progress(Protocol):
    """How a running job tells how far it is, and how it gets further transactions if one is too long for it."""

    async def __call__(self, done: int, total: int | None = None, message: str | None = None, **values: object) -> None:
        """Show "done of total" and a sentence (an English msgid with its values) to whoever waits; cheap to call."""

    def gate(self) -> AbstractAsyncContextManager[Gate]:
        """Open a further gate for the same member: a transaction of its own, which commits when the block ends well.

        A job that uses it can be interrupted between two blocks, so each must find out what the earlier ones did.
        """


Work = Callable[[Gate, dict[str, Any], Progress], Awaitable[Done | None]]


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of job: its name in the queue and in the access record, what it does and how often it is tried."""

    name: str
    run: Work
    tries: int = TRIES


JOBS: dict[str, Job] = {}


def job(name: str, *, tries: int = TRIES) -> Callable[[Work], Work]:
    """Register the decorated coroutine (gate, arguments, progress) as a job; raises ValueError for a taken name.

    What it does through its gate is one transaction with the word that it is done, so it happens once or not at all.
    A CaseworkError that tells of a mistake ends it; any other error lets it be tried again, ever later.
    """

    def register(run: Work) -> Work:
        if name in JOBS and JOBS[name].run.__qualname__ != run.__qualname__:
            raise ValueError(f"There are two jobs called {name}.")
        JOBS[name] = Job(name, run, tries)
        return run

    return register


def register_all() -> None:
    """Import every slice's jobs, so that they are known by their names."""
    for path in sorted(Path(__file__).parents[1].glob("*/jobs.py")):
        importlib.import_module(f"casework.{path.parent.name}.jobs")
