"""What the organisations offer: today's seminars, programmes and services, and the seminars that are over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from casework.demo.days import moment
from casework.demo.office import Office
from casework.demo.organisations import (
    BARNIM,
    ELBE_ELSTER,
    GUIDES,
    POTSDAM,
    PROGRAMMES,
    RETURN,
    SPACE,
    Organisation,
)
from casework.demo.texts import OfferText, offers
from casework.offers.codes import OfferKind
from casework.tenancy.codes import OrganisationKind

SEMINAR = "Selbstständig in Brandenburg"
GUIDE = "Gründungslotse Barnim"
_SATURDAY = 5
_OWNERS: Mapping[OrganisationKind, Organisation] = {
    OrganisationKind.PROVIDER: POTSDAM,
    OrganisationKind.PROGRAMME_OFFICE: PROGRAMMES,
    OrganisationKind.WELCOME_AGENCY: ELBE_ELSTER,
    OrganisationKind.ECONOMIC_DEVELOPMENT: RETURN,
    OrganisationKind.COUNSELLING_CENTRE: BARNIM,
}
# Places that went to people whom nobody referred.
_TAKEN = {SEMINAR: 5, "Buchführung für Kleinunternehmen": 4, "Frauen gründen": 2}
_PAST_ROUNDS = {"Herbst": 120, "Frühjahr": 300}
"""Earlier rounds of the seminar and how many days ago they started."""


@dataclass(frozen=True)
class Offered:
    """An offer, and whether it is over."""

    id: UUID
    owner: Organisation
    title: str
    answer_days: int
    kind: OfferKind
    over: bool = False


def past_round(name: str) -> str:
    """Give the title of an earlier round of the seminar."""
    return f"{SEMINAR} ({name})"


def make(offices: Mapping[str, Office]) -> dict[str, Offered]:
    """Write down all offers and give them by title; one more is a draft that nobody else sees."""
    found: dict[str, Offered] = {}
    for text in offers().offers:
        owner = GUIDES if text.title == GUIDE else _OWNERS[text.organisation]
        starts_on, ends_on = _dates(offices[owner.prefix], text)
        found[text.title] = _write(offices[owner.prefix], text, text.title, starts_on, ends_on)
    seminar = offers().offers[0]
    office = offices[POTSDAM.prefix]
    for name, ago in _PAST_ROUNDS.items():
        starts_on = office.days.ago(ago)
        ends_on = office.days.on_or_after(starts_on + timedelta(days=13))
        found[past_round(name)] = _write(office, seminar, past_round(name), starts_on, ends_on, over=True)
    _write(office, offers().offers[3], "Frauen gründen – Aufbaukurs", None, None, draft=True)
    return found


def _dates(office: Office, text: OfferText) -> tuple[date | None, date | None]:
    if text.starts_in_days is None or text.ends_in_days is None:
        return None, None
    starts_on = _after_the_holidays(office.today + timedelta(days=text.starts_in_days))
    if text.starts_in_days == text.ends_in_days:
        # What takes a single day takes place on a Saturday, so that people with work can come.
        saturday = starts_on + timedelta(days=(_SATURDAY - starts_on.weekday()) % 7)
        return saturday, saturday
    ends_on = _after_the_holidays(starts_on + timedelta(days=text.ends_in_days - text.starts_in_days))
    return office.days.on_or_after(starts_on), office.days.on_or_after(ends_on)


def _after_the_holidays(day: date) -> date:
    """Give this day or, around the turn of the year when nobody comes to a seminar, the first day after it."""
    if (day.month, day.day) >= (12, 20):
        return date(day.year + 1, 1, 7)
    return max(day, date(day.year, 1, 7))


def _write(
    office: Office,
    text: OfferText,
    title: str,
    starts_on: date | None,
    ends_on: date | None,
    *,
    over: bool = False,
    draft: bool = False,
) -> Offered:
    made_on = office.days.on_or_before((starts_on or office.today) - timedelta(days=95 if over else 150))
    offered = Offered(
        uuid5(SPACE, f"offer/{title}"), office.organisation, title, text.answer_days, text.kind, over=over
    )
    office.records.add(
        "offers",
        id=offered.id,
        offer_kind=text.kind,
        title=title,
        summary=text.summary,
        description=text.description,
        conditions=text.conditions,
        languages=list(text.languages),
        districts=list(text.districts),
        place=text.place,
        places=text.places,
        places_taken=0 if draft else _TAKEN.get(title, 3 if over else 0),
        starts_on=starts_on,
        ends_on=ends_on,
        apply_before=text.apply_before,
        norm=text.norm,
        answer_days=text.answer_days,
        created_at=moment(office.days.ago(6) if draft else made_on, "10:00"),
        published_at=None if draft else moment(made_on, "15:30"),
        closed_at=None,
        version=1,
    )
    return offered
