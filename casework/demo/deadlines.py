"""Deadlines, all computed by the program's own engine and stored with what it says."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from casework.appointments.codes import AuthorityKind, DeadlineKind, DeadlineStatus
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.rules import compute
from casework.cases.codes import Topic
from casework.demo.cases import Case
from casework.demo.days import moment
from casework.demo.office import Office
from casework.demo.records import Row
from casework.offers.codes import ApplyBefore

_PAST = {
    DeadlineStatus.DONE: 78,
    DeadlineStatus.DONE_LATE: 7,
    DeadlineStatus.MISSED: 5,
    DeadlineStatus.DROPPED: 10,
}
# Deadlines of long ago are of the kinds that come with letters.
_LETTERS = (
    (DeadlineKind.OBJECTION, AuthorityKind.JOBCENTER),
    (DeadlineKind.OBJECTION, AuthorityKind.FOREIGNERS_OFFICE),
    (DeadlineKind.OBJECTION, AuthorityKind.TAX_OFFICE),
    (DeadlineKind.EVIDENCE_REQUEST, None),
)
_FURTHEST = 80


def set_deadlines(office: Office, case: Case, calm_days: int) -> None:
    """Set what the law sets in a case: what was due in the past, and what is due after the next `calm_days`."""
    lasted = ((case.row["closed_on"] or office.today) - case.row["opened_on"]).days
    if lasted > 75 and office.chance(45):
        _past(office, case, lasted)
    if not case.is_open:
        return
    earliest = office.today + timedelta(days=calm_days or 1)
    client = case.clients[0]
    until: date | None = client["residence_until"]
    if until is not None and earliest < until <= office.today + timedelta(days=190) and office.chance(85):
        add(office, case, DeadlineKind.TITLE_EXPIRY, DeadlineInputs(event_on=until), client_id=client["id"])
    start: date | None = case.row["venture_start"]
    if start is not None and start > earliest + timedelta(days=1):
        inputs = DeadlineInputs(event_on=start, event=ApplyBefore.BUSINESS_START)
        add(office, case, DeadlineKind.APPLY_BEFORE_EVENT, inputs)
    if not {Topic.BENEFITS, Topic.WORK, Topic.RECOGNITION}.isdisjoint(case.topics[:1]) and office.chance(40):
        _coming_letter(office, case, earliest)


def _past(office: Office, case: Case, lasted: int) -> None:
    kind, authority = office.random.choice(_LETTERS)
    notified = case.row["opened_on"] + timedelta(days=office.random.randint(5, lasted - 60))
    event_on = notified if kind is DeadlineKind.OBJECTION else notified + timedelta(days=21)
    row = add(office, case, kind, DeadlineInputs(event_on=event_on, authority=authority))
    row["created_at"] = row["confirmed_at"] = moment(office.days.on_or_before(notified), "14:15")
    status = office.random.choices(list(_PAST), list(_PAST.values()))[0]
    done = row["due_on"] - timedelta(days=office.random.randint(1, 12))
    if status is DeadlineStatus.DONE_LATE:
        done = row["due_on"] + timedelta(days=office.random.randint(1, 6))
    row |= {"status": status, "done_on": None if status is DeadlineStatus.MISSED else office.days.on_or_before(done)}


def _coming_letter(office: Office, case: Case, earliest: date) -> None:
    """Set a deadline from a letter that came lately, so that its end lies ahead."""
    # Where nobody keeps the next days calm, now and then one has just passed.
    soonest = 0 if earliest > office.today + timedelta(days=1) else -4
    due_on = office.days.on_or_after(earliest + timedelta(days=office.random.randint(soonest, 22)))
    kind, authority = office.random.choice(_LETTERS)
    if case.topics[0] is Topic.RECOGNITION:
        due_on, kind, authority = due_on + timedelta(days=20), DeadlineKind.RECOG_DECISION, None
    inputs = inputs_for(office, kind, due_on, authority)
    if kind is DeadlineKind.EVIDENCE_REQUEST or inputs.event_on is None or inputs.event_on >= office.today:
        # A letter that has not come yet cannot be objected to; a request names its day by itself.
        add(office, case, DeadlineKind.EVIDENCE_REQUEST, DeadlineInputs(event_on=due_on))
    else:
        add(office, case, kind, inputs)


def inputs_for(office: Office, kind: DeadlineKind, due_on: date, authority: AuthorityKind | None) -> DeadlineInputs:
    """Give the latest day of notification after which a deadline ends by `due_on`."""
    event_on = due_on
    while True:
        inputs = DeadlineInputs(event_on=event_on, authority=authority)
        if compute(kind, inputs, office.organisation.land).due_on <= due_on:
            return inputs
        event_on -= timedelta(days=1)


def add(office: Office, case: Case, kind: DeadlineKind, inputs: DeadlineInputs, **more: object) -> Row:
    """Compute a deadline and keep it as the program would, confirmed by the case's counsellor."""
    computed = compute(kind, inputs, office.organisation.land)
    stored: dict[str, Any] = msgspec.to_builtins(computed)
    entered = _entered(office, case, computed.due_on, inputs.event_on)
    return office.records.add(
        "deadlines",
        **({"client_id": None, "title": None, "status": DeadlineStatus.OPEN, "done_on": None} | more),
        id=office.new_id(entered),
        case_id=case.row["id"],
        deadline_kind=kind,
        inputs=stored["inputs"],
        explanation=stored,
        land=computed.land,
        rule=computed.rule,
        rule_version=computed.version.isoformat(),
        norm=computed.norm,
        computed_due_on=computed.due_on,
        due_on=computed.due_on,
        warn_on=list(computed.warn_on),
        confirmed_by=case.owner.member_id,
        confirmed_at=entered,
        created_at=entered,
        version=1,
    )


def _entered(office: Office, case: Case, due_on: date, event_on: date | None) -> datetime:
    """Give when a deadline was entered: soon after the letter came, or some weeks before its end."""
    wanted = due_on - timedelta(days=office.random.randint(20, 60))
    if event_on is not None and event_on < min(due_on, office.today):
        wanted = event_on + timedelta(days=office.random.randint(1, 5))
    return case.not_before(moment(min(office.days.on_or_before(wanted), office.days.ago(1)), "15:10"))
