"""The present values on the client, kept in step with what is known over time.

Lists, the front desk and the parcel of a referral read the present values. A number or address that is unsafe is never
one of them, so that nobody uses it, or passes it on, by mistake.
"""

from collections.abc import Callable, Mapping
from typing import Any

from casework.access.gate import Gate
from casework.people.models import Client

CHANNELS = (
    "select channel_kind in ('phone', 'mobile') as is_phone, value from contact_channels"
    " where org_id = $1 and client_id = $2 and channel_kind in ('phone', 'mobile', 'email')"
    " and (valid_until is null or valid_until >= current_date) and not (do_not_call or no_messages or shared)"
    " order by preferred desc, recorded_at, id"
)
CITIZENSHIPS = (
    "select country from citizenships where org_id = $1 and client_id = $2"
    " and (valid_until is null or valid_until >= current_date) order by recorded_at, id"
)
TITLE = (
    "select residence_status, valid_until from residence_titles where org_id = $1 and client_id = $2"
    " order by coalesce(issued_on, recorded_at::date) desc, recorded_at desc, id desc limit 1"
)
LANGUAGES = (
    "select language, spoken, interpreter_needed from known_languages where org_id = $1 and client_id = $2"
    " order by recorded_at, id"
)
WORK = (
    "select qualification_kind = 'work' as is_work, title from qualifications where org_id = $1 and client_id = $2"
    " order by until_year desc nulls first, from_year desc nulls last, recorded_at desc, id desc"
)
MOST_CITIZENSHIPS = 5


async def follow(gate: Gate, client: Client, word: str) -> None:
    """Let the present values of a client follow from the facts of one kind, after these have changed."""
    if word in _FOLLOWING:
        text, take = _FOLLOWING[word]
        take(client, await gate.call(text, gate.actor.org_id, client.id))
        await gate.flush()


def _channels(client: Client, rows: list[Any]) -> None:
    client.phone = next((row["value"][:60] for row in rows if row["is_phone"]), None)
    client.email = next((row["value"] for row in rows if not row["is_phone"]), None)


def _citizenships(client: Client, rows: list[Any]) -> None:
    client.citizenships = list(dict.fromkeys(row["country"] for row in rows))[:MOST_CITIZENSHIPS]


def _title(client: Client, rows: list[Any]) -> None:
    client.residence_status, client.residence_until = tuple(rows[0]) if rows else (None, None)


def _languages(client: Client, rows: list[Any]) -> None:
    known = {row["language"]: row for row in rows}
    # German is spoken about by its level; it stands among the languages only for whom it is one of their own.
    own = [code for code, row in known.items() if code != "de" or row["spoken"] == "native"]
    kept = [code for code in client.languages if code in known]
    client.languages = [*kept, *(code for code in own if code not in kept)][:10]
    client.german_level = known["de"]["spoken"] if "de" in known else None
    client.interpreter_language = next((code for code, row in known.items() if row["interpreter_needed"]), None)


def _work(client: Client, rows: list[Any]) -> None:
    client.occupation = next((row["title"] for row in rows if row["is_work"]), None)
    client.qualification = next((row["title"] for row in rows if not row["is_work"]), None)


_FOLLOWING: Mapping[str, tuple[str, Callable[[Client, list[Any]], None]]] = {
    "channels": (CHANNELS, _channels),
    "citizenships": (CITIZENSHIPS, _citizenships),
    "titles": (TITLE, _title),
    "languages": (LANGUAGES, _languages),
    "qualifications": (WORK, _work),
}
