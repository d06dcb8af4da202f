"""The demo's texts are plenty, fit the code lists, and name no data of real people."""

import re

from casework.cases.codes import Topic
from casework.demo import texts
from casework.offers.codes import ApplyBefore, OfferKind
from casework.people.codes import LANGUAGES
from casework.referrals.codes import WITH_OUTCOME, DeclineReason
from casework.tenancy.codes import Land


def every_note() -> list[str]:
    notes = texts.notes()
    return [text for group in (notes.notes, notes.light) for found in group.values() for text in found]


def test_every_topic_has_notes_and_none_repeats() -> None:
    assert set(texts.notes().notes) == set(Topic)
    assert len(set(every_note())) == len(every_note()) >= 60


def test_notes_are_short_and_hold_neither_numbers_to_call_nor_addresses() -> None:
    for text in every_note():
        assert 20 <= len(text) <= 200
        assert not re.search(r"\d{4,}|@|www\.", text)


def test_offers_cover_all_kinds_and_what_must_be_applied_for_first() -> None:
    offers = texts.offers().offers
    assert {offer.kind for offer in offers} == set(OfferKind)
    assert {ApplyBefore.BUSINESS_START, ApplyBefore.HIRING} <= {offer.apply_before for offer in offers}
    for offer in offers:
        assert set(offer.languages) <= set(LANGUAGES)
        assert all(Land.of_district(ags) for ags in offer.districts)
        assert (offer.starts_in_days is not None) == (offer.kind is OfferKind.SEMINAR)


def test_every_reason_and_every_outcome_has_words() -> None:
    assert set(texts.offers().declines) == set(DeclineReason)
    assert set(texts.offers().outcomes) == WITH_OUTCOME
    assert all(appointment.bring and appointment.outcomes for appointment in texts.appointments())
