"""What comes in and goes out at sign-in and about members."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.tenancy.codes import Role

Email = Annotated[str, Meta(max_length=320, examples=["nadja@barnim.example"])]
Password = Annotated[str, Meta(max_length=1024)]
PersonName = Annotated[str, Meta(min_length=1, max_length=200, examples=["Nadja Brückner"])]


class SignInRequest(Struct, forbid_unknown_fields=True):
    """An e-mail address and a password; the organisation (id, prefix or name) only where a person has several."""

    email: Email
    password: Password
    organisation: Annotated[str, Meta(max_length=200)] | None = None


class OrganisationChoice(Struct):
    """One organisation that a person works for."""

    id: UUID
    name: str
    role: str


class Choice(Struct, forbid_unknown_fields=True):
    """The organisation to go on in, by id, prefix or name."""

    organisation: Annotated[str, Meta(max_length=200)]


class Me(Struct):
    """Who is signed in, where and as what."""

    member_id: UUID
    name: str
    role: str
    organisation: OrganisationChoice
    teams: list[UUID]
    leads: list[UUID]


class ResetRequest(Struct, forbid_unknown_fields=True):
    """Somebody's wish for a link to choose a new password."""

    email: Email


class NewPassword(Struct, forbid_unknown_fields=True):
    """A password to be set; at least 12 characters, and neither common nor made of one's own name."""

    password: Password


class PasswordChange(Struct, forbid_unknown_fields=True):
    """The present password, and the one that takes its place."""

    old_password: Password
    password: Password


class LanguageChoice(Struct, forbid_unknown_fields=True):
    """The language of pages and mails."""

    language: Literal["de", "en"]


class AccountView(Struct):
    """One's own account as this organisation knows it."""

    name: str
    organisation: str
    role: str
    language: str


class SessionView(Struct):
    """One place where the account is signed in; `current` is the session that asks."""

    id: UUID
    opened_at: datetime
    seen_at: datetime
    address: str | None
    current: bool


class TeamView(Struct):
    """A team of the organisation."""

    id: UUID
    name: str


class NewTeam(Struct, forbid_unknown_fields=True):
    """A team to be made."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]


class TeamOfMember(Struct):
    """A team that somebody belongs to, and whether they lead it."""

    id: UUID
    name: str
    leads: bool


class MemberRow(Struct):
    """A member as the database gives it; the teams are JSON."""

    id: UUID
    name: str
    email: str
    role: str
    active: bool
    created_at: datetime
    version: int
    teams: str | None


class MemberView(Struct):
    """A member as the administration sees them."""

    id: UUID
    name: str
    email: str
    role: str
    active: bool
    created_at: datetime
    version: int
    teams: list[TeamOfMember]


class MemberChange(Struct, forbid_unknown_fields=True):
    """What the administration may change about a member: name, role, teams, and which of these they lead."""

    name: PersonName
    role: Role
    teams: Annotated[list[UUID], Meta(max_length=50)] = []
    leads: Annotated[list[UUID], Meta(max_length=50)] = []


class NewMember(MemberChange, forbid_unknown_fields=True, kw_only=True):
    """Somebody who is to work here; a link to choose a password goes to their mailbox."""

    email: Annotated[str, Meta(max_length=320, pattern=r"^\s*[^@\s]+@[^@\s]+\s*$", examples=["nadja@barnim.example"])]
