"""The German texts of the demo network, read from the data files and checked against the code lists."""

from functools import cache
from pathlib import Path

import msgspec

from casework.appointments.codes import AppointmentKind, AuthorityKind
from casework.cases.codes import Topic
from casework.offers.codes import ApplyBefore, OfferKind
from casework.referrals.codes import DeclineReason, ReferralState
from casework.tenancy.codes import OrganisationKind

_DATA = Path(__file__).with_name("data")


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Refuses what it does not know, so that a typing error in a data file shows at once."""


class TextList(_Strict, frozen=True):
    """Sentences of which any may be taken."""

    texts: tuple[str, ...]


class Notes(_Strict, frozen=True):
    """What is written after a talk in a case, after a single talk without one, and on the list of tasks."""

    notes: dict[Topic, tuple[str, ...]]
    light: dict[Topic, tuple[str, ...]]
    tasks: TextList


class AppointmentText(_Strict, frozen=True):
    """An appointment as it happens: what to bring, what is noted before and what may come of it."""

    kind: AppointmentKind
    bring: tuple[str, ...]
    notes: tuple[str, ...]
    outcomes: tuple[str, ...]
    authority: AuthorityKind | None = None


class OfferText(_Strict, frozen=True):
    """An offer that an organisation of a kind publishes; days are counted from the day the demo is loaded."""

    kind: OfferKind
    organisation: OrganisationKind
    title: str
    summary: str
    description: str
    conditions: str
    languages: tuple[str, ...]
    districts: tuple[str, ...]
    answer_days: int
    place: str | None = None
    places: int | None = None
    starts_in_days: int | None = None
    ends_in_days: int | None = None
    apply_before: ApplyBefore | None = None
    norm: str | None = None


class Venture(_Strict, frozen=True):
    """A business that somebody wants to found."""

    title: str
    text: str


class OfferTexts(_Strict, frozen=True, rename={"offers": "offer", "ventures": "venture"}):
    """Offers, ventures, occupations and what is said in referrals; `outcomes` by the state that ends a referral."""

    offers: tuple[OfferText, ...]
    ventures: tuple[Venture, ...]
    occupations: TextList
    messages: TextList
    questions: TextList
    declines: dict[DeclineReason, tuple[str, ...]]
    outcomes: dict[ReferralState, tuple[str, ...]]


class _Appointments(_Strict, frozen=True, rename={"appointments": "appointment"}):
    appointments: tuple[AppointmentText, ...]


@cache
def notes() -> Notes:
    """Give what counsellors write."""
    return msgspec.toml.decode((_DATA / "notes.toml").read_bytes(), type=Notes)


@cache
def appointments() -> tuple[AppointmentText, ...]:
    """Give the appointments, several for the same kind where they take place at different authorities."""
    return msgspec.toml.decode((_DATA / "appointments.toml").read_bytes(), type=_Appointments).appointments


@cache
def offers() -> OfferTexts:
    """Give the offers and everything that is said around referrals."""
    return msgspec.toml.decode((_DATA / "offers.toml").read_bytes(), type=OfferTexts)
