"""Working days around the day on which the demo is loaded, and the diaries of those who work on them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from casework.appointments.working_days import is_surely_working_day
from casework.core.clock import ZONE
from casework.tenancy.codes import Land

HALF_HOUR = timedelta(minutes=30)
_OPENING, _CLOSING, _CLOSING_ON_FRIDAY = time(8, 30), time(16, 0), time(12, 30)
_FRIDAY = 4


def seeded(name: str) -> Random:
    """Give a source of random numbers that is the same for the same name, on every machine and every day."""
    return Random(int.from_bytes(sha256(name.encode()).digest()[:8]))  # noqa: S311  # Invented data keeps no secret.


def moment(day: date, clock: str | time) -> datetime:
    """Give the moment at which the clocks of the offices show this time, for example "09:00"."""
    shown = time.fromisoformat(clock) if isinstance(clock, str) else clock
    return datetime.combine(day, shown, ZONE)


def id_from(at: datetime, random: Random) -> UUID:
    """Give a UUIDv7 of a past or coming moment, the same for the same state of `random`."""
    milliseconds = int(at.timestamp() * 1000)
    bits = milliseconds << 80 | 0x7 << 76 | random.getrandbits(12) << 64 | 0b10 << 62 | random.getrandbits(62)
    return UUID(int=bits)


@dataclass(frozen=True)
class Days:
    """The days around `today` with the holidays of a Land."""

    today: date
    land: Land

    def is_working(self, day: date) -> bool:
        """Tell whether the offices are open on a day."""
        return is_surely_working_day(day, self.land)

    def on_or_after(self, day: date) -> date:
        """Give this day or the next working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        """Give this day or the last working day before it."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def ahead(self, count: int) -> date:
        """Give a working day to come: 0 is today or, on a day off, the next one; 1 the one after that."""
        day = self.on_or_after(self.today)
        for _ in range(count):
            day = self.on_or_after(day + timedelta(days=1))
        return day

    def ago(self, days: int) -> date:
        """Give the working day about so many calendar days ago, always before today."""
        return self.on_or_before(self.today - timedelta(days=max(1, days)))


@dataclass
class Diary:
    """What is taken in one person's diary, so that nobody is in two places at once."""

    days: Days
    random: Random
    _taken: set[datetime] = field(default_factory=set)

    def take(self, day: date, clock: str, minutes: int = 60) -> datetime:
        """Enter something at a certain time and give that moment, whatever else is there."""
        starts = moment(day, clock)
        self._taken.update(_halves(starts, minutes))
        return starts

    def find(self, day: date, minutes: int = 60) -> datetime:
        """Enter something at a free time of a working day and give that moment; a full day is left for the next one."""
        day = self.days.on_or_after(day)
        closing = moment(day, _CLOSING_ON_FRIDAY if day.weekday() == _FRIDAY else _CLOSING)
        possible = []
        starts = moment(day, _OPENING)
        while starts + timedelta(minutes=minutes) <= closing:
            if self._taken.isdisjoint(_halves(starts, minutes)):
                possible.append(starts)
            starts += HALF_HOUR
        if not possible:
            return self.find(day + timedelta(days=1), minutes)
        chosen = self.random.choice(possible)
        self._taken.update(_halves(chosen, minutes))
        return chosen


def _halves(starts: datetime, minutes: int) -> list[datetime]:
    return [starts + HALF_HOUR * number for number in range(-(-minutes // 30))]
