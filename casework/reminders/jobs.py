"""Reminding one member: planned by the clock, done as that member."""

from datetime import datetime
from typing import Any

from casework.access.gate import Gate
from casework.config import Settings
from casework.jobs.registry import Progress, job
from casework.reminders.actions import remind


@job("remind")
async def remind_member(gate: Gate, arguments: dict[str, Any], progress: Progress) -> None:
    """Send the member what is new of what lies ahead at the planned moment."""
    del progress
    settings = Settings.read()
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    await remind(gate, datetime.fromisoformat(arguments["at"]), base)
