"""A member's dates as iCalendar (RFC 5545, with RFC 7986's name and refresh interval)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event, Timezone, vDuration

from casework.appointments.codes import AuthorityKind, DeadlineKind, DeadlineStatus
from casework.cases.codes import ContactMode
from casework.core.clock import ZONE
from casework.feeds.queries import CALLED_OFF
from casework.feeds.schemas import AppointmentDate, DeadlineDate
from casework.web.i18n import Translator, msgid, translator

REFRESH = timedelta(minutes=30)
# Written by hand: the libraries' own onsets lie an hour off, since RFC 5545 wants them in the time before the change.
BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def calendar(
    language: str, appointments: Iterable[AppointmentDate], deadlines: Iterable[DeadlineDate], base: str
) -> bytes:
    """Give the whole calendar; the same dates give the same bytes. `base` is what links start with."""
    words = translator(language)
    made = Calendar()
    made.add("prodid", "-//Casework//Casework//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        made.add(name, "Casework")
    made.add("x-wr-timezone", "Europe/Berlin")
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    made.add_component(Timezone.from_ical(BERLIN))
    for appointment in appointments:
        made.add_component(_appointment(words, appointment, base))
    for deadline in deadlines:
        made.add_component(_deadline(words, deadline, base))
    return bytes(made.to_ical())


def _appointment(words: Translator, row: AppointmentDate, base: str) -> Event:
    event = _event(row.id, row.sequence, row.changed_at)
    event.add("dtstart", _in_berlin(row.starts_at))
    event.add("dtend", _in_berlin(row.ends_at))
    event.add("summary", _summary(words.sentence(msgid("Appointment: %(what)s"), {"what": _what(row)}), row.initials))
    if row.authority_name:
        event.add("location", ", ".join(filter(None, (row.authority_name, row.address))))
    event.add("url", f"{base}/appointments/{row.id}")
    event.add("status", "CANCELLED" if row.status in CALLED_OFF else _status(row.status))
    return event


def _in_berlin(moment: datetime) -> datetime:
    """Give a moment by the clock in Berlin; in the hour that comes twice only UTC says which one is meant."""
    here = moment.astimezone(ZONE)
    twice = here.replace(fold=1 - here.fold).utcoffset() != here.utcoffset()
    return moment.astimezone(UTC) if twice else here


def _what(row: AppointmentDate) -> AuthorityKind | ContactMode:
    """Give what an appointment is with, or how it is held: no purpose, since that would tell of the client."""
    return AuthorityKind(row.authority_kind) if row.authority_kind else ContactMode(row.mode)


def _status(status: str) -> str:
    return "TENTATIVE" if status == "proposed" else "CONFIRMED"


def _deadline(words: Translator, row: DeadlineDate, base: str) -> Event:
    changed = max(row.created_at, row.confirmed_at or row.created_at)
    event = _event(row.id, row.version - 1, changed)
    event.add("dtstart", row.due_on)
    event.add("dtend", row.due_on + timedelta(days=1))
    kind = DeadlineKind(row.deadline_kind)
    event.add("summary", _summary(words.sentence(msgid("Deadline: %(what)s"), {"what": kind}), row.initials))
    event.add("url", f"{base}/deadlines/{row.id}")
    # A day with a deadline is no day off: it must not make the member look busy.
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if row.status == DeadlineStatus.OPEN else "CANCELLED")
    return event


def _event(key: UUID, sequence: int, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{key}@casework")
    event.add("sequence", sequence)
    # Without a METHOD that invites, DTSTAMP is when the entry was changed last (RFC 5545 § 3.8.7.2).
    stamp = changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("class", "PRIVATE")
    return event


def _summary(what: str, initials: str | None) -> str:
    return f"{what} ({initials})" if initials else what
