"""The sentence beside a deadline in both languages, its warnings and its cautions."""

from datetime import date

import msgspec
import pytest

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.computed import Computed
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.deadline_rules import RULEBOOK
from casework.appointments.explanation import cautions_in_words, explain
from casework.appointments.legal_remedies import Matter, RemedyStatus, remedy
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
        return " ".join(cautions_in_words(computed(kind, land, event_on=date(2024, 7, 15), **inputs), "en"))

    assert "court action is due by this day" in cautions(K.OBJECTION, Land.NW, authority=A.TRADE_OFFICE)
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
    texts |= set(RULEBOOK.apply_before.values())
    assert not {text for text in texts if german.gettext(text) == text}
    deemed = RULEBOOK.deemed_delivery
    norms = {rule.norm for rule in RULEBOOK.rules}
    norms |= {*deemed.post.values(), *deemed.electronic.values(), *deemed.abroad.values(), deemed.unknown}
    norms |= {rule.suspension_norm or "" for rule in RULEBOOK.rules}
    assert not {norm for norm in norms if "(" in norm and german.gettext(norm) == norm}


@pytest.mark.parametrize(
    ("land", "authority", "status", "norm"),
    [
        # Common knowledge of the field: some abolished it, Berlin for residence, Bavaria leaves a choice for schools.
        (Land.NW, A.FOREIGNERS_OFFICE, "abolished", "JustG NRW § 110"),
        (Land.NI, A.FOREIGNERS_OFFICE, "abolished", "NJG § 80"),
        (Land.BY, A.FOREIGNERS_OFFICE, "abolished", "AGVwGO Bayern Art. 12"),
        (Land.BY, A.SCHOOL_OFFICE, "optional", "AGVwGO Bayern Art. 12"),
        (Land.BE, A.FOREIGNERS_OFFICE, "abolished", "AGVwGO Berlin § 4"),
        (Land.BE, A.TRADE_OFFICE, "required", "AGVwGO Berlin § 4"),
        (Land.HB, A.FOREIGNERS_OFFICE, "abolished", "AGVwGO Bremen Art. 8"),
        (Land.HE, A.FOREIGNERS_OFFICE, "depends", "HessAGVwGO § 16a"),
        (Land.BB, A.FOREIGNERS_OFFICE, "required", "VwGO § 68"),
        (Land.RP, A.TRADE_OFFICE, "required", "VwGO § 68"),
    ],
)
def test_legal_remedies_differ_between_laender(land: Land, authority: AuthorityKind, status: str, norm: str) -> None:
    result = computed(K.OBJECTION, land, event_on=date(2026, 3, 16), authority=authority)
    assert result.remedy is not None
    assert (result.remedy.status, result.remedy.norm, result.remedy.as_of) == (status, norm, date(2025, 1, 1))
    assert result.norm == ("VwGO § 74" if status == "abolished" else "VwGO § 70")
    assert bool(cautions_in_words(result, "de")) == (status != "required")


def test_every_land_and_matter_has_a_remedy_and_social_law_none() -> None:
    for land in Land:
        assert {remedy(land, matter).status for matter in Matter} <= set(RemedyStatus)
        assert computed(K.OBJECTION, land, event_on=date(2026, 3, 16), authority=A.JOBCENTER).remedy is None
    assert computed(K.OBJECTION, Land.BY, event_on=date(2026, 3, 16), matter=Matter.SCHOOL).remedy == remedy(
        Land.BY, Matter.SCHOOL
    )


def test_an_objection_comes_before_court_action_where_the_land_keeps_it() -> None:
    def told(land: Land) -> str:
        found = computed(K.COURT_ACTION, land, event_on=date(2026, 3, 16), authority=A.FOREIGNERS_OFFICE)
        return " ".join(cautions_in_words(found, "en"))

    assert "begins with the decision about it" in told(Land.BB)
    assert "no objection in this matter" in told(Land.NI)


def test_what_stops_and_extends_a_period_is_told() -> None:
    result = computed(
        K.RECOG_DECISION,
        event_on=date(2026, 1, 15),
        suspensions=({"since": date(2026, 2, 1), "until": date(2026, 2, 20)},),
        extension={"months": 1},
    )
    assert explain(result, "en") == (
        "file complete 15 January 2026, 3 months, extended once by one month (BQFG § 6 (3)), stood still for 20 days"
        " from 1 February to 20 February (BQFG § 6 (4)), ends Thursday 4 June (BQFG § 6 (3))"
    )
    assert "ruhte 20 Tage vom 01.02. bis 20.02. (BQFG § 6 Abs. 4), endet Donnerstag, 04.06." in explain(result, "de")
    waiting = computed(K.RECOG_DECISION, event_on=date(2026, 1, 15), suspensions=({"since": date(2026, 2, 1)},))
    assert waiting.due_on == date(2026, 4, 15)
    assert "still stands still" in " ".join(waiting.cautions)


def test_a_letter_that_came_later_counts_from_then_with_a_caution() -> None:
    late = computed(K.OBJECTION, posted_on=date(2025, 3, 10), event_on=date(2025, 3, 19))
    assert late.due_on == date(2025, 4, 22)
    assert "Keep the envelope" in " ".join(late.cautions)
    early = computed(K.OBJECTION, posted_on=date(2025, 3, 10), event_on=date(2025, 3, 11))
    assert (early.due_on, early.cautions) == (date(2025, 4, 14), ())
