"""What is done with clients: entering them, once each; changing and restricting them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from casework.access.gate import Gate
from casework.core.clock import now
from casework.core.errors import CaseworkError, Conflict, Denied
from casework.core.model import new_id
from casework.core.signals import tell
from casework.people import checks, likely, names, queries
from casework.people.fact_actions import NAMES, keep_replaced
from casework.people.models import Client
from casework.people.name_index import Birth, keep_name_keys
from casework.people.name_keys import keep_keys_of_new
from casework.people.names import Name
from casework.people.schemas import ClientDetails, LikelyDuplicate, NewClient
from casework.people.signals import ClientRenamed, ClientRestricted, ClientShownAgain
from casework.web.i18n import msgid

# In one order for everybody, so that two batches never wait for each other in turns.
ONE_AT_A_TIME = (
    "select pg_advisory_xact_lock(made.lock) from (select distinct hashtextextended(key, 0) as lock"
    " from unnest($1::text[]) key order by 1) made"
)
# What the front desk has no part in.
CONFIDENTIAL = (
    "citizenships",
    "german_level",
    "occupation",
    "qualification",
    "residence_status",
    "residence_until",
    "benefits",
    "family",
    "health",
)


class MaybeKnown(Conflict):
    """The person being entered may be a client already; `found` says who and why."""

    def __init__(self, found: Sequence[LikelyDuplicate]) -> None:
        super().__init__(
            msgid("This person may be known already. Open the existing entry, or confirm that it is somebody else.")
        )
        self.found = list(found)


async def enter_client(gate: Gate, new: NewClient) -> Client:
    """Enter a client, or raise MaybeKnown unless `confirmed_new`; raises Invalid and Denied as well."""
    (entered,) = await enter_clients(gate, [new])
    if isinstance(entered, CaseworkError):
        raise entered
    return entered


async def enter_clients(gate: Gate, news: Sequence[NewClient]) -> list[Client | CaseworkError]:
    """Enter clients as if one after the other; gives for each the client, or what `enter_client` would have raised.

    Raises Denied for who may enter nobody at all, and what the database refuses: then none of them was entered.
    """
    gate.require(Client, "create")
    checked = [_checked(gate, new) for new in news]
    ready = [one for one in checked if isinstance(one, _Ready)]
    await _one_at_a_time(gate, ready)
    found = await likely.candidates(gate, [one.described if one.unsure else likely.NOBODY for one in ready])
    fresh = likely.Fresh()
    entered: list[Client | CaseworkError] = []
    keys: dict[UUID, list[str]] = {}
    for one in checked:
        if isinstance(one, CaseworkError):
            entered.append(one)
            continue
        alike = [*found.pop(0), *(fresh.alike(one.described) if one.unsure else ())]
        if known := likely.judged(gate, one.described, alike):
            entered.append(MaybeKnown(known))
            continue
        client = Client(restricted=one.restricted, created_by=gate.actor.member_id, created_at=now(), id=new_id())
        _take(client, one.details)
        keys[client.id] = names.keys(one.described.spellings, *one.described.birth)
        fresh.add(client, keys[client.id])
        entered.append(client)
    added = [(client, None) for client in entered if isinstance(client, Client)]
    await (gate.add_many(added) if len(added) > 1 else gate.add_each(added))
    await keep_keys_of_new(gate, keys)
    return entered


async def edit_client(gate: Gate, client_id: UUID, details: ClientDetails, version: int) -> Client:
    """Change a client's details; raises Stale for another version, and tells ClientRenamed where the name changed."""
    client = await gate.get(Client, client_id, "update", version=version)
    before = {name: getattr(client, name) for name in ClientDetails.__struct_fields__}
    _take(client, checks.cleaned(details))
    await gate.flush()
    await keep_replaced(gate, client, before)
    renamed = any(getattr(client, name) != before[name] for name in NAMES)
    if renamed or any(getattr(client, name) != before[name] for name in ("birth_date", "birth_precision")):
        await keep_name_keys(gate, client)
    if renamed:
        await tell(ClientRenamed(client.id), gate)
    return client


async def restrict_client(gate: Gate, client_id: UUID, version: int, *, restricted: bool) -> Client:
    """Hide a client from everybody but those who work with them and their lead, or end that."""
    client = await gate.get(Client, client_id, "restrict", version=version)
    client.restricted = restricted
    await gate.flush()
    await tell(ClientRestricted(client.id) if restricted else ClientShownAgain(client.id), gate)
    return client


def _take(client: Client, details: ClientDetails) -> None:
    for name in ClientDetails.__struct_fields__:
        setattr(client, name, getattr(details, name))
    client.sort_key = names.sort_key(Name(client.given_name, client.family_name))


class _Ready(NamedTuple):
    """Somebody to be entered whose details were found right; `unsure` while likely duplicates have to be ruled out."""

    details: ClientDetails
    described: likely.Described
    restricted: bool
    unsure: bool


def _checked(gate: Gate, new: NewClient) -> _Ready | CaseworkError:
    try:
        if new.restricted:
            gate.require(Client, "restrict", within="assigned")
        if not queries.knows_all(gate) and any(getattr(new, name) for name in CONFIDENTIAL):
            raise Denied
        details = checks.cleaned(new)
    except CaseworkError as error:
        return error
    latin, native = (details.given_name, details.family_name), (details.native_given_name, details.native_family_name)
    spellings = [Name(given or "", family or "") for given, family in (latin, native) if given or family]
    birth = Birth(details.birth_date, str(details.birth_precision))
    return _Ready(details, likely.described(spellings, birth), new.restricted, not new.confirmed_new)


async def _one_at_a_time(gate: Gate, ready: Sequence[_Ready]) -> None:
    """Let two people at two desks, or a form sent twice, enter the same person one after the other, not at once."""
    sorted_by = {names.sort_key(Name(one.details.given_name, one.details.family_name)) for one in ready}
    await gate.call(ONE_AT_A_TIME, [f"{gate.actor.org_id} {key}" for key in sorted_by])
