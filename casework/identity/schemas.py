"""What comes in and goes out at sign-in and about members."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


class SignInRequest(Struct, forbid_unknown_fields=True):
    """An e-mail address and a password; the organisation (id, prefix or name) only where a person has several."""

    email: Annotated[str, Meta(max_length=320, examples=["nadja@barnim.example"])]
    password: Annotated[str, Meta(max_length=1024)]
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
