"""The sentence beside a deadline in both languages, its warnings and its cautions."""

from datetime import date

import msgspec
import pytest

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.computed import Computed
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.deadline_rules import RULEBOOK
from casework.appointments.explanation import explain
from casework.appointments.rules import compute
from casework.offers.codes import ApplyBefore
from casework.tenancy.codes import Land
from casework.web.i18n import translator

K, A = DeadlineKind, AuthorityKind
Given = dict[str, object]


def computed(kind: DeadlineKind, land: Land = Land.BB, /, **inputs: object) -> Computed:
    return compute(kind, msgspec.convert(inputs, DeadlineInputs), land)


SENTENCES = [
    (
        K.OBJECTION,
        {"event_on": date(2024, 3, 14), "authority": A.TRADE_OFFICE},
        None,
        "notified 14 March 2024, one month, ends Monday 15 April because 14 April is a Sunday (BGB § 193); VwGO § 70",
        (
            "Bekanntgabe 14.03.2024, ein Monat, endet Montag, 15.04., weil der 14.04. ein Sonntag ist (BGB § 193);"
            " VwGO § 70"
        ),
    ),
    (
        K.OBJECTION,
        {"event_on": date(2026, 10, 25), "authority": A.JOBCENTER},
        2026,
        "notified 25 October, one month, ends Wednesday 25 November (SGG § 84)",
        "Bekanntgabe 25.10., ein Monat, endet Mittwoch, 25.11. (SGG § 84)",
    ),
    (
        K.OBJECTION,
        {"posted_on": date(2025, 12, 29), "authority": A.JOBCENTER},
        None,
        (
            "posted 29 December 2025, counts as notified 2 January 2026 (SGB X § 37 (2)), one month,"
            " ends Monday 2 February (SGG § 84)"
        ),
        (
            "zur Post gegeben 29.12.2025, gilt als bekannt gegeben am 02.01.2026 (SGB X § 37 Abs. 2), ein Monat,"
            " endet Montag, 02.02. (SGG § 84)"
        ),
    ),
    (
        K.APPLY_BEFORE_EVENT,
        {"event_on": date(2026, 12, 1), "event": ApplyBefore.BUSINESS_START},
        2026,
        "start of the business 1 December, apply before it, at the latest Monday 30 November (SGB III § 324)",
        "Beginn der Selbstständigkeit 01.12., vorher beantragen, spätestens Montag, 30.11. (SGB III § 324)",
    ),
    (
        K.TITLE_EXPIRY,
        {"event_on": date(2024, 4, 14)},
        None,
        (
            "valid until 14 April 2024, apply before it ends, at the latest Sunday 14 April, does not move although"
            " it is a Sunday, last working day before it: Friday 12 April (AufenthG § 81 (4))"
        ),
        (
            "gültig bis 14.04.2024, vor Ablauf beantragen, spätestens Sonntag, 14.04., verschiebt sich trotz des"
            " Sonntags nicht, letzter Arbeitstag davor: Freitag, 12.04. (AufenthG § 81 Abs. 4)"
        ),
    ),
    (
        K.OBJECTION,
        {"event_on": date(2024, 12, 1), "authority": A.TRADE_OFFICE, "proper_instruction": False},
        None,
        (
            "notified 1 December 2024, one year because there was no proper instruction, ends Monday 1 December 2025"
            " (VwGO § 58)"
        ),
        "Bekanntgabe 01.12.2024, ein Jahr, weil eine richtige Belehrung fehlt, endet Montag, 01.12.2025 (VwGO § 58)",
    ),
    (
        K.TAX_NOTICE,
        {"event_on": date(2025, 12, 1)},
        None,
        (
            "start 1 December 2025, one month, ends Friday 2 January 2026 because 1 January is a holiday,"
            " New Year's Day (BGB § 193); AO § 138"
        ),
        (
            "Beginn 01.12.2025, ein Monat, endet Freitag, 02.01.2026, weil der 01.01. ein Feiertag ist, Neujahr"
            " (BGB § 193); AO § 138"
        ),
    ),
]


@pytest.mark.parametrize(("kind", "known", "this_year", "english", "german"), SENTENCES)
def test_sentences(kind: DeadlineKind, known: Given, this_year: int | None, english: str, german: str) -> None:
    result = computed(kind, **known)
    assert explain(result, "en", this_year) == english
    assert explain(result, "de", this_year) == german


def test_what_must_not_move_warns_on_the_working_day_before() -> None:
    # 1 March 2026 is a Sunday; the start on Monday 2 March makes it the last day.
    result = computed(K.APPLY_BEFORE_EVENT, event_on=date(2026, 3, 2))
    assert result.due_on == date(2026, 3, 1)
    assert result.warn_on[-1] == date(2026, 2, 27)


def test_a_warning_never_falls_on_a_day_that_is_off_somewhere_in_the_land() -> None:
    # 15 August 2024 is off in most of Bavaria, so the warning for 16 August comes on the 14th.
    assert computed(K.TITLE_EXPIRY, Land.BY, event_on=date(2024, 8, 16)).warn_on[-1] == date(2024, 8, 14)
    assert computed(K.TITLE_EXPIRY, Land.BB, event_on=date(2024, 8, 16)).warn_on[-1] == date(2024, 8, 15)


def test_cautions_name_what_the_date_alone_hides() -> None:
    def cautions(kind: DeadlineKind, land: Land, **inputs: object) -> str:
        return " ".join(computed(kind, land, event_on=date(2024, 7, 15), **inputs).cautions)

    assert "court action usually comes at once" in cautions(K.OBJECTION, Land.NW, authority=A.TRADE_OFFICE)
    assert cautions(K.OBJECTION, Land.NW, authority=A.JOBCENTER) == ""
    assert cautions(K.OBJECTION, Land.BB, authority=A.TRADE_OFFICE) == ""
    assert "no objection" in cautions(K.OBJECTION, Land.BB, authority=A.BAMF)
    assert "one week" in cautions(K.COURT_ACTION, Land.BB, authority=A.BAMF)
    assert "one or two weeks" in cautions(K.COURT_ACTION, Land.BB)
    assert "holiday in parts" in cautions(K.OBJECTION, Land.BY, authority=A.JOBCENTER)
    assert "within one month all the same" in cautions(K.OBJECTION, Land.BB, proper_instruction=False)


def test_every_text_of_the_rules_is_translated() -> None:
    german = translator("de")
    texts = {text for rule in RULEBOOK.rules for text in (rule.event, rule.phrase, *rule.cautions) if text}
    texts |= set(RULEBOOK.apply_before.values()) | {RULEBOOK.direct_action.caution}
    assert not {text for text in texts if german.gettext(text) == text}
    norms = {rule.norm for rule in RULEBOOK.rules} | {*RULEBOOK.deemed_delivery.norms.values()}
    assert not {norm for norm in norms if "(" in norm and german.gettext(norm) == norm}
