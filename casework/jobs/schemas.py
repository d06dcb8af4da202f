"""A job as its page and the API show it."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from casework.jobs.codes import JobState


class JobView(Struct):
    """How far a job is: `done` of `total` (if it is known), a sentence about it, and where its result lies.

    For programs `message` is a sentence in the asker's language.
    """

    id: UUID
    job: str
    state: JobState
    done: int
    total: int | None
    message: str | None
    link: str | None
    created_at: datetime
    ended_at: datetime | None


class JobRow(JobView):
    """A job as it is stored: its message is a msgid, and here are the values for it."""

    message_values: Any

    def __post_init__(self) -> None:
        """Take what the database gives as text for what it means."""
        self.state = JobState(self.state)
        if isinstance(self.message_values, str):
            self.message_values = json.loads(self.message_values)
