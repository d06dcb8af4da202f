"""What time it is, in one place, so that every slice means the same day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """Give the present moment, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give the calendar day that people in the offices live in (Europe/Berlin)."""
    return datetime.now(ZONE).date()
