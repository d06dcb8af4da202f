"""Deadlines by worked-out examples from the calendar, and what cannot be computed."""

from datetime import date

import msgspec
import pytest

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.computed import Computed
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.deadline_rules import RULEBOOK
from casework.appointments.rules import compute
from casework.core.errors import Invalid
from casework.tenancy.codes import Land
from casework.web.i18n import translator

K, A = DeadlineKind, AuthorityKind

# Kind, Land, what is known, the last day, the rule. Days off were looked up in a calendar, not computed.
EXAMPLES = """
# One month; 14 April 2024 is a Sunday.
objection               bb  event_on=2024-03-14                                    2024-04-15  objection
# The same number in the next month, an ordinary Wednesday.
objection               bb  event_on=2026-10-25 authority=jobcenter                2026-11-25  objection.sgg
# 31 January has no counterpart in February: leap year and not.
objection               bb  event_on=2024-01-31                                    2024-02-29  objection
objection               bb  event_on=2023-01-31                                    2023-02-28  objection
# The last day of February leads to 28 March, not to 31 March.
objection               bb  event_on=2023-02-28                                    2023-03-28  objection
# Good Friday to Easter Monday, four days off in a row.
objection               be  event_on=2025-03-18                                    2025-04-22  objection
# Reformation Day is a holiday in Brandenburg, not in Berlin.
birth_notice            bb  event_on=2024-10-24                                    2024-11-01  birth_notice
birth_notice            be  event_on=2024-10-24                                    2024-10-31  birth_notice
# 31 October to 30 November, a Sunday in 2025; All Saints' Day on a Friday in North Rhine-Westphalia.
court_action            bb  event_on=2025-10-31                                    2025-12-01  court_action
tax_notice              bb  event_on=2024-10-01                                    2024-11-01  tax_notice
tax_notice              nw  event_on=2024-10-01                                    2024-11-04  tax_notice
# Women's Day, 8 March 2024, a Friday: Berlin yes, Brandenburg no.
birth_notice            be  event_on=2024-03-01                                    2024-03-11  birth_notice
birth_notice            bb  event_on=2024-03-01                                    2024-03-08  birth_notice
# Assumption, 15 August 2024: all of the Saarland, only parts of Bavaria.
objection               sl  event_on=2024-07-15                                    2024-08-16  objection
objection               by  event_on=2024-07-15                                    2024-08-15  objection
# Corpus Christi, 30 May 2024: all of North Rhine-Westphalia, only parts of Saxony and Thuringia.
objection               nw  event_on=2024-04-30                                    2024-05-31  objection
objection               sn  event_on=2024-04-30                                    2024-05-30  objection
objection               th  event_on=2024-04-30                                    2024-05-30  objection
# The Augsburg peace festival, 8 August 2024, never moves a date.
objection               by  event_on=2024-07-08                                    2024-08-08  objection
# A year without proper instruction; from 29 February to 28 February.
objection               bb  event_on=2024-02-29 proper_instruction=false           2025-02-28  objection
# Posted: three days in letters of 2024, four since 2025.
objection               bb  posted_on=2024-12-31 authority=jobcenter               2025-02-03  objection.sgg
objection               bb  posted_on=2025-01-02 authority=jobcenter               2025-02-06  objection.sgg
# It counts as notified on the fourth day even if it came earlier; if it came later, that day counts (Easter follows).
objection               bb  posted_on=2025-03-10 event_on=2025-03-11               2025-04-14  objection
objection               bb  posted_on=2025-03-10 event_on=2025-03-19               2025-04-22  objection
# Sent electronically: the same days. Abroad: a month, in tax law only; 28 February, 28 March.
objection               bb  posted_on=2024-12-31 delivery=electronic               2025-02-03  objection
objection               bb  posted_on=2025-01-31 delivery=abroad authority=tax_office 2025-03-28 objection.ao
# Over the turn of the year: the fourth day is 2 January, and 2 February 2026 is a Monday.
objection               bb  posted_on=2025-12-29 authority=jobcenter               2026-02-02  objection.sgg
# 24 and 31 December are working days by law; 25 and 26 are not, and the 27th is a Sunday in 2026.
objection               bb  event_on=2026-11-24                                    2026-12-24  objection
objection               bb  event_on=2026-11-25                                    2026-12-28  objection
objection               bb  event_on=2026-11-30                                    2026-12-30  objection
objection               bb  event_on=2026-12-01                                    2027-01-04  objection
tax_notice              st  event_on=2025-12-06                                    2026-01-07  tax_notice
court_action            by  event_on=2026-12-06                                    2027-01-07  court_action
# Repentance Day, 18 November 2026: Saxony only. World Children's Day, 20 September 2027: Thuringia only.
objection               sn  event_on=2026-10-18                                    2026-11-19  objection
objection               st  event_on=2026-10-18                                    2026-11-18  objection
objection               th  event_on=2027-08-20                                    2027-09-21  objection
# 29 February of a leap year as an end: from 29 January and from 31 January alike.
objection               bb  event_on=2028-01-29                                    2028-02-29  objection
objection               bb  event_on=2028-01-31                                    2028-02-29  objection
# The authority decides the law of procedure; asylum decisions leave a week.
objection               bb  event_on=2025-05-05 authority=tax_office               2025-06-05  objection.ao
objection               bb  event_on=2025-05-05 authority=foreigners_office        2025-06-05  objection.vwgo
court_action            bb  event_on=2025-03-18 authority=bamf                     2025-03-25  court_action.asylum
# What never moves: a Sunday, a holiday, the day before the start, however it falls.
title_expiry            bb  event_on=2024-04-14                                    2024-04-14  title_expiry
fiction_expiry          bb  event_on=2026-05-01                                    2026-05-01  fiction_expiry
passport_expiry         bb  event_on=2026-05-03                                    2026-05-03  passport_expiry
child_title             bb  event_on=2025-08-31                                    2026-02-28  child_title
course_entitlement      bb  event_on=2024-02-29                                    2025-02-28  course_entitlement
apply_before_event      bb  event_on=2026-12-01 event=business_start               2026-11-30  apply_before_event
apply_before_event      bb  event_on=2026-03-02                                    2026-03-01  apply_before_event
grant_phase2            bb  event_on=2026-01-01                                    2026-06-30  grant_phase2
grant_phase2            bb  event_on=2026-01-15                                    2026-07-14  grant_phase2
benefit_month           bb  event_on=2028-02-10                                    2028-02-29  benefit_month
# 90 days to spare; February on the way costs two more.
benefit_claim_remainder bb  event_on=2026-12-31 days_left=240                      2027-03-29  benefit_claim_remainder
benefit_claim_remainder bb  event_on=2026-05-01 days_left=160                      2026-05-11  benefit_claim_remainder
# Three months before, or three days after learning of it when that is less than three months ahead.
jobseeker_report        bb  event_on=2026-12-31                                    2026-09-30  jobseeker_report
jobseeker_report        bb  event_on=2026-12-31 known_on=2026-11-20                2026-11-23  jobseeker_report.late
jobseeker_report        bb  event_on=2026-12-31 known_on=2026-09-30                2026-09-30  jobseeker_report
# A date that the authority set stays; a period that it set moves like any other.
evidence_request        bb  event_on=2026-11-21                                    2026-11-21  evidence_request
evidence_request        bb  event_on=2026-11-07 weeks=2                            2026-11-23  evidence_request.period
# Everything else that is plain counting, or a date that is simply given.
recog_receipt           bb  event_on=2026-01-31                                    2026-02-28  recog_receipt
recog_decision          bb  event_on=2025-11-30                                    2026-02-28  recog_decision
recog_receipt           bb  event_on=2026-01-31 accelerated=true                   2026-02-14  recog_receipt.accelerated
recog_decision          bb  event_on=2025-12-31 accelerated=true 2026-02-28  recog_decision.accelerated
business_notice         bb  event_on=2026-11-01                                    2026-11-01  business_notice
chamber_notice          bb  event_on=2026-11-02                                    2026-11-02  chamber_notice
accident_insurance      bb  event_on=2026-04-26                                    2026-05-04  accident_insurance
address_registration    bb  event_on=2026-03-01                                    2026-03-15  address_registration
funder_entry            bb  event_on=2026-03-02                                    2026-03-30  funder_entry
funder_exit             bb  event_on=2026-03-02                                    2026-03-30  funder_exit
esf_28d                 bb  event_on=2026-03-02                                    2026-03-30  esf_28d
esf_6m                  bb  event_on=2026-08-31                                    2027-02-28  esf_6m
consent_expiry          bb  event_on=2026-03-02                                    2026-03-02  consent_expiry
referral_response       bb  event_on=2026-03-02                                    2026-03-02  referral_response
plan_review             bb  event_on=2026-03-02                                    2026-03-02  plan_review
retention_end           bb  event_on=2026-03-02                                    2026-03-02  retention_end
dsr_response            bb  event_on=2026-01-31                                    2026-02-28  dsr_response
breach_72h              bb  event_on=2026-03-02                                    2026-03-04  breach_72h
"""


def example(line: str) -> tuple[DeadlineKind, Land, DeadlineInputs, date, str]:
    kind, land, *known, due_on, rule = line.split()
    facts = dict(fact.split("=") for fact in known)
    weeks = facts.pop("weeks", None)
    period = {} if weeks is None else {"period": {"weeks": weeks}}
    # Lax conversion reads numbers and "false" from text.
    inputs = msgspec.convert({**facts, **period}, DeadlineInputs, strict=False)
    return DeadlineKind(kind), Land(land), inputs, date.fromisoformat(due_on), rule


LINES = [line for line in EXAMPLES.strip().splitlines() if not line.startswith("#")]


def computed(kind: DeadlineKind, land: Land = Land.BB, /, **inputs: object) -> Computed:
    return compute(kind, msgspec.convert(inputs, DeadlineInputs), land)


@pytest.mark.parametrize("line", LINES)
def test_worked_out_examples(line: str) -> None:
    kind, land, inputs, due_on, rule = example(line)
    result = compute(kind, inputs, land)
    assert (result.due_on, result.rule) == (due_on, rule)
    assert result.version == RULEBOOK.law_as_of


def test_every_kind_has_a_rule_and_an_example() -> None:
    assert {rule.kind for rule in RULEBOOK.rules} == set(DeadlineKind) == {example(line)[0] for line in LINES}


BAD_INPUTS: list[tuple[DeadlineKind, dict[str, object], set[str]]] = [
    (K.OBJECTION, {}, {"event_on"}),
    (K.TITLE_EXPIRY, {"posted_on": date(2025, 1, 1)}, {"event_on", "posted_on"}),
    (K.TITLE_EXPIRY, {"event_on": date(1815, 1, 1)}, {"event_on"}),
    (K.TITLE_EXPIRY, {"event_on": date(9999, 12, 31)}, {"event_on"}),
    (K.OBJECTION, {"event_on": date(2025, 1, 1), "posted_on": date(2025, 1, 2)}, {"posted_on"}),
    (K.OBJECTION, {"event_on": date(2025, 1, 1), "days_left": 1}, {"days_left"}),
    (K.OBJECTION, {"event_on": date(2025, 1, 1), "period": {"weeks": 2}}, {"period"}),
    (K.TAX_NOTICE, {"event_on": date(2025, 1, 1), "proper_instruction": False}, {"proper_instruction"}),
    (K.COURT_ACTION, {"posted_on": date(2025, 1, 1), "authority": A.BAMF}, {"event_on"}),
    (K.OBJECTION, {"posted_on": date(2025, 1, 1), "delivery": "abroad"}, {"event_on"}),
    (K.OBJECTION, {"posted_on": date(2025, 1, 1), "delivery": "abroad", "authority": A.JOBCENTER}, {"event_on"}),
    (K.RECOG_RECEIPT, {"event_on": date(2025, 1, 1), "suspensions": [{"since": date(2025, 1, 5)}]}, {"suspensions"}),
    (K.RECOG_DECISION, {"event_on": date(2025, 1, 2), "suspensions": [{"since": date(2025, 1, 1)}]}, {"suspensions"}),
    (
        K.RECOG_DECISION,
        {"event_on": date(2025, 1, 1), "suspensions": [{"since": date(2025, 6, 1), "until": date(2025, 6, 2)}]},
        {"suspensions"},
    ),
    (K.DSR_RESPONSE, {"event_on": date(2025, 1, 1), "extension": {"months": 3}}, {"extension"}),
    (K.EVIDENCE_REQUEST, {"event_on": date(2025, 1, 1), "period": {"weeks": 0}}, {"period"}),
    (K.EVIDENCE_REQUEST, {"event_on": date(2025, 1, 1), "period": {"weeks": -1}}, {"period"}),
    (K.EVIDENCE_REQUEST, {"event_on": date(2025, 1, 1), "period": {"weeks": 1, "days": 1}}, {"period"}),
    (K.EVIDENCE_REQUEST, {"event_on": date(2025, 1, 1), "period": {"years": 10**12}}, {"period"}),
    (K.EVIDENCE_REQUEST, {"event_on": date(2025, 1, 5), "posted_on": date(2025, 1, 1)}, {"posted_on"}),
    (K.JOBSEEKER_REPORT, {"event_on": date(2025, 1, 1), "known_on": date(2025, 1, 2)}, {"known_on"}),
    (K.BENEFIT_CLAIM_REMAINDER, {"event_on": date(2025, 1, 1)}, {"days_left"}),
    (K.BENEFIT_CLAIM_REMAINDER, {"event_on": date(2025, 1, 1), "days_left": 149}, {"days_left"}),
    (K.BENEFIT_CLAIM_REMAINDER, {"event_on": date(2025, 1, 1), "days_left": 10**9}, {"days_left"}),
]


@pytest.mark.parametrize(("kind", "known", "fields"), BAD_INPUTS)
def test_bad_inputs_are_refused_field_by_field(kind: DeadlineKind, known: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        computed(kind, **known)
    assert refused.value.fields.keys() == fields
    german = translator("de")
    for message, values in (told for messages in refused.value.fields.values() for told in messages):
        assert german.sentence(message, values) != message
