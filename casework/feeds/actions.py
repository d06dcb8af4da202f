"""Making and revoking a calendar address, and fetching what lies behind it."""

from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.core.clock import now
from casework.core.crypto import new_token, token_hash
from casework.core.errors import NotFound, TooMany
from casework.core.model import new_id
from casework.feeds import ical
from casework.feeds.models import CalendarFeed
from casework.feeds.queries import dates

# Calendar programs ask every few minutes at the most, on a handful of devices.
MOST_IN_AN_HOUR = 120


class Fetched(NamedTuple):
    """A calendar and the tag by which a program asks whether there is a newer one."""

    content: bytes
    tag: str


def ticket_of(token: str) -> bytes:
    """Give the ticket of an address's token; hashed twice, so that no token in a cookie can give the same one."""
    return sha256(b"calendar feed" + token_hash(token)).digest()


async def make_feed(gate: Gate, *, initials: bool) -> str:
    """Give the actor a new address and its token, which is never to be seen again; the address before ends."""
    gate.require(CalendarFeed, "create")
    token, feed = new_token(), new_id()
    await gate.call("select app.make_feed($1, $2, $3)", feed, ticket_of(token), initials)
    gate.note(Event("create", "calendar_feed", feed, fields=["initials"] if initials else []))
    return token


async def revoke_feed(gate: Gate, feed: UUID | None = None) -> None:
    """Take the actor's address back: it opens nothing any more; raises NotFound if there is none."""
    gate.require(CalendarFeed, "delete", within="assigned")
    if not (await gate.call("select app.revoke_feed()"))[0][0]:
        raise NotFound
    gate.note(Event("delete", "calendar_feed", feed))


async def fetch(gate: Gate, base: str) -> Fetched:
    """Give the calendar of the gate's own feed; raises TooMany for a program that asks all the time."""
    feed = gate.actor.session_ref
    allowed, initials = (await gate.call("select allowed, initials from app.use_feed($1, $2)", feed, MOST_IN_AN_HOUR))[
        0
    ]
    if not allowed:
        raise TooMany("This calendar is fetched too often. Please let your program ask once an hour.", 3600)
    language = (await gate.call("select app.mail_language()"))[0][0] or "de"
    booked, ending = await dates(gate, now(), initials=initials)
    gate.note(Event("export", "calendar_feed", feed, result_count=len(booked) + len(ending)))
    content = ical.calendar(language, booked, ending, base)
    return Fetched(content, f'"{sha256(content).hexdigest()[:32]}"')
