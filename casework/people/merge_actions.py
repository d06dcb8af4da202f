"""Two records of one person become one, and two again if that was a mistake."""

from datetime import date
from typing import Any
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid
from casework.core.model import new_id
from casework.core.signals import tell
from casework.people import merges, names, present
from casework.people.bond_models import ClientMerge
from casework.people.codes import NameKind
from casework.people.fact_actions import NAMES
from casework.people.fact_codes import FactSource
from casework.people.fact_models import BirthStatement, ClientFact, ClientName
from casework.people.merge_schemas import CHOSEN, Choice, Merging
from casework.people.models import Client
from casework.people.name_index import forget_name_keys, keep_name_keys
from casework.people.names import Name
from casework.people.schemas import ClientDetails
from casework.people.signals import ClientRenamed, ClientRestricted, ClientShownAgain
from casework.web.i18n import msgid

# One merge at a time in an organisation: two crossing ones would wait for each other's rows.
LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
COLUMNS = (*ClientDetails.__struct_fields__, "restricted", "sort_key")
OF_FACTS = ("channels", "citizenships", "titles", "languages", "qualifications")
TAKEN = "select taken from client_merges where org_id = $1 and id = $2"
FORGET = "delete from {table} where org_id = $1 and id = any($2::uuid[])"


async def merge(gate: Gate, kept_id: UUID, merging: Merging, version: int) -> ClientMerge:
    """Let another record become part of this one; raises NotFound, Denied, Stale, Invalid, or Conflict.

    Both must be known to the actor. What was taken and moved is written down, so that `undo` restores both.
    """
    await gate.call(LOCK, f"merge {gate.actor.org_id}")
    kept = await gate.get(Client, kept_id, "merge", version=version)
    other = await gate.get(Client, merging.merged_id, "merge", version=merging.merged_version)
    if kept is other:
        raise Conflict(msgid("These are one and the same record."))
    before = _values(kept)
    originals = [_values(kept), _values(other)]
    for name, choice in _choices(kept, other, merging.choices).items():
        _take(kept, other, name, choice)
    kept.restricted = kept.restricted or other.restricted
    kept.sort_key = names.sort_key(Name(kept.given_name, kept.family_name))
    made = ClientMerge(
        id=new_id(),
        kept_id=kept.id,
        merged_id=other.id,
        taken={"name": other.name},
        merged_by=gate.actor.member_id,
        merged_at=now(),
    )
    await gate.add(made, within=kept)
    await gate.call("select app.merge_client($1)", made.id)
    added = await _keep_originals(gate, kept, originals)
    for word in OF_FACTS:
        await present.follow(gate, kept, word)
    after = _values(kept)
    changed = [name for name in COLUMNS if before[name] != after[name]]
    made.taken = {
        "name": other.name,
        "before": {name: _stored(before[name]) for name in changed},
        "after": {name: _stored(after[name]) for name in changed},
        "added": [[record.__tablename__, str(record.id)] for record in added],
    }
    await gate.flush()
    await keep_name_keys(gate, kept)
    await forget_name_keys(gate, other)
    gate.note(Event("merge", Client.kind, kept.id, [kept.id, other.id], changed))
    await tell(ClientRenamed(kept.id), gate)
    if kept.restricted:
        await tell(ClientRestricted(kept.id), gate)
    return made


async def undo(gate: Gate, kept_id: UUID, merge_id: UUID, version: int) -> Client:
    """Make two records of one again; raises NotFound, Denied, Stale, or Conflict where that was done already.

    What was taken over goes back unless somebody changed it since; what was moved goes back to where it was.
    """
    await gate.call(LOCK, f"merge {gate.actor.org_id}")
    made = await gate.get(ClientMerge, merge_id, "undo", version=version)
    kept = await gate.get(Client, kept_id, "merge")
    if made.kept_id != kept.id or made.undone_at is not None:
        raise Conflict(msgid("This merge was undone already."))
    taken: dict[str, Any] = made.taken
    before, after = taken.get("before", {}), taken.get("after", {})
    await gate.call("select app.undo_merge($1)", made.id)
    for table, fact_id in taken.get("added", []):
        if table in (ClientName.__tablename__, BirthStatement.__tablename__):
            await gate.call(FORGET.format(table=table), gate.actor.org_id, [UUID(fact_id)])
    restored = [name for name in COLUMNS if name in before and _stored(getattr(kept, name)) == after[name]]
    was_restricted = kept.restricted
    for name in restored:
        setattr(kept, name, _loaded(name, before[name]))
    await gate.flush()
    other = await gate.get(Client, made.merged_id, "search")
    for client in (kept, other):
        await keep_name_keys(gate, client)
        await tell(ClientRenamed(client.id), gate)
    if was_restricted and not kept.restricted:
        await tell(ClientShownAgain(kept.id), gate)
    if other.restricted:
        await tell(ClientRestricted(other.id), gate)
    gate.note(Event("undo_merge", Client.kind, kept.id, [kept.id, other.id], restored))
    return other


def _choices(kept: Client, other: Client, chosen: dict[str, Choice]) -> dict[str, Choice]:
    """Give what to take for each field; raises Invalid for a field or a choice that there is not."""
    found: dict[str, Choice] = {}
    for name in CHOSEN:
        field = merges.compared(name, getattr(kept, name), getattr(other, name))
        choice = chosen.get(name, field.suggested)
        if choice != field.suggested and choice not in field.options:
            choice = field.suggested
        found[name] = choice
    if unknown := sorted(set(chosen) - set(CHOSEN)):
        message = msgid("Please choose an entry from the list.")
        raise Invalid(msgid("Some fields need to be corrected."), {name: [(message, {})] for name in unknown})
    return found


def _take(kept: Client, other: Client, name: str, choice: Choice) -> None:
    if choice == "both":
        setattr(kept, name, f"{getattr(kept, name)}\n{getattr(other, name)}")
    elif choice == "other":
        setattr(kept, name, getattr(other, name))
        if name == "birth_date":
            kept.birth_precision = other.birth_precision


async def _keep_originals(gate: Gate, kept: Client, originals: list[dict[str, Any]]) -> list[ClientFact]:
    """Keep the names and birth dates of both records that are not the present ones, as history."""
    recorded = {"client_id": kept.id, "recorded_by": gate.actor.member_id, "recorded_at": now()}
    added: list[ClientFact] = []
    for record in originals:
        if [record[name] for name in NAMES] != [getattr(kept, name) for name in NAMES]:
            values = {name: record[name] or None for name in NAMES}
            kind = {"name_kind": NameKind.ALIAS, "source": FactSource.DUPLICATE}
            added.append(ClientName(id=new_id(), **recorded, **values, **kind))
        born = record["birth_date"], record["birth_precision"]
        if born[0] is not None and born != (kept.birth_date, kept.birth_precision):
            stated = {"birth_date": born[0], "birth_precision": born[1], "stated_on": today()}
            added.append(BirthStatement(id=new_id(), **recorded, **stated, source=FactSource.DUPLICATE))
    await gate.add_all(added, within=kept)
    return added


def _values(client: Client) -> dict[str, Any]:
    return {name: getattr(client, name) for name in COLUMNS}


def _stored(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _loaded(name: str, value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) and name in {"birth_date", "residence_until"} else value
