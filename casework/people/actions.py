"""What is done with clients: entering them, once each; changing and restricting them."""

from collections.abc import Sequence
from uuid import UUID

from casework.access.gate import Gate
from casework.core.clock import now
from casework.core.errors import Conflict, Denied
from casework.core.model import new_id
from casework.core.signals import tell
from casework.people import checks, names, queries
from casework.people.fact_actions import NAMES, keep_replaced
from casework.people.models import Client
from casework.people.name_index import keep_name_keys
from casework.people.names import Name
from casework.people.schemas import ClientDetails, LikelyDuplicate, NewClient
from casework.people.signals import ClientRenamed, ClientRestricted, ClientShownAgain
from casework.web.i18n import msgid

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
    gate.require(Client, "create")
    if new.restricted:
        gate.require(Client, "restrict", within="assigned")
    if not queries.knows_all(gate) and any(getattr(new, name) for name in CONFIDENTIAL):
        raise Denied
    details = checks.cleaned(new)
    precision = str(details.birth_precision)
    # Two people at two desks, or a form sent twice, enter the same person one after the other, not at once.
    await gate.call(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        f"{gate.actor.org_id} {names.sort_key(Name(details.given_name, details.family_name))}",
    )
    if not new.confirmed_new:
        found = await queries.likely_duplicates(gate, _spellings(details), details.birth_date, precision)
        if found:
            raise MaybeKnown(found)
    client = Client(restricted=new.restricted, created_by=gate.actor.member_id, created_at=now(), id=new_id())
    _take(client, details)
    await gate.add(client)
    await keep_name_keys(gate, client)
    return client


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


def _spellings(details: ClientDetails) -> list[Name]:
    return [
        Name(details.given_name, details.family_name),
        Name(details.native_given_name or "", details.native_family_name or ""),
    ]
