"""What a draft's page needs to know: who is released for what, and what the receiver would see."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from casework.access.gate import Gate
from casework.consent import queries as consent
from casework.consent.codes import DataCategory
from casework.consent.schemas import ReleaseRow
from casework.core.errors import NotFound
from casework.referrals import choices, parcel, queries
from casework.referrals.choices import OfferRow, Person
from casework.referrals.codes import DeclineReason, ReferralState, RevocationDecision
from casework.referrals.schemas import NewReferral
from casework.referrals.views import ReferralView
from casework.web.forms import Form
from casework.web.i18n import Translator


@dataclass
class Coverage:
    """For one recipient: the persons, what each of them released, and what is released by everybody."""

    case_id: UUID
    recipient_org_id: UUID
    recipient_name: str
    offer: OfferRow | None
    persons: list[Person]
    releases: dict[UUID, list[ReleaseRow]] = field(default_factory=dict)

    @property
    def missing(self) -> dict[DataCategory, list[Person]]:
        """Give for each category the persons who have not released it for this recipient."""
        return {
            category: [person for person in self.persons if category not in self._released(person)]
            for category in DataCategory
        }

    @property
    def closed(self) -> list[DataCategory]:
        """Give the categories that cannot be passed on, because somebody has not released them."""
        return [category for category, persons in self.missing.items() if persons]

    def _released(self, person: Person) -> set[str]:
        return {category for release in self.releases.get(person.id, []) for category in release.categories}


@dataclass
class Shown:
    """The preview: its fingerprint, and each person's parcel in words."""

    fingerprint: str
    persons: list["ShownPerson"]

    @property
    def ready(self) -> int:
        """Give how many persons would be sent now."""
        return sum(person.state is ReferralState.READY for person in self.persons)


@dataclass(frozen=True)
class ShownPerson:
    """One person as the receiver will see them; the name in their own script only if it is passed on."""

    name: str
    native_name: str
    state: ReferralState
    sections: list[parcel.Section]


async def coverage(gate: Gate, about: Form[NewReferral] | ReferralView) -> Coverage | None:
    """Give who is released for what in a draft or in a form for one, None where the form names no case or recipient."""
    if isinstance(about, ReferralView):
        if about.recipient_org_id is None:
            return None
        in_referral = {person.client_id for person in about.persons}
        cover = await _cover_of(gate, about.case_id, about.offer_id, about.recipient_org_id)
        if cover is None:
            cover = Coverage(about.case_id, about.recipient_org_id, about.recipient_name, None, [])
            cover.persons = await choices.case_persons(gate, about.case_id)
        cover.persons = [person for person in cover.persons if person.id in in_referral]
    else:
        case_id = _uuid(about.typed("case_id"))
        offer_id, org_id = _uuid(about.typed("offer_id")), _uuid(about.typed("recipient_org_id"))
        if case_id is None or (cover := await _cover_of(gate, case_id, offer_id, org_id)) is None:
            return None
    for person in cover.persons:
        cover.releases[person.id] = await consent.covering(gate, person.id, cover.recipient_org_id)
    return cover


async def _cover_of(gate: Gate, case_id: UUID, offer_id: UUID | None, org_id: UUID | None) -> Coverage | None:
    persons = await choices.case_persons(gate, case_id)
    offer = await choices.offer(gate, offer_id) if offer_id else None
    if offer is not None:
        return Coverage(case_id, offer.org_id, offer.organisation, offer, persons)
    for recipient in await consent.recipients(gate):
        if recipient.id == org_id:
            return Coverage(case_id, recipient.id, recipient.name, None, persons)
    return None


async def starting_form(gate: Gate, case_id: UUID, offer_id: UUID | None, org_id: UUID | None) -> Form[NewReferral]:
    """Give the form for a new referral with everybody in it and everything ticked that all of them released."""
    cover = await _cover_of(gate, case_id, offer_id, org_id)
    if cover is None:
        raise NotFound
    for person in cover.persons:
        cover.releases[person.id] = await consent.covering(gate, person.id, cover.recipient_org_id)
    return Form.blank(
        NewReferral,
        case_id=case_id,
        persons=[person.id for person in cover.persons],
        offer_id=cover.offer.id if cover.offer else None,
        recipient_org_id=cover.recipient_org_id,
        categories=[category for category in DataCategory if category not in cover.closed],
    )


async def preview_of(gate: Gate, view: ReferralView, words: Translator) -> Shown:
    """Give what the receiver would see of a draft, in the reader's language."""
    preview = await queries.preview(gate, view.id)
    names = {person.id: person.name for person in view.persons}
    districts = await district_names(gate, [person.parcel for person in preview.persons])
    return Shown(
        preview.fingerprint,
        [
            ShownPerson(
                names[person.person_id],
                parcel.native_name(person.parcel),
                person.state,
                parcel.sections(person.parcel, words, districts),
            )
            for person in preview.persons
        ],
    )


async def district_names(gate: Gate, parcels: list[dict[str, Any]]) -> dict[str, str]:
    """Give the names of the districts in these parcels."""
    keys = {content.get("contact", {}).get("district") for content in parcels}
    return await choices.district_names(gate, sorted(key for key in keys if key))


def labels() -> dict[str, str]:
    """Give the words for the codes in a step: reasons of a refusal and decisions after a revocation."""
    return {code: label for codes in (DeclineReason, RevocationDecision) for code, label in codes.choices()}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
