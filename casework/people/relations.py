"""Named reads of relations between clients; a relation to somebody hidden from the reader is none."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, case, or_, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.model import ORG
from casework.people.bond_models import ClientRelation
from casework.people.bond_schemas import RelationView
from casework.people.fact_codes import INVERSE, RelationKind
from casework.people.models import Client
from casework.people.seen import SEEN, Seen


class _Row(NamedTuple):
    id: UUID
    version: int
    kind: str
    from_this_side: bool
    valid_from: date | None
    valid_until: date | None
    note: str | None
    seen: Seen

    @classmethod
    def of(cls, *columns: Any) -> "_Row":  # noqa: ANN401  # Columns of every type.
        """Read a relation and the other person from the columns of the statement."""
        return cls._make((*columns[:7], Seen._make(columns[7:])))


_THIS: Any = bindparam("client", type_=Uuid())
_FROM_THIS_SIDE = ClientRelation.client_id == _THIS
RELATIONS = Read(
    ClientRelation,
    "list",
    _Row.of,
    select(
        ClientRelation.id,
        ClientRelation.version,
        ClientRelation.relation_kind,
        _FROM_THIS_SIDE.label("from_this_side"),
        ClientRelation.valid_from,
        ClientRelation.valid_until,
        ClientRelation.note,
        *SEEN,
    )
    .join(
        Client,
        and_(
            Client.org_id == ClientRelation.org_id,
            Client.id == case((_FROM_THIS_SIDE, ClientRelation.other_id), else_=ClientRelation.client_id),
        ),
    )
    .where(ClientRelation.org_id == ORG, or_(_FROM_THIS_SIDE, ClientRelation.other_id == _THIS))
    .order_by(ClientRelation.recorded_at, ClientRelation.id)
    .limit(100),
)


async def relations_of(gate: Gate, client_id: UUID) -> list[RelationView]:
    """Give what others are to a client whom the actor may read; nobody for roles that see no relations."""
    if not gate.may(ClientRelation, "list", within="assigned"):
        return []
    rows = await gate.select(RELATIONS, client=client_id)
    return [
        RelationView(
            row.id,
            row.version,
            _seen_from(row),
            row.valid_from,
            row.valid_until,
            row.note,
            row.seen.person(gate),
        )
        for row in rows
    ]


def _seen_from(row: _Row) -> RelationKind:
    kind = RelationKind(row.kind)
    return kind if row.from_this_side else INVERSE.get(kind, kind)
