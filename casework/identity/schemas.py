"""What comes in and goes out at sign-in and about members."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Email = Annotated[str, Meta(max_length=320, examples=["nadja@barnim.example"])]
Password = Annotated[str, Meta(max_length=1024)]


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
