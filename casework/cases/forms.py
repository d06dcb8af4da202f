"""What the pages of cases share: versions that forms carry, choices of districts and members, merging two edits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.response import Response

from casework.access.gate import Gate
from casework.cases.codes import Phase
from casework.cases.queries import case_head, members_led
from casework.cases.schemas import CaseChange, CaseHead
from casework.cases.task_queries import assignable
from casework.core.errors import Stale
from casework.people import queries as people
from casework.people.models import Client
from casework.people.schemas import Person
from casework.tenancy.districts import district_name, districts
from casework.web import merge
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import page, reader

AnyRequest = Request[Any, Any, Any]
MOST_PERSONS = 20
LABELS = {
    "concern": msgid("Concern"),
    "venture": msgid("Venture"),
    "venture_start": msgid("Planned start"),
    "phase": msgid("Phase"),
    "district": msgid("District"),
}


def version_in(fields: Mapping[str, Sequence[str]]) -> int:
    """Give the version that a form carried along; raises Stale where it carries none that could be one."""
    text = next(iter(fields.get("version", ())), "")
    if not text.isdecimal() or len(text) > 9:
        raise Stale
    return int(text)


def uuids_in(texts: Sequence[str], most: int = MOST_PERSONS) -> list[UUID]:
    """Give the keys among these texts, each once; what is no key is left out."""
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)[:most]


def district_options() -> list[tuple[str, str]]:
    """Give every district as (key, name), by name."""
    return sorted(((ags, district_name(ags)) for ags in districts()), key=lambda pair: pair[1])


async def found_persons(gate: Gate, text: str, most: int = MOST_PERSONS) -> list[Person]:
    """Give the persons whom a text finds; nobody for an empty text or for those who may not search."""
    if not text or "\x00" in text or not gate.may(Client, "search"):
        return []
    return list(await people.search(gate, text, most))


async def colleagues(gate: Gate, case_id: UUID) -> list[tuple[str, str]]:
    """Give the others who see a case, as (key, name): whom its notes can name as readers."""
    found = await assignable(gate, case_id)
    return [(str(member.id), member.name) for member in found if member.id != gate.actor.member_id]


async def member_options(gate: Gate) -> list[tuple[str, str]]:
    """Give the members to whom the actor may give a case, as (key, name)."""
    return [(str(member.id), member.name) for member in await members_led(gate)]


def change_of(head: CaseHead) -> CaseChange:
    """Give what the form for editing shows of a case."""
    return CaseChange(head.phase, head.concern, head.venture, head.venture_start, head.district)


async def merge_page(request: AnyRequest, gate: Gate, case_id: UUID, yours: Form[CaseChange]) -> Response[str]:
    """Show what two people left different in a case, for the second one to decide."""
    head, words = await case_head(gate, case_id), reader(request)
    phases = {code: words.gettext(label) for code, label in Phase.choices()}
    found = merge.differences(
        yours,
        Form.of(change_of(head)),
        {name: words.gettext(label) for name, label in LABELS.items()},
        {
            "phase": phases,
            "district": dict(district_options()),
        },
    )
    return page(
        request,
        "web/merge.html",
        409,
        differences=found,
        kept=merge.kept_fields(yours, found, head.version),
        action=f"/cases/{case_id}/edit",
        cancel=f"/cases/{case_id}",
    )
