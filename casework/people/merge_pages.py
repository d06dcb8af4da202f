"""Pages for merging two records of one person: finding the other, choosing field by field, undoing."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.errors import CaseworkError, Conflict, NotFound, Stale
from casework.people import choices, merge_actions, merges, queries
from casework.people.client_form import LABELS, codes_shown, version_in
from casework.people.merge_schemas import CHOSEN, Choice, Comparison, Merging
from casework.people.models import Client
from casework.people.names import known_part
from casework.tenancy.districts import district_name
from casework.web.input import read_fields
from casework.web.render import language_of, page, reader

AnyRequest = Request[Any, Any, Any]
FOUND = 20
CHOICES: dict[str, Choice] = {"kept": "kept", "other": "other", "both": "both"}


@get("/people/{client_id:uuid}/merge", include_in_schema=False)
async def merge_page(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    other: Annotated[UUID | None, QueryParameter(name="with")] = None,
    search: FromQuery[str] = "",
) -> Response[Any]:
    """Show two records side by side, or whom a search for the other one finds."""
    if other is not None:
        return _compared(request, await merges.comparison(gate, client_id, other))
    await gate.get(Client, client_id, "merge")
    client = await queries.client(gate, client_id)
    text = search.strip()[:200]
    found = await queries.search(gate, text, FOUND) if text else []
    others = [person for person in found if person.id != client_id]
    return page(request, "people/merge_find.html", client=client, text=text, found=others, district_name=district_name)


@post("/people/{client_id:uuid}/merge", status_code=303, include_in_schema=False)
async def merge(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]
) -> Redirect | Response[Any]:
    """Let the other record become part of this one; whoever is refused sees why, with what they had chosen."""
    fields = await read_fields(request)
    merged_id = _id_in(next(iter(fields.get("merged_id", [])), ""))
    version = next(iter(fields.get("merged_version", [])), "")
    chosen = {
        name: CHOICES[text] for name in CHOSEN for text in fields.get(f"choice-{name}", [])[:1] if text in CHOICES
    }
    merging = Merging(
        merged_id=merged_id,
        merged_version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
        choices=chosen,
    )
    # What the page needs is read first: a refusal by the database ends what can be read afterwards.
    found = await merges.comparison(gate, client_id, merged_id)
    try:
        await merge_actions.merge(gate, client_id, merging, version_in(fields))
    except (Conflict, Stale) as error:
        return _compared(request, found, chosen, error)
    return Redirect(f"/people/{client_id}/names?done=merged", status_code=303)


@get("/people/{client_id:uuid}/merges/{client_merge_id:uuid}", include_in_schema=False)
async def ask_undo(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], client_merge_id: FromPath[UUID]
) -> Response[Any]:
    """Ask before two records are made of one again."""
    await queries.client(gate, client_id)
    made = next((one for one in await merges.merges_of(gate, client_id) if one.id == client_merge_id), None)
    if made is None:
        raise NotFound
    _ = reader(request).gettext
    return page(
        request,
        "web/confirm.html",
        title=_("Make two records of one again?"),
        text=made.merged_name or "",
        action=f"/people/{client_id}/merges/{client_merge_id}/undoing",
        submit=_("Undo the merge"),
        cancel=f"/people/{client_id}/names",
        consequences=[
            _("Everything that belonged to the other record goes back to it: cases, releases, referrals, entries."),
            _("What was entered since then stays with this record."),
        ],
        fields={"version": made.version},
        kind="primary",
    )


@post("/people/{client_id:uuid}/merges/{client_merge_id:uuid}/undoing", status_code=303, include_in_schema=False)
async def undo(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], client_merge_id: FromPath[UUID]
) -> Redirect:
    """Make two records of one again."""
    fields = await read_fields(request)
    await merge_actions.undo(gate, client_id, client_merge_id, version_in(fields))
    return Redirect(f"/people/{client_id}/names?done=undone", status_code=303)


def _compared(
    request: AnyRequest,
    found: Comparison,
    chosen: Mapping[str, Choice] | None = None,
    refused: CaseworkError | None = None,
) -> Response[Any]:
    tongue = language_of(request)
    codes = codes_shown(tongue)

    def shown(side: Any, name: str) -> str:  # noqa: ANN401  # Either record.
        """Give a field of a record in words."""
        value = getattr(side, name)
        if name == "birth_date":
            born = known_part(value, side.birth_precision)
            return ".".join(reversed(born.split("-"))) if born else ""
        if name in choices.READ_AS and value:
            return choices.text_of(name, value, tongue)
        return codes.get(name, {}).get(value, str(value or ""))

    return page(
        request,
        "people/merge.html",
        409 if refused else 200,
        chosen=chosen or {},
        changed=isinstance(refused, Stale),
        refused="" if refused is None else reader(request).sentence(refused.message, refused.values),
        kept=found.kept,
        other=found.other,
        compared=found.fields,
        shown=shown,
        labels=LABELS,
    )


def _id_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


handlers = [merge_page, merge, ask_undo, undo]
