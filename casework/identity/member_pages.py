"""The organisation's people, as pages for its administration."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.errors import CaseworkError, Conflict, Invalid, Stale
from casework.identity import actions, queries
from casework.identity.models import Member
from casework.identity.password_reset import link_base
from casework.identity.schemas import MemberChange, MemberView, NewMember, NewTeam
from casework.tenancy.codes import Role
from casework.web import merge, navigation
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import Fields, read_fields, read_form
from casework.web.render import language_of, page, reader

AnyRequest = Request[Any, Any, Any]
# Operators are named where the network is run, never by an organisation for itself.
ROLES = [(role.value, role.label) for role in Role if role is not Role.NETWORK_OPERATOR]

navigation.register(msgid("Staff"), "/members", order=10, roles=("organisation_admin",))


@get("/members", include_in_schema=False)
async def list_members(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show who works here, as what and in which teams."""
    return await _list_page(request, gate, Form.blank(NewTeam))


@post("/members/teams", status_code=303, include_in_schema=False)
async def add_team(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Make a team."""
    form = await read_form(request, NewTeam)
    if form.valid:
        try:
            await actions.add_team(gate, form.value.name)
            return Redirect("/members?done=team", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _list_page(request, gate, form, 422)


@get("/members/new", include_in_schema=False)
async def new_member(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the form for a new member."""
    return await _form_page(request, gate, Form.blank(NewMember))


@post("/members/new", status_code=303, include_in_schema=False)
async def add_member(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Add a member and send them a link to choose a password."""
    form = await read_form(request, NewMember)
    if form.valid:
        try:
            added = await actions.add_member(gate, form.value, base=_base(request), language=language_of(request))
            return Redirect(f"/members/{added}?done=added", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _form_page(request, gate, form, status=422)


@get("/members/{member_id:uuid}", include_in_schema=False)
async def show_member(request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> Response[str]:
    """Show a member with what the administration may do."""
    member = await queries.member(gate, member_id)
    return await _form_page(request, gate, Form.of(_change_of(member)), member)


@post("/members/{member_id:uuid}", status_code=303, include_in_schema=False)
async def change_member(request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> Response[Any]:
    """Save a changed member; where somebody else saved first, show both versions to choose from."""
    fields = await read_fields(request)
    form = Form.read(MemberChange, fields)
    if form.valid:
        try:
            await actions.change_member(gate, member_id, form.value, version=_version(fields))
            return Redirect(f"/members/{member_id}?done=changed", status_code=303)
        except (Invalid, Conflict) as error:
            form.take(error)
        except Stale:
            return await _merge_page(request, gate, form, member_id)
    return await _form_page(request, gate, form, await queries.member(gate, member_id), 422)


@get("/members/{member_id:uuid}/deactivation", include_in_schema=False)
async def ask_deactivation(
    request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]
) -> Response[str]:
    """Ask once before somebody's access ends."""
    member, words = await queries.member(gate, member_id), reader(request)
    return page(
        request,
        "web/confirm.html",
        title=words.sentence(msgid("End the access of %(name)s?"), {"name": member.name}),
        text=words.gettext(msgid("All their sessions stop at once. You can let them in again at any time.")),
        consequences=[words.gettext(msgid("Cases and appointments stay where they are; hand them over first."))],
        submit=words.gettext(msgid("End access")),
        action=f"/members/{member_id}/deactivation",
        cancel=f"/members/{member_id}",
        fields={"version": member.version},
    )


@post("/members/{member_id:uuid}/deactivation", status_code=303, include_in_schema=False)
async def deactivate(request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> Response[Any]:
    """End somebody's access at once."""
    return await _switch(request, gate, member_id, active=False)


@post("/members/{member_id:uuid}/reactivation", status_code=303, include_in_schema=False)
async def reactivate(request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> Response[Any]:
    """Let somebody in again."""
    return await _switch(request, gate, member_id, active=True)


@post("/members/{member_id:uuid}/password-link", status_code=303, include_in_schema=False)
async def send_link(request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> Redirect:
    """Send a link to choose a new password."""
    await actions.send_link(gate, member_id, base=_base(request), language=language_of(request))
    return Redirect(f"/members/{member_id}?done=link", status_code=303)


async def _switch(request: AnyRequest, gate: Gate, member_id: UUID, *, active: bool) -> Response[Any]:
    version = _version(await read_fields(request))
    try:
        await actions.set_active(gate, member_id, active=active, version=version)
    except Conflict as error:
        member = await queries.member(gate, member_id)
        return await _form_page(request, gate, Form.of(_change_of(member)), member, 409, error)
    return Redirect(f"/members/{member_id}?done={'active' if active else 'inactive'}", status_code=303)


async def _list_page(request: AnyRequest, gate: Gate, form: Form[NewTeam], status: int = 200) -> Response[str]:
    number = request.query_params.get("page", "1")
    number = int(number) if number.isdecimal() and 0 < int(number[:4]) < 1000 else 1
    found = await queries.members(gate, queries.MOST + 1, (number - 1) * queries.MOST)
    return page(
        request,
        "identity/members.html",
        status,
        members=found[: queries.MOST],
        page_number=number,
        has_more=len(found) > queries.MOST,
        page_size=queries.MOST,
        teams=await queries.teams(gate),
        form=form,
        done=request.query_params.get("done", ""),
    )


async def _form_page(
    request: AnyRequest,
    gate: Gate,
    form: Form[Any],
    member: MemberView | None = None,
    status: int = 200,
    error: CaseworkError | None = None,
) -> Response[str]:
    gate.require(Member, "update")
    return page(
        request,
        "identity/member.html",
        status,
        form=form,
        member=member,
        teams=[(team.id, team.name) for team in await queries.teams(gate)],
        roles=ROLES,
        error=reader(request).sentence(error.message, error.values) if error else "",
        done=request.query_params.get("done", ""),
    )


async def _merge_page(request: AnyRequest, gate: Gate, form: Form[MemberChange], member_id: UUID) -> Response[str]:
    stored, words = await queries.member(gate, member_id), reader(request)
    labels = {name: words.gettext(text) for name, text in LABELS.items()}
    names = {str(team.id): team.name for team in await queries.teams(gate)}
    shown = {"role": {code: words.gettext(text) for code, text in ROLES}, "teams": names, "leads": names}
    found = merge.differences(form, Form.of(_change_of(stored)), labels, shown)
    kept = merge.kept_fields(form, found, stored.version)
    address = f"/members/{member_id}"
    return page(request, "web/merge.html", 409, differences=found, kept=kept, action=address, cancel=address)


LABELS = {"name": msgid("Name"), "role": msgid("Role"), "teams": msgid("Teams"), "leads": msgid("Leads these teams")}


def _change_of(member: MemberView) -> MemberChange:
    leads = [team.id for team in member.teams if team.leads]
    return MemberChange(member.name, Role(member.role), [team.id for team in member.teams], leads)


def _version(fields: Fields) -> int:
    """Give the version that a form carries; a missing or odd one counts as older than any that is stored."""
    text = next(iter(fields.get("version", ())), "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _base(request: AnyRequest) -> str:
    return link_base(request.app.state.settings, str(request.base_url))


handlers = [
    list_members,
    add_team,
    new_member,
    add_member,
    show_member,
    change_member,
    ask_deactivation,
    deactivate,
    reactivate,
    send_link,
]
