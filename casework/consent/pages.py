"""Pages about releases: those of one client, a new one, one release with its printed text, signature, revocation."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.consent import actions, queries
from casework.consent.codes import (
    DataCategory,
    Direction,
    PurposeKind,
    ReleaseForm,
    ReleaseStatus,
    RevocationChannel,
)
from casework.consent.declaration import TEXT_LANGUAGES
from casework.consent.models import Release
from casework.consent.schemas import NewRelease, ReleaseRow, Revocation, Signature
from casework.consent.sheet import sheet, withheld
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, NotFound, Stale
from casework.people.codes import language_choices, language_name
from casework.people.models import Client
from casework.web.forms import Form
from casework.web.input import read_fields, read_form
from casework.web.render import language_of, page

AnyRequest = Request[Any, Any, Any]
TONES = {
    ReleaseStatus.ACTIVE: "success",
    ReleaseStatus.DRAFT: "warning",
    ReleaseStatus.NOT_YET_VALID: "info",
    ReleaseStatus.REVOKED: "danger",
}


@get("/people/{client_id:uuid}/releases")
async def list_releases(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[str]:
    """Show the releases that a client gave."""
    client = await queries.giver(gate, client_id)
    releases = await queries.releases_of(gate, [client_id])
    may_add = gate.may(Release, "create", within=client)
    return page(
        request,
        "consent/list.html",
        client=client,
        releases=releases,
        may_add=may_add,
        day=today(),
        tones=TONES,
        most=queries.MOST,
    )


@get("/people/{client_id:uuid}/releases/new")
async def new_release(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    recipient: FromQuery[str | None] = None,
    category: FromQuery[list[str] | None] = None,
    purpose: FromQuery[str | None] = None,
    next_page: FromQuery[str | None] = None,
) -> Response[str]:
    """Show the form for a new release, filled in as far as the page that leads here knows."""
    client = await queries.giver(gate, client_id)
    gate.require(Release, "create", within=client)
    known = client.interpreter_language or next(iter(client.languages), "de")
    form = Form.blank(
        NewRelease,
        recipient_org_id=recipient,
        categories=category or [],
        purpose=purpose,
        direction=Direction.ONE_WAY,
        valid_from=today(),
        language=known,
        form=ReleaseForm.WRITTEN,
    )
    return await _form_page(request, gate, client, form, _own_address(next_page))


@post("/people/{client_id:uuid}/releases", status_code=303)
async def add_release(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Record a release, then go where the person came from, or show it."""
    form = await read_form(request, NewRelease)
    following = _own_address(next(iter((await read_fields(request)).get("next_page", ())), None))
    if form.valid:
        try:
            release = await actions.add_release(gate, client_id, form.value)
        except Invalid as error:
            form.take(error)
        else:
            return Redirect(following or f"/releases/{release.id}?done=added", status_code=303)
    client = await queries.giver(gate, client_id)
    gate.require(Release, "create", within=client)
    return await _form_page(request, gate, client, form, following, 422)


@get("/releases/{release_id:uuid}")
async def show_release(
    request: AnyRequest, gate: NamedDependency[Gate], release_id: FromPath[UUID], done: FromQuery[str | None] = None
) -> Response[str]:
    """Show one release: what it allows, where it stands, and what can be done with it."""
    release = await gate.get(Release, release_id, "read")
    return await _release_page(request, gate, release, Form.blank(Signature), done=done)


@post("/releases/{release_id:uuid}/signature", status_code=303)
async def sign_release(
    request: AnyRequest, gate: NamedDependency[Gate], release_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Enter the signature under a release that was printed first."""
    form, version = await read_form(request, Signature), await _version(request)
    status = 422
    if form.valid:
        try:
            await actions.sign_release(gate, release_id, form.value.signed_on, version=version)
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
        else:
            return Redirect(f"/releases/{release_id}?done=signed", status_code=303)
    release = await gate.get(Release, release_id, "read")
    return await _release_page(request, gate, release, form, status=status)


@get("/releases/{release_id:uuid}/text")
async def print_release(
    request: AnyRequest, gate: NamedDependency[Gate], release_id: FromPath[UUID], language: FromQuery[str] = "de"
) -> Response[str]:
    """Show the text of a release as it is printed on one sheet, in German or English."""
    if language not in TEXT_LANGUAGES:
        raise NotFound
    release = await gate.get(Release, release_id, "read")
    client = await queries.giver(gate, release.client_id)
    gate.note(Event("print", Release.kind, release_id, [client.id], ["text"]))
    words = sheet(ReleaseRow.of(release), client, await queries.releaser(gate), language)
    return page(request, "consent/sheet.html", sheet=words, release=release, texts=TEXT_LANGUAGES)


@get("/releases/{release_id:uuid}/revocation")
async def ask_revocation(request: AnyRequest, gate: NamedDependency[Gate], release_id: FromPath[UUID]) -> Response[str]:
    """Ask once, and say what a revocation does."""
    release = await gate.get(Release, release_id, "revoke")
    return await _revocation_page(request, gate, release, Form.blank(Revocation), 200)


@post("/releases/{release_id:uuid}/revocation", status_code=303)
async def revoke_release(
    request: AnyRequest, gate: NamedDependency[Gate], release_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Record that the client took the release back."""
    form, version = await read_form(request, Revocation), await _version(request)
    status = 422
    if form.valid:
        try:
            await actions.revoke_release(gate, release_id, form.value.channel, version=version)
        except (Stale, Conflict) as error:
            status = form.take(error)
        else:
            return Redirect(f"/releases/{release_id}?done=revoked", status_code=303)
    release = await gate.get(Release, release_id, "revoke")
    return await _revocation_page(request, gate, release, form, status)


async def _form_page(
    request: AnyRequest,
    gate: Gate,
    client: Client,
    form: Form[NewRelease],
    following: str,
    status: int = 200,
) -> Response[str]:
    return page(
        request,
        "consent/new.html",
        status,
        client=client,
        form=form,
        following=following,
        recipients=[(found.id, found.name) for found in await queries.recipients(gate)],
        spoken=language_choices(language_of(request)),
        special=[category for category in DataCategory if category.is_special],
        DataCategory=DataCategory,
        PurposeKind=PurposeKind,
        Direction=Direction,
        ReleaseForm=ReleaseForm,
    )


async def _release_page(
    request: AnyRequest,
    gate: Gate,
    release: Release,
    form: Form[Signature],
    status: int = 200,
    done: str | None = None,
) -> Response[str]:
    row = ReleaseRow.of(release)
    return page(
        request,
        "consent/release.html",
        status,
        release=row,
        client=await queries.giver(gate, release.client_id),
        stands=row.status(today()),
        tones=TONES,
        withheld=withheld(row),
        explained_in=language_name(row.language, language_of(request)),
        texts=TEXT_LANGUAGES,
        may_sign=gate.may(Release, "sign", within=release),
        may_revoke=gate.may(Release, "revoke", within=release),
        form=form,
        done=done,
    )


async def _revocation_page(
    request: AnyRequest, gate: Gate, release: Release, form: Form[Revocation], status: int
) -> Response[str]:
    return page(
        request,
        "consent/revocation.html",
        status,
        release=ReleaseRow.of(release),
        client=await queries.giver(gate, release.client_id),
        form=form,
        RevocationChannel=RevocationChannel,
    )


async def _version(request: AnyRequest) -> int | None:
    """Give the version that the form was based on; a form without one is taken as based on the present one."""
    text = next(iter((await read_fields(request)).get("version", ())), "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1 if text else None


def _own_address(text: str | None) -> str:
    """Give an address of this program to go on to, empty for anything that could lead elsewhere."""
    plain = (text or "").strip()
    is_ours = plain.startswith("/") and not plain.startswith(("//", "/\\")) and plain.isprintable() and len(plain) < 500
    return plain if is_ours else ""


handlers = [
    list_releases,
    new_release,
    add_release,
    show_release,
    sign_release,
    print_release,
    ask_revocation,
    revoke_release,
]
