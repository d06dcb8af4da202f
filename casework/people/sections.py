"""The frame around the sections of a client's page: who it is, and which sections the reader may open."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request

from casework.access.enforcer import policy
from casework.access.gate import Gate
from casework.people import choices, queries
from casework.people.bond_models import ProtectedAddress
from casework.people.schemas import ClientView
from casework.tenancy.districts import district_name
from casework.web.i18n import msgid
from casework.web.render import language_of

SECTIONS = (
    ("", msgid("Person")),
    ("names", msgid("Names and birth")),
    ("contact", msgid("Contact")),
    ("papers", msgid("Papers")),
    ("skills", msgid("Languages and work")),
    ("relations", msgid("Family and others")),
)
"""The last part of the address and the label of each section."""
FOR_CONTACT = frozenset({"", "contact"})


async def framed(request: Request[Any, Any, Any], gate: Gate, client_id: UUID, done: str = "") -> dict[str, Any]:
    """Give what the frame of every section shows; raises NotFound or Denied."""
    client = await queries.client(gate, client_id)
    return {"client": client, "done": done, **shown(request, gate, client)}


def shown(request: Request[Any, Any, Any], gate: Gate, client: Any) -> dict[str, Any]:  # noqa: ANN401  # Either view.
    """Give the words and sections of the frame for a client who was read already."""
    tongue, full = language_of(request), isinstance(client, ClientView)

    def words(field: str, codes: Sequence[str] | str | None) -> str:
        """Give the words for one code or several of a field."""
        listed = [codes] if isinstance(codes, str) else codes or []
        return ", ".join(choices.text_of(field, code, tongue) for code in listed)

    return {
        "full": full,
        "may_update": full and client.may_update,
        "may_releases": bool(policy().relations(gate.actor.role, "release", "list")),
        "may_address": full and client.may_update and gate.may(ProtectedAddress, "read", within="assigned"),
        "sections": [
            (label, f"/people/{client.id}/{part}".rstrip("/"))
            for part, label in SECTIONS
            if full or part in FOR_CONTACT
        ],
        "words": words,
        "district_name": district_name,
    }
