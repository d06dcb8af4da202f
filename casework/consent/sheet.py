"""A release as it is printed and signed: every word in the language of the sheet, whatever the reader's own is."""

from datetime import date

from msgspec import Struct

from casework.consent.codes import DataCategory, Direction
from casework.consent.declaration import Norms, norms
from casework.consent.queries import Releaser
from casework.consent.schemas import ReleaseRow
from casework.people.codes import BirthDatePrecision, language_name
from casework.people.models import Client
from casework.web.formats import Formats
from casework.web.i18n import translator


class Sheet(Struct, frozen=True):
    """The words that the printed text of a release is filled with."""

    language: str
    number: str
    text_version: str
    giver: str
    giver_own_script: str
    born: str
    releaser: str
    place: str
    recipient: str
    categories: list[str]
    special: list[str]
    purpose: str
    purpose_note: str
    is_mutual: bool
    valid_from: str
    valid_until: str
    occasion: str
    explained_in: str
    interpreter: str
    is_oral: bool
    oral_reason: str
    signed_on: str
    norms: Norms


def sheet(release: ReleaseRow, client: Client, releaser: Releaser, language: str) -> Sheet:
    """Give the sheet of a release in one of the languages in which its text stands."""
    words, formats = translator(language), Formats(language)

    def day(value: date | None) -> str:
        return formats.full_date(value) if value else ""

    def labels(*, special: bool) -> list[str]:
        return [words.gettext(category.label) for category in release.data if category.is_special is special]

    return Sheet(
        language=language,
        number=str(release.id),
        text_version=release.text_version,
        giver=client.name,
        giver_own_script=" ".join(filter(None, (client.native_given_name, client.native_family_name))),
        born=_born(client, formats),
        releaser=releaser.name,
        place=releaser.district,
        recipient=release.recipient_name,
        categories=labels(special=False),
        special=labels(special=True),
        purpose=words.gettext(release.purpose_kind.label),
        purpose_note=release.purpose_note or "",
        is_mutual=release.way is Direction.MUTUAL,
        valid_from=day(release.valid_from),
        valid_until=day(release.valid_until),
        occasion=release.occasion or "",
        explained_in=language_name(release.language, language),
        interpreter=release.interpreter or "",
        is_oral=release.form_reason is not None and release.form == "oral",
        oral_reason=release.form_reason or "",
        signed_on=day(release.signed_on),
        norms=norms(releaser.regime, language),
    )


def withheld(release: ReleaseRow) -> list[DataCategory]:
    """Give the categories that the release does not cover, in the order of the code list."""
    return [category for category in DataCategory if category.value not in release.categories]


def _born(client: Client, formats: Formats) -> str:
    if client.birth_date is None or client.birth_precision == BirthDatePrecision.UNKNOWN:
        return ""
    if client.birth_precision == BirthDatePrecision.DAY:
        return formats.full_date(client.birth_date)
    return str(client.birth_date.year)
