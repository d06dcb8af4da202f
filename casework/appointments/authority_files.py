"""Authorities as a file (CSV) that spreadsheets open, and what to bring as text that people edit."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Annotated

import msgspec
from msgspec import Meta

from casework.appointments.authority_schemas import Authority, AuthorityInput, Line, Paragraph, RowFault
from casework.appointments.codes import AppointmentKind, AuthorityKind
from casework.appointments.documents import from_lines, in_language
from casework.core.errors import Invalid
from casework.tenancy.districts import districts
from casework.web.forms import Form
from casework.web.i18n import msgid, translator
from casework.web.sheets import safe, unguarded

COLUMNS = ("kind", "district", "name", "address", "opening_hours", "documents")
REQUIRED = ("kind", "district", "name")
MOST_LINES = 5_000
NO_COLUMNS = msgid("The first line has to name the columns; these are missing: %(names)s.")
TOO_MANY_LINES = msgid("A file may have %(limit)d lines at the most.")
NO_TABLE = msgid("This text cannot be read as a table.")
NO_SUCH_KIND = msgid("Unknown kind of appointment: %(text)s. Each line reads “kind: paper; paper”.")
NO_SUCH_DISTRICT = msgid("There is no district with this key.")


def write(entries: Iterable[Authority]) -> str:
    """Give authorities as a file with a line for each, the columns named in the first."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in entries:
        papers = " | ".join(f"{kind}: {'; '.join(listed)}" for kind, listed in entry.documents.items())
        cells = (entry.kind, entry.district, entry.name, entry.address or "", entry.opening_hours or "", papers)
        writer.writerow([safe(str(cell)) for cell in cells])
    return out.getvalue()


def read(text: str, language: str) -> tuple[list[AuthorityInput], list[RowFault]]:
    """Read a file; lines that cannot be taken come back with the reasons in `language`.

    Comma, semicolon or tab may divide the columns. Raises Invalid where the first line does not name them.
    """
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    divider = max(",;\t", key=first.count)
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=divider)
    missing = [name for name in REQUIRED if name not in (rows.fieldnames or ())]
    if missing:
        raise Invalid(
            NO_COLUMNS, names=", ".join(missing), fields={"text": [(NO_COLUMNS, {"names": ", ".join(missing)})]}
        )
    found, faults = [], []
    for number, row in enumerate(_readable(rows), 2):
        if number > MOST_LINES + 1:
            raise Invalid(TOO_MANY_LINES, limit=MOST_LINES)
        taken, messages = _line({name: unguarded((row.get(name) or "").strip()) for name in COLUMNS}, language)
        if taken is not None:
            found.append(taken)
        else:
            faults.append(RowFault(number, messages))
    return found, faults


def _readable(rows: "csv.DictReader[str]") -> Iterator[dict[str, str | None]]:
    try:
        yield from rows
    except csv.Error:
        raise Invalid(NO_TABLE, fields={"text": [(NO_TABLE, {})]}) from None


class _Line(msgspec.Struct):
    kind: AuthorityKind
    district: str
    name: Annotated[str, Meta(max_length=200)]
    address: Line | None = None
    opening_hours: Paragraph | None = None
    documents: Annotated[str, Meta(max_length=8_000)] | None = None


def _line(row: dict[str, str], language: str) -> tuple[AuthorityInput | None, list[str]]:
    words = translator(language)
    form = Form.read(_Line, row | {"kind": row["kind"].lower()})
    messages = [
        f"{name}: {words.sentence(text, values)}" for name, told in form.errors.items() for text, values in told
    ]
    if messages:
        return None, messages
    value = form.value
    if value.district not in districts():
        return None, [f"district: {words.gettext(NO_SUCH_DISTRICT)}"]
    try:
        documents = papers((value.documents or "").replace("|", "\n"))
        facts = {**msgspec.structs.asdict(value), "documents": documents}
        return msgspec.convert(msgspec.to_builtins(facts), AuthorityInput), []
    except Invalid as error:
        return None, [words.sentence(error.message, error.values)]
    except msgspec.ValidationError as error:
        return None, [str(error)]


def papers(text: str | None) -> dict[AppointmentKind, list[str]]:
    """Read what to bring: on each line the kind of appointment by code or name, a colon, and papers with ; between.

    Raises Invalid for a line without a known kind.
    """
    found: dict[AppointmentKind, list[str]] = {}
    for line in (text or "").splitlines():
        if not line.strip():
            continue
        kind, _, listed = line.partition(":")
        known = _kinds().get(kind.strip().casefold())
        if known is None:
            values = {"text": kind.strip()[:80]}
            raise Invalid(NO_SUCH_KIND, fields={"documents": [(NO_SUCH_KIND, values)]}, **values)
        found[known] = from_lines(listed.replace(";", "\n"))
    return found


def papers_as_text(documents: dict[str, list[str]], language: str) -> str:
    """Give what to bring as text that `papers` reads again, in "de" or "en"."""
    words = translator(language)
    return "\n".join(
        f"{words.gettext(AppointmentKind(kind).label)}: {'; '.join(in_language(paper, language) for paper in listed)}"
        for kind, listed in documents.items()
        if kind in set(AppointmentKind)
    )


def _kinds() -> dict[str, AppointmentKind]:
    german = translator("de")
    return {
        name.casefold(): kind
        for kind in AppointmentKind
        for name in (kind.value, kind.label, german.gettext(kind.label))
    }
