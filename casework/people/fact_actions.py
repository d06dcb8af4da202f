"""What is done with facts about a person: adding, changing and removing them; replacing present values."""

from typing import Any
from uuid import UUID

import msgspec

from casework.access.gate import Gate
from casework.core.clock import now, today
from casework.core.errors import NotFound
from casework.core.model import new_id
from casework.people import fact_checks, present
from casework.people.codes import NameKind
from casework.people.fact_codes import FactSource
from casework.people.fact_models import BirthStatement, ClientFact, ClientName, Dispute
from casework.people.facts import Fact
from casework.people.models import Client
from casework.people.name_index import keep_name_keys

NAMES = ("given_name", "family_name", "native_given_name", "native_family_name")
# What went away through the form of the whole person is ended here, not forgotten.
END_CHANNEL = (
    "update contact_channels set valid_until = $4, preferred = false, version = version + 1"
    " where org_id = $1 and client_id = $2 and value = $3 and valid_until is null"
)
END_CITIZENSHIPS = (
    "update citizenships set valid_until = $4, version = version + 1"
    " where org_id = $1 and client_id = $2 and valid_until is null and not country = any($3::text[])"
)
DROP_LANGUAGES = (
    "delete from known_languages where org_id = $1 and client_id = $2 and language <> 'de'"
    " and not language = any($3::text[])"
)
INTERPRET = (
    "update known_languages set interpreter_needed = (language is not distinct from $3), version = version + 1"
    " where org_id = $1 and client_id = $2 and interpreter_needed <> (language is not distinct from $3)"
)
DROP_TITLE = (
    "delete from qualifications where org_id = $1 and client_id = $2 and title = $3"
    " and code is null and from_year is null and until_year is null and recognition is null and note is null"
)


async def add_fact(gate: Gate, client_id: UUID, fact: Fact, entry: msgspec.Struct) -> ClientFact:
    """Keep a fact about a client; raises NotFound, Denied, or Invalid with the fields at fault."""
    client = await gate.get(Client, client_id, "update")
    values = _values(fact_checks.cleaned(entry))
    record: ClientFact = fact.model(
        id=new_id(), client_id=client.id, recorded_by=gate.actor.member_id, recorded_at=now(), **values
    )
    if isinstance(record, Dispute):
        record.kept_version = _shown(getattr(client, record.field))
    await gate.add(record, within=client)
    await _follow(gate, client, fact)
    return record


async def change_fact(
    gate: Gate, client_id: UUID, fact: Fact, fact_id: UUID, entry: msgspec.Struct, version: int
) -> ClientFact:
    """Change a fact about a client; raises NotFound, Denied, Stale or Invalid."""
    client = await gate.get(Client, client_id, "update")
    record = await _of(gate, client, fact, fact_id, "update", version)
    for name, value in _values(fact_checks.cleaned(entry)).items():
        setattr(record, name, value)
    await gate.flush()
    await _follow(gate, client, fact)
    return record


async def remove_fact(gate: Gate, client_id: UUID, fact: Fact, fact_id: UUID, version: int) -> None:
    """Remove a fact that should not stand there; raises NotFound, Denied or Stale."""
    client = await gate.get(Client, client_id, "update")
    await gate.remove(await _of(gate, client, fact, fact_id, "delete", version))
    await gate.flush()
    await _follow(gate, client, fact)


async def keep_replaced(gate: Gate, client: Client, before: dict[str, Any]) -> None:
    """Keep what the form of the whole person replaced: names, birth date, numbers, citizenships, languages, work."""
    old = {name: value for name, value in before.items() if value != getattr(client, name)}
    if any(old.get(name) for name in NAMES):
        names = {name: before[name] or None for name in NAMES}
        kinds = {"name_kind": NameKind.FORMER, "source": FactSource.REPLACED, "valid_until": today()}
        await gate.add(_kept(gate, ClientName, client, **names, **kinds), within=client)
    if old.get("birth_date"):
        stated = {"birth_date": before["birth_date"], "birth_precision": before["birth_precision"]}
        sources = {"stated_on": today(), "source": FactSource.REPLACED}
        await gate.add(_kept(gate, BirthStatement, client, **stated, **sources), within=client)
    scope = (gate.actor.org_id, client.id)
    for name in ("phone", "email"):
        if old.get(name):
            await gate.call(END_CHANNEL, *scope, old[name], today())
    if "citizenships" in old:
        await gate.call(END_CITIZENSHIPS, *scope, client.citizenships, today())
    if "languages" in old:
        await gate.call(DROP_LANGUAGES, *scope, [*client.languages, client.interpreter_language or ""])
    if "interpreter_language" in old:
        await gate.call(INTERPRET, *scope, client.interpreter_language)
    for name in ("occupation", "qualification"):
        if old.get(name):
            await gate.call(DROP_TITLE, *scope, old[name])
    # A number that was marked as unsafe stays so, whoever types it into the form again.
    await present.follow(gate, client, "channels")


async def _of(gate: Gate, client: Client, fact: Fact, fact_id: UUID, act: str, version: int) -> ClientFact:
    record = await gate.get(fact.model, fact_id, act, version=version)
    if record.client_id != client.id:
        raise NotFound
    return record


async def _follow(gate: Gate, client: Client, fact: Fact) -> None:
    if fact.model in (ClientName, BirthStatement):
        await keep_name_keys(gate, client)
    await present.follow(gate, client, fact.word)


def _kept(gate: Gate, model: type[ClientFact], client: Client, **values: object) -> ClientFact:
    recorded = {"recorded_by": gate.actor.member_id, "recorded_at": now()}
    return model(id=new_id(), client_id=client.id, **recorded, **values)


def _values(entry: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def _shown(value: object) -> str | None:
    if value is None or value == []:
        return None
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
