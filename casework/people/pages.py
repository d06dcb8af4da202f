"""Pages about clients: finding them, entering them once, seeing and changing what is known."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.errors import Invalid, NotFound, Stale
from casework.people import (
    actions,
    bond_pages,
    choices,
    duplicate_pages,
    fact_pages,
    facts,
    household_pages,
    lookups,
    merge_pages,
    merges,
    names,
    queries,
    relations,
    sections,
)
from casework.people.actions import MaybeKnown
from casework.people.client_form import LABELS, ClientForm, codes_shown, version_in
from casework.people.codes import Gender, LanguageLevel, ResidenceStatus
from casework.people.models import Client, Household
from casework.people.schemas import ClientDetails, ClientView, LikelyDuplicate, NewClient
from casework.tenancy.districts import district_name
from casework.web import merge, navigation
from casework.web.i18n import msgid
from casework.web.input import read_fields
from casework.web.render import language_of, page, reader

AnyRequest = Request[Any, Any, Any]
SHOWN = 50
LONGEST_SEARCH = 200

navigation.register(msgid("People"), "/people", order=20, roles=("front_desk",))


@get("/people", include_in_schema=False)
async def find_people(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    search: FromQuery[str] = "",
    page_number: Annotated[int, QueryParameter(name="page", ge=1, le=200)] = 1,
) -> Response[Any]:
    """Find people by name, birth date or file number; entering somebody new is offered below what was found."""
    text = search.strip()[:LONGEST_SEARCH]
    address = await lookups.address_for(gate, text) if text else None
    if address is not None:
        return Redirect(address, status_code=303)
    found = await queries.search(gate, text, SHOWN + 1, (page_number - 1) * SHOWN)
    return page(
        request,
        "people/find.html",
        text=text,
        searched=not names.search(text).empty,
        found=found[:SHOWN],
        more=len(found) > SHOWN,
        page_number=page_number,
        may_create=gate.may(Client, "create"),
        may_merge=gate.may(Client, "merge", within="assigned"),
        may_export=gate.may(Client, "export", within="assigned"),
        district_name=district_name,
    )


@get("/people/new", include_in_schema=False)
async def new_client(request: AnyRequest, gate: NamedDependency[Gate], search: FromQuery[str] = "") -> Response[Any]:
    """Show the form for somebody new, filled in with what was searched for."""
    gate.require(Client, "create")
    text = search.strip()[:LONGEST_SEARCH]
    if not text:
        return Redirect("/people", status_code=303)
    return _new_page(request, gate, ClientForm.blank(NewClient, **_guessed(text)))


@post("/people", status_code=303, include_in_schema=False)
async def enter_client(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Enter a client, or show who the person may be."""
    gate.require(Client, "create")
    form = ClientForm.read(NewClient, await read_fields(request))
    found: Sequence[LikelyDuplicate] = ()
    status = 422
    if form.valid:
        try:
            client = await actions.enter_client(gate, form.value)
        except Invalid as error:
            form.take(error)
        except MaybeKnown as known:
            found, status = known.found, 409
        else:
            return Redirect(f"/people/{client.id}?done=entered", status_code=303)
    return _new_page(request, gate, form, found, status)


@get("/people/{client_id:uuid}", include_in_schema=False)
async def show_client(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], done: FromQuery[str] = ""
) -> Response[Any]:
    """Show a client; the front desk sees name and contact only."""
    try:
        view = await queries.client(gate, client_id)
    except NotFound:
        # An old link to a record that became part of another one leads on to that one.
        survivor = await merges.merged_into(gate, client_id)
        if survivor is None:
            raise
        return Redirect(f"/people/{survivor}", status_code=303)
    full = isinstance(view, ClientView)
    disputes = await facts.facts_of(gate, client_id, facts.FACTS["disputes"]) if full else []
    return page(
        request,
        "people/client.html",
        client=view,
        done=done,
        channels=await facts.facts_of(gate, client_id, facts.FACTS["channels"]),
        disputes=[dispute for dispute in disputes if dispute.settled_on is None],
        relations=await relations.relations_of(gate, client_id) if full else [],
        may_household=gate.may(Household, "create"),
        labels=LABELS,
        **sections.shown(request, gate, view),
    )


@get("/people/{client_id:uuid}/edit", include_in_schema=False)
async def edit_page(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[Any]:
    """Show a client's details for editing."""
    client = await gate.get(Client, client_id, "update")
    return _edit_page(request, client, ClientForm.filled(ClientDetails, client, language_of(request)))


@post("/people/{client_id:uuid}/edit", status_code=303, include_in_schema=False)
async def edit_client(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[Any]:
    """Keep changed details; whoever was slower chooses field by field."""
    fields = await read_fields(request)
    version = version_in(fields)
    form = ClientForm.read(ClientDetails, fields)
    if form.valid:
        try:
            await actions.edit_client(gate, client_id, form.value, version)
        except Invalid as error:
            form.take(error)
        except Stale:
            return _merge_page(request, await gate.get(Client, client_id, "update"), form)
        else:
            return Redirect(f"/people/{client_id}?done=saved", status_code=303)
    client = await gate.get(Client, client_id, "update")
    return _edit_page(request, client, form, version)


@get("/people/{client_id:uuid}/restriction", include_in_schema=False)
async def ask_restriction(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[Any]:
    """Ask before a client is hidden, or shown again."""
    client = await gate.get(Client, client_id, "restrict")
    _ = reader(request).gettext
    hide = not client.restricted
    return page(
        request,
        "web/confirm.html",
        title=_("Restrict this client?") if hide else _("End the restriction?"),
        text=client.name,
        action=f"/people/{client_id}/restriction",
        submit=_("Restrict") if hide else _("End restriction"),
        cancel=f"/people/{client_id}",
        consequences=[
            _("Only those who work with the client, and their lead, find and see the client from now on.")
            if hide
            else _("The whole team finds and sees the client again.")
        ],
        fields={"version": client.version, "restricted": "true" if hide else "false"},
        kind="danger" if hide else "primary",
    )


@post("/people/{client_id:uuid}/restriction", status_code=303, include_in_schema=False)
async def restrict_client(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Redirect:
    """Hide a client, or show them again."""
    fields = await read_fields(request)
    restricted = "true" in fields.get("restricted", [])
    await actions.restrict_client(gate, client_id, version_in(fields), restricted=restricted)
    return Redirect(f"/people/{client_id}?done=saved", status_code=303)


def _new_page(
    request: AnyRequest,
    gate: Gate,
    form: ClientForm[NewClient],
    found: Sequence[LikelyDuplicate] = (),
    status: int = 200,
) -> Response[str]:
    return page(
        request,
        "people/new.html",
        status,
        form=form,
        duplicates=found,
        full=queries.knows_all(gate),
        may_restrict=gate.may(Client, "restrict", within="assigned"),
        district_name=district_name,
        **_form_words(request),
    )


def _edit_page(
    request: AnyRequest, client: Client, form: ClientForm[ClientDetails], version: int | None = None
) -> Response[str]:
    return page(
        request,
        "people/edit.html",
        200 if version is None else 422,
        form=form,
        client=client,
        version=version or client.version,
        full=True,
        may_restrict=False,
        **_form_words(request),
    )


def _merge_page(request: AnyRequest, client: Client, form: ClientForm[ClientDetails]) -> Response[str]:
    tongue, gettext = language_of(request), reader(request).gettext
    yours = ClientForm.filled(ClientDetails, form.value, tongue)
    theirs = ClientForm.filled(ClientDetails, client, tongue)
    labels = {name: gettext(label) for name, label in LABELS.items()}
    found = merge.differences(yours, theirs, labels, codes_shown(tongue))
    kept = merge.kept_fields(yours, found, client.version)
    address = f"/people/{client.id}"
    return page(request, "web/merge.html", 409, differences=found, kept=kept, action=f"{address}/edit", cancel=address)


def _form_words(request: AnyRequest) -> dict[str, Any]:
    tongue = language_of(request)
    return {
        "labels": LABELS,
        "options": {name: choices.options(name, tongue) for name in ("district", "languages", "citizenships")},
        "Gender": Gender,
        "LanguageLevel": LanguageLevel,
        "ResidenceStatus": ResidenceStatus,
    }


def _guessed(text: str) -> dict[str, str]:
    """Put the words of a search into the fields where they most likely belong; the person sees and corrects it."""
    parts = [part for part in text.split() if not any(sign.isdigit() for sign in part)]
    *given, family = parts or [""]
    prefix = "" if all(sign.isascii() or "\u00c0" <= sign <= "\u024f" for sign in "".join(parts)) else "native_"
    born = [part for part in text.split() if any(sign.isdigit() for sign in part)]
    return {
        f"{prefix}family_name": family[:100],
        f"{prefix}given_name": " ".join(given)[:100],
        "birth_date": born[0] if len(born) == 1 else "",
    }


handlers = [
    find_people,
    new_client,
    enter_client,
    show_client,
    edit_page,
    edit_client,
    ask_restriction,
    restrict_client,
    *household_pages.handlers,
    *fact_pages.handlers,
    *merge_pages.handlers,
    *bond_pages.handlers,
    *duplicate_pages.handlers,
]
