"""Two records side by side, the merges of a client, and where a merged record went."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.errors import Conflict, Denied, NotFound
from casework.core.model import ORG
from casework.people import queries
from casework.people.bond_models import ClientMerge
from casework.people.merge_schemas import CHOSEN, TEXTS, Choice, Compared, Comparison, MergeView
from casework.people.models import Client
from casework.people.schemas import ClientView
from casework.web.i18n import msgid

LONGEST = {"contact_hint": 200, "benefits": 200, "family": 2000, "health": 2000}
MEMBER = "select name from members where org_id = $1 and id = $2"

MERGES = Read(
    ClientMerge,
    "list",
    lambda *columns: columns,
    select(
        ClientMerge.id,
        ClientMerge.kept_id,
        ClientMerge.merged_id,
        ClientMerge.taken["name"].astext.cast(Text()),
        ClientMerge.merged_at,
        ClientMerge.merged_by,
        ClientMerge.undone_at,
        ClientMerge.version,
    )
    .where(ClientMerge.org_id == ORG, ClientMerge.kept_id == bindparam("client", type_=Uuid()))
    .order_by(ClientMerge.merged_at.desc(), ClientMerge.id)
    .limit(50),
)
INTO = "select merged_into from clients where org_id = $1 and id = $2"


async def comparison(gate: Gate, kept_id: UUID, other_id: UUID) -> Comparison:
    """Give two records side by side; raises NotFound and Denied for either, Conflict for one and the same."""
    for client_id in (kept_id, other_id):
        await gate.get(Client, client_id, "merge")
    if kept_id == other_id:
        raise Conflict(msgid("These are one and the same record."))
    kept, other = [await queries.client(gate, client_id) for client_id in (kept_id, other_id)]
    if not (isinstance(kept, ClientView) and isinstance(other, ClientView)):
        raise Denied
    return Comparison(kept, other, [compared(name, getattr(kept, name), getattr(other, name)) for name in _shown()])


def compared(name: str, kept: Any, other: Any) -> Compared:  # noqa: ANN401  # Values of any field.
    """Give one field of both records with what there is to choose."""
    if name not in CHOSEN or kept == other or not other or not kept:
        empty = name in CHOSEN and bool(other) and not kept
        return Compared(name, kept, other, "other" if empty else "kept", [])
    options: list[Choice] = ["kept", "other"]
    if name in TEXTS and len(f"{kept}\n{other}") <= LONGEST[name]:
        options.append("both")
    return Compared(name, kept, other, "both" if "both" in options else "kept", options)


async def merges_of(gate: Gate, client_id: UUID) -> list[MergeView]:
    """Give the merges by which other records became part of a client's, the latest first."""
    if not gate.may(ClientMerge, "list", within="assigned"):
        return []
    rows = await gate.select(MERGES, client=client_id)
    views = []
    for merge_id, kept_id, merged_id, name, at, by, undone_at, version in rows:
        views.append(MergeView(merge_id, kept_id, merged_id, name, at, await _name_of(gate, by), undone_at, version))
    return views


async def merged_into(gate: Gate, client_id: UUID) -> UUID | None:
    """Give the client whom a merged record became part of, if the actor may know them."""
    for _ in range(10):
        rows = await gate.call(INTO, gate.actor.org_id, client_id)
        if not rows or rows[0][0] is None:
            break
        client_id = rows[0][0]
    else:
        return None
    try:
        return (await gate.get(Client, client_id, "search")).id
    except (NotFound, Denied):
        return None


async def _name_of(gate: Gate, member_id: UUID) -> str | None:
    rows = await gate.call(MEMBER, gate.actor.org_id, member_id)
    return str(rows[0][0]) if rows else None


def _shown() -> list[str]:
    return list(CHOSEN)
