"""The rule engine for deadlines: from a kind, what is known and a Land to a date that explains itself. No database.

The day of the event is not counted (BGB § 187), a month without that day ends on its last one (§ 188), and an end on a
Saturday, Sunday or holiday moves to the next working day only where the rule says so (§ 193). The result is data that
can be stored as it is; `explanation` puts it into a sentence.
"""

from calendar import monthrange
from datetime import date, timedelta

from msgspec.structs import replace

from casework.appointments.codes import DeadlineKind
from casework.appointments.computed import (
    Computed,
    Counted,
    DayOff,
    Ends,
    Event,
    Extended,
    Kept,
    Moved,
    Posted,
    Step,
    Stopped,
)
from casework.appointments.deadline_inputs import (
    CANNOT_COMPUTE,
    LEAST_DAYS_LEFT,
    DeadlineInputs,
    check,
    procedure_of,
)
from casework.appointments.deadline_rules import RULEBOOK, Count, Delivery, Period, Rule
from casework.appointments.legal_remedies import Remedy, RemedyStatus, matter_of, remedy
from casework.appointments.working_days import (
    is_holiday,
    is_working_day,
    last_sure_working_day,
    next_working_day,
)
from casework.core.errors import Invalid
from casework.tenancy.codes import Land
from casework.web.i18n import msgid as _

WORKING_DAY_NORM = "BGB § 193"
NO_INSTRUCTION = _("Act within one month all the same: whether the instruction was wrong is often disputed.")
CAME_LATER = _("Keep the envelope and note when it came: the authority may doubt that the letter came this late.")
STILL_STOPPED = _("The period still stands still; this would be its end if the papers were handed in at once.")
STOPPED_TOO_LATE = _("The period had ended before the papers were requested.")
PART_HOLIDAY = _("This day is a holiday in parts of the Land; to be safe, it was not counted as one.")
_ONE_YEAR = _("one year because there was no proper instruction")
_ONE_DAY = timedelta(days=1)
_SUNDAY = 6


def compute(kind: DeadlineKind, inputs: DeadlineInputs, land: Land) -> Computed:
    """Compute the deadline of `kind` with the holidays of `land`, the seat of the authority that must be reached.

    Raises Invalid with a message for each field where the inputs do not suffice or do not fit the kind.
    """
    check(kind, inputs)
    first = _remedy(kind, inputs, land)
    rule = _rule_for(kind, inputs, first)
    started, caution = _start(rule, inputs)
    started_on = started.deemed_on if isinstance(started, Posted) else started.on
    counted_end = _end(rule, started_on, inputs)
    changes, end = changed(rule, inputs, counted_end)
    due_on = next_working_day(end, land) if rule.moves else end
    counted = Counted(rule.count, counted_end, None if rule.phrase else rule.period, rule.phrase)
    partly_off = is_working_day(due_on, land) and is_holiday(due_on, land, somewhere=True)
    still_stopped = any(stop.until is None for stop in inputs.suspensions)
    return Computed(
        kind=kind,
        land=land,
        rule=rule.code,
        version=RULEBOOK.law_as_of,
        norm=rule.norm,
        inputs=inputs,
        due_on=due_on,
        warn_on=_warnings(rule, due_on, started_on, land),
        steps=(started, counted, *changes, *_day_off(end, due_on, land, moves=rule.moves)),
        cautions=(
            *rule.cautions,
            *caution,
            *((PART_HOLIDAY,) if partly_off else ()),
            *((STILL_STOPPED,) if still_stopped else ()),
        ),
        remedy=first,
    )


def add(day: date, period: Period) -> date:
    """Give the end of a period after `day`: the day itself not counted, a missing day clamped to the month's last."""
    months = period.years * 12 + period.months
    return _shift_months(day, months) + timedelta(weeks=period.weeks, days=period.days)


def subtract(day: date, period: Period) -> date:
    """Give the day that lies a period before `day`, a missing day clamped to the month's last, so never too late."""
    months = period.years * 12 + period.months
    return _shift_months(day, -months) - timedelta(weeks=period.weeks, days=period.days)


def _shift_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _remedy(kind: DeadlineKind, inputs: DeadlineInputs, land: Land) -> Remedy | None:
    """Give what the Land's law says about the remedy; None where it has no say: social, tax and asylum law."""
    if kind not in {DeadlineKind.OBJECTION, DeadlineKind.COURT_ACTION} or procedure_of(inputs) not in {"", "vwgo"}:
        return None
    return remedy(land, inputs.matter or matter_of(inputs.authority))


def _rule_for(kind: DeadlineKind, inputs: DeadlineInputs, first: Remedy | None) -> Rule:
    """Choose the variant that fits the inputs and fill in what they decide: norm, period, event and cautions."""
    rule = RULEBOOK.rule(kind, _variant(kind, inputs))
    if inputs.period is not None:
        rule = replace(rule, period=inputs.period)
    if inputs.event is not None:
        rule = replace(rule, event=RULEBOOK.apply_before[inputs.event])
    if kind is DeadlineKind.OBJECTION and rule.variant == "vwgo" and first and first.status is RemedyStatus.ABOLISHED:
        # Where there is no objection, the same month is that of the court action.
        rule = replace(rule, norm=RULEBOOK.rule(DeadlineKind.COURT_ACTION, "vwgo").norm)
    if rule.without_instruction is not None and not inputs.proper_instruction:
        other = rule.without_instruction
        cautions = (*rule.cautions, NO_INSTRUCTION)
        rule = replace(rule, norm=other.norm, period=other.period, phrase=_ONE_YEAR, cautions=cautions)
    return rule


def _variant(kind: DeadlineKind, inputs: DeadlineInputs) -> str:
    if kind in {DeadlineKind.OBJECTION, DeadlineKind.COURT_ACTION}:
        return procedure_of(inputs)
    if inputs.accelerated:
        return "accelerated"
    if kind is DeadlineKind.EVIDENCE_REQUEST and inputs.period is not None:
        return "period"
    if kind is DeadlineKind.JOBSEEKER_REPORT and inputs.known_on is not None and inputs.event_on is not None:
        regular = RULEBOOK.rule(kind)
        # Less than three months between learning of the end and the end itself: three days from then on.
        if regular.period is not None and inputs.known_on > subtract(inputs.event_on, regular.period):
            return "late"
    return ""


def _start(rule: Rule, inputs: DeadlineInputs) -> tuple[Event | Posted, tuple[str, ...]]:
    """Give what the period starts from, and a caution about it.

    What was sent counts as notified on its day even if it came earlier; if it came later, that day counts.
    """
    event_on = inputs.known_on if rule.variant == "late" else inputs.event_on
    posted = _deemed(inputs)
    if posted is not None and (event_on is None or event_on <= posted.deemed_on):
        return posted, ()
    if event_on is None:
        raise AssertionError("`check` lets no inputs through that have no day to start from.")
    return Event(rule.event, event_on), ((CAME_LATER,) if posted is not None else ())


def _deemed(inputs: DeadlineInputs) -> Posted | None:
    """Give when what was sent counts as notified; None where nothing was sent or it does not count by itself."""
    law, procedure = RULEBOOK.deemed_delivery, procedure_of(inputs)
    if inputs.posted_on is None or procedure == "asylum":
        return None
    norm = law.norm(inputs.delivery, procedure)
    if norm is None:
        return None
    if inputs.delivery is Delivery.ABROAD:
        deemed_on = add(inputs.posted_on, law.abroad_period)
        return Posted(inputs.posted_on, (deemed_on - inputs.posted_on).days, norm, deemed_on, inputs.delivery)
    days = law.days_for(inputs.posted_on)
    return Posted(inputs.posted_on, days, norm, inputs.posted_on + timedelta(days=days), inputs.delivery)


def changed(rule: Rule, inputs: DeadlineInputs, end: date) -> tuple[tuple[Step, ...], date]:
    """Give what stopped and extended a period, and its end after that (BGB §§ 190, 209).

    An extension begins where the period ended; every day on which the period stood still is added once.
    """
    steps: list[Step] = []
    if inputs.extension is not None and rule.extension is not None:
        end = add(end, inputs.extension)
        steps.append(Extended(inputs.extension, rule.extension.norm))
    counted_to = date.min
    for stop in sorted(inputs.suspensions, key=lambda stop: stop.since):
        if stop.until is None:
            steps.append(Stopped(stop.since, None, 0, rule.suspension_norm or rule.norm))
            continue
        if stop.since > end:
            raise Invalid(CANNOT_COMPUTE, fields={"suspensions": [(STOPPED_TOO_LATE, {})]})
        days = max(0, (stop.until - max(stop.since, counted_to + _ONE_DAY)).days + 1)
        counted_to = max(counted_to, stop.until)
        end += timedelta(days=days)
        steps.append(Stopped(stop.since, stop.until, days, rule.suspension_norm or rule.norm))
    return (*steps, Ends(end)) if steps else (), end


def _end(rule: Rule, started_on: date, inputs: DeadlineInputs) -> date:
    """Give the end as counted, before it is looked at as a working day."""
    period = rule.period or Period()
    match rule.count:
        case Count.ON:
            return started_on
        case Count.AFTER:
            return add(started_on, period)
        case Count.BEFORE:
            return subtract(started_on, period)
        case Count.DAY_BEFORE:
            return add(started_on, period) - _ONE_DAY
        case Count.MONTH_END:
            return started_on.replace(day=monthrange(started_on.year, started_on.month)[1])
        case Count.REMAINDER:
            return _last_day_with_claim(started_on, inputs.days_left or LEAST_DAYS_LEFT)


def _last_day_with_claim(counted_on: date, days_left: int) -> date:
    """Give the last day on which the least number of days is left.

    A month that is paid in full uses up 30 days (SGB III § 154), February too, so two days are taken off for each end
    of February on the way; the days that months of 31 days save are left as a margin.
    """
    end = counted_on + timedelta(days=days_left - LEAST_DAYS_LEFT)
    februaries = sum(counted_on < date(year, 3, 1) <= end for year in range(counted_on.year, end.year + 1))
    return max(counted_on, end - timedelta(days=2 * februaries))


def _day_off(end: date, due_on: date, land: Land, *, moves: bool) -> tuple[Step, ...]:
    if is_working_day(end, land):
        return ()
    weekend = {_SUNDAY - 1: DayOff.SATURDAY, _SUNDAY: DayOff.SUNDAY}
    reason = DayOff.HOLIDAY if is_holiday(end, land) else weekend[end.weekday()]
    if moves:
        return (Moved(end, reason, due_on, WORKING_DAY_NORM),)
    return (Kept(end, reason, last_sure_working_day(end, land)),)


def _warnings(rule: Rule, due_on: date, started_on: date, land: Land) -> tuple[date, ...]:
    """Give the days to warn on: those of the rule, moved back to days on which offices surely work.

    What would lie before the event itself is left out, except the working day before an end that does not move.
    """
    wanted = {last_sure_working_day(due_on - timedelta(days=days), land) for days in rule.warnings}
    if rule.count is Count.AFTER:
        wanted = {day for day in wanted if day >= started_on}
    if not rule.moves:
        wanted.add(last_sure_working_day(due_on - _ONE_DAY, land))
    return tuple(sorted(wanted))
