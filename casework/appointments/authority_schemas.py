"""What comes in about authorities and what goes out, shared by pages, API and files."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.appointments.codes import AppointmentKind, AuthorityKind

Line = Annotated[str, Meta(max_length=200)]
Paragraph = Annotated[str, Meta(max_length=1_000)]
DistrictKey = Annotated[str, Meta(max_length=5, pattern=r"^(0[1-9]|1[0-6])[0-9]{3}$", examples=["12060"])]
Papers = Annotated[list[Line], Meta(max_length=30)]


class Authority(Struct):
    """An entry of the directory of authorities: an own one of the organisation, or one that the network shares.

    A shared entry without `checked_on` comes from the sample and was never looked at by the operator.
    """

    id: UUID
    kind: AuthorityKind
    name: str
    district: str
    address: str | None
    opening_hours: str | None
    documents: dict[str, list[str]]
    own: bool = False
    checked_on: date | None = None
    replaces: UUID | None = None
    version: int | None = None


class AuthorityInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """An organisation's own entry as it is entered; `replaces` is the shared entry that it corrects."""

    kind: AuthorityKind
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    district: DistrictKey
    address: Line | None = None
    opening_hours: Paragraph | None = None
    documents: dict[AppointmentKind, Papers] = {}
    replaces: UUID | None = None


class AuthorityForm(Struct, kw_only=True):
    """The same as a form sends it: what to bring as text, for each kind of appointment a line."""

    kind: AuthorityKind
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    district: DistrictKey
    address: Line | None = None
    opening_hours: Paragraph | None = None
    documents: Annotated[str, Meta(max_length=8_000)] | None = None
    replaces: UUID | None = None


class AuthorityFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """A file of authorities as text (CSV), with the columns of the export."""

    text: Annotated[str, Meta(min_length=1, max_length=1_000_000)]
    dry_run: bool = False


class RowFault(Struct):
    """A line of a file that cannot be taken, and why, in the reader's language."""

    line: int
    messages: list[str]


class FileReport(Struct):
    """What became, or on a dry run would become, of a file of authorities."""

    added: int
    changed: int
    unchanged: int
    faults: list[RowFault]
