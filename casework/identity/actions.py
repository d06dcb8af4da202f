"""What an organisation's administration does with its members."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.core.crypto import new_token, token_hash
from casework.core.errors import Conflict, Invalid
from casework.core.model import new_id
from casework.identity import queries
from casework.identity.mails import given_mail
from casework.identity.models import Member
from casework.identity.schemas import MemberChange, NewMember
from casework.tenancy.codes import Role
from casework.tenancy.models import Team, TeamMember
from casework.web.i18n import msgid

# Others must not leave the office empty while this one goes, so the administrators are locked in one order.
ADMINISTRATORS = """
select id from members where org_id = app.current_org() and role = 'organisation_admin' and active
order by id for update
"""
WORKS_HERE = msgid("This person works here already.")
NOT_GIVEN_HERE = msgid("This role is given by the network operator only.")


async def add_member(gate: Gate, new: NewMember, *, base: str, language: str) -> UUID:
    """Add a member and send them a link to choose a password; raises Denied or Invalid.

    `base` is what links start with, `language` that of the mail. Whether the person had an account is never told.
    """
    gate.require(Member, "create")
    _refuse_operator(new.role)
    email = new.email.strip().lower()
    if await queries.is_member(gate, email):
        raise Invalid(WORKS_HERE, {"email": [(WORKS_HERE, {})]})
    member_id = new_id()
    await gate.call("select app.add_member($1, $2, $3, $4)", member_id, new.name.strip(), email, new.role.value)
    gate.note(Event("create", Member.kind, member_id, fields=["name", "email", "role"]))
    await _place(gate, member_id, new, [])
    await _send_link(gate, member_id, base, language)
    return member_id


async def change_member(gate: Gate, member_id: UUID, change: MemberChange, *, version: int) -> Member:
    """Change name, role and teams of a member; raises NotFound, Denied, Stale, Invalid or Conflict."""
    member = await gate.get(Member, member_id, "update", version=version)
    if change.role != member.role:
        _refuse_operator(change.role)
        await _keep_an_administrator(gate, member)
    present = await gate.all(TeamMember, "list", TeamMember.member_id == member_id)
    member.name, member.role = change.name.strip(), change.role.value
    # Teams are part of what was edited, so the next editor must see a new version even if nothing else changed.
    flag_modified(member, "name")
    await _place(gate, member_id, change, present)
    await gate.flush()
    return member


async def set_active(gate: Gate, member_id: UUID, *, active: bool, version: int) -> Member:
    """Let a member in again, or end their access at once; raises NotFound, Denied, Stale or Conflict."""
    member = await gate.get(Member, member_id, "update", version=version)
    if not active and member.active:
        await _keep_an_administrator(gate, member)
    member.active = active
    await gate.flush()
    return member


async def send_link(gate: Gate, member_id: UUID, *, base: str, language: str) -> None:
    """Send a member a link to choose a new password; raises NotFound, Denied, or Conflict for an inactive one."""
    member = await gate.get(Member, member_id, "reset_password")
    if not member.active:
        raise Conflict("This person has no access at the moment; let them in again first.")
    await _send_link(gate, member_id, base, language)


async def add_team(gate: Gate, name: str) -> Team:
    """Make a team; raises Denied, or Invalid when there is one of this name."""
    wanted = name.strip()
    taken = msgid("There is a team of this name already.")
    if any(team.name == wanted for team in await queries.teams(gate)):
        raise Invalid(taken, {"name": [(taken, {})]})
    return await gate.add(Team(name=wanted))


async def _send_link(gate: Gate, member_id: UUID, base: str, language: str) -> None:
    token = new_token()
    subject, body = given_mail(language, gate.actor.organisation_name, f"{base}/password-reset/{token}")
    await gate.call(
        "select app.queue_password_reset($1, $2, $3, $4, $5)", member_id, token_hash(token), new_id(), subject, body
    )
    gate.note(Event("send_password_link", Member.kind, member_id))


async def _place(gate: Gate, member_id: UUID, wanted: MemberChange, present: Sequence[TeamMember]) -> None:
    """Put a member into the wanted teams and no others."""
    teams = dict.fromkeys([*wanted.teams, *wanted.leads])
    known = {team.id for team in await queries.teams(gate)}
    if not known.issuperset(teams):
        message = msgid("Please choose an entry from the list.")
        raise Invalid(message, {"teams": [(message, {})]})
    for place in present:
        if place.team_id not in teams:
            await gate.remove(place)
        else:
            place.leads = place.team_id in wanted.leads
    missing = [team for team in teams if team not in {place.team_id for place in present}]
    await gate.add_all([TeamMember(team_id=t, member_id=member_id, leads=t in wanted.leads) for t in missing])


async def _keep_an_administrator(gate: Gate, leaving: Member) -> None:
    if leaving.role != Role.ORGANISATION_ADMIN or not leaving.active:
        return
    if not [row for row in await gate.call(ADMINISTRATORS) if row[0] != leaving.id]:
        raise Conflict("The last administrator must stay. Name another one first.")


def _refuse_operator(role: Role) -> None:
    if role == Role.NETWORK_OPERATOR:
        raise Invalid(NOT_GIVEN_HERE, {"role": [(NOT_GIVEN_HERE, {})]})
