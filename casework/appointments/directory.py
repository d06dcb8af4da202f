"""The sample directory of authorities that a new installation starts with."""

import csv
from functools import cache
from pathlib import Path

import msgspec

from casework.appointments.codes import AppointmentKind, AuthorityKind

_HERE = Path(__file__).parent
_Documents = dict[AuthorityKind, dict[AppointmentKind, tuple[str, ...]]]


class AuthorityEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An authority in a district, with what each kind of appointment there needs."""

    kind: AuthorityKind
    district: str
    name: str
    street: str
    postcode: str
    town: str
    opening_hours: str
    documents: dict[AppointmentKind, tuple[str, ...]]

    @property
    def address(self) -> str:
        """Give the address in one line."""
        return f"{self.street}, {self.postcode} {self.town}"


@cache
def documents_to_bring() -> _Documents:
    """Give what to bring, by kind of authority and kind of appointment."""
    return msgspec.toml.decode((_HERE / "authority_documents.toml").read_bytes(), type=_Documents)


@cache
def authorities() -> tuple[AuthorityEntry, ...]:
    """Give all entries of the sample directory in the order of the file."""
    with (_HERE / "authorities.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {**row, "documents": documents_to_bring().get(AuthorityKind(row["kind"]), {})}
            for row in csv.DictReader(file)
        ]
    return msgspec.convert(rows, tuple[AuthorityEntry, ...])
