"""What is known about a deadline before it is computed, and the check that it is enough and fits its kind."""

from datetime import date

import msgspec

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.deadline_rules import RULEBOOK, Delivery, Period
from casework.appointments.legal_remedies import Matter
from casework.core.errors import Invalid, Message
from casework.offers.codes import ApplyBefore
from casework.web.i18n import msgid as _
from casework.web.mistakes import FILL_IN, ODD_YEAR, TOO_LARGE, TOO_MANY

CANNOT_COMPUTE = _("The deadline cannot be computed from this. Please check the marked fields.")
NOT_FOR_THIS_KIND = _("This does not belong to this kind of deadline.")
POSTED_AFTER_NOTIFIED = _("The letter cannot have been posted after it arrived.")
KNOWN_AFTER_END = _("Please enter the day on which the end became known; it lies before the end.")
PERIOD_FORM = _("Please enter one length of time, in days, weeks, months or years.")
TOO_FEW_DAYS_LEFT = _("Fewer than %(least)d days are left, so the claim no longer suffices.")
NOT_FROM_ABROAD = _(
    "Letters abroad count as notified after a month only in tax law (AO § 122); please enter the day of arrival."
)
STOPPED_WRONG = _("Please check the days: a period stands still only after it began, and from a day to a later one.")
TOO_LONG_EXTENSION = _("The law allows an extension by %(months)d months at the most.")
ASYLUM_DELIVERY = _("Please enter the day of delivery; it stands on the envelope.")

FIRST_YEAR, LAST_YEAR = 1990, 2100
LEAST_DAYS_LEFT = 150
_MOST_DAYS_LEFT = 2000
MOST_SUSPENSIONS = 10
_MOST_PERIOD_DAYS = 3700

_NOTIFIED = frozenset({"posted_on", "delivery", "proper_instruction", "authority", "matter"})
_TAKES: dict[DeadlineKind, frozenset[str]] = {
    DeadlineKind.OBJECTION: _NOTIFIED,
    DeadlineKind.COURT_ACTION: _NOTIFIED,
    DeadlineKind.EVIDENCE_REQUEST: frozenset({"posted_on", "delivery", "period", "authority"}),
    DeadlineKind.RECOG_RECEIPT: frozenset({"accelerated"}),
    DeadlineKind.RECOG_DECISION: frozenset({"accelerated", "suspensions", "extension"}),
    DeadlineKind.DSR_RESPONSE: frozenset({"extension"}),
    DeadlineKind.APPLY_BEFORE_EVENT: frozenset({"event"}),
    DeadlineKind.JOBSEEKER_REPORT: frozenset({"known_on"}),
    DeadlineKind.BENEFIT_CLAIM_REMAINDER: frozenset({"days_left"}),
}


class Suspension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A time in which a period stands still: from the day on which papers were requested, to the last day set for them.

    Without `until` it still stands still.
    """

    since: date
    until: date | None = None


class DeadlineInputs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The facts that a rule may ask for; most kinds need only the day of their event.

    `event_on` is the day of notification, birth, start, expiry and so on; `posted_on` may stand in for the day of
    notification, and `delivery` says how it was sent. `days_left` are days of unemployment benefit left on `event_on`.
    Without `matter` the one that the authority usually decides counts.
    """

    event_on: date | None = None
    posted_on: date | None = None
    proper_instruction: bool = True
    authority: AuthorityKind | None = None
    period: Period | None = None
    event: ApplyBefore | None = None
    known_on: date | None = None
    days_left: int | None = None
    delivery: Delivery = Delivery.POST
    matter: Matter | None = None
    accelerated: bool = False
    suspensions: tuple[Suspension, ...] = ()
    extension: Period | None = None


def takes(kind: DeadlineKind) -> frozenset[str]:
    """Give the names of the inputs that a kind understands, `event_on` included."""
    return _TAKES.get(kind, frozenset()) | {"event_on"}


def procedure_of(inputs: DeadlineInputs) -> str:
    """Give the law of procedure, "" where the authority is not known."""
    return RULEBOOK.procedure(inputs.authority) if inputs.authority is not None else ""


def check(kind: DeadlineKind, inputs: DeadlineInputs) -> None:
    """Raise Invalid, with a message for each field at fault, unless `kind` can be computed from `inputs`."""
    faults: dict[str, list[Message]] = {}
    _check_fields(kind, inputs, faults)
    _check_dates(inputs, faults)
    _check_amounts(kind, inputs, faults)
    if faults:
        raise Invalid(CANNOT_COMPUTE, fields=faults)


def _check_fields(kind: DeadlineKind, inputs: DeadlineInputs, faults: dict[str, list[Message]]) -> None:
    given: dict[str, object] = msgspec.to_builtins(inputs)
    for name in sorted(given.keys() - takes(kind)):
        faults[name] = [(NOT_FOR_THIS_KIND, {})]
    if kind is DeadlineKind.EVIDENCE_REQUEST and inputs.posted_on is not None and inputs.period is None:
        faults["posted_on"] = [(NOT_FOR_THIS_KIND, {})]
    if inputs.event_on is None:
        if "posted_on" not in takes(kind) or inputs.posted_on is None:
            faults["event_on"] = [(FILL_IN, {})]
        elif kind is DeadlineKind.COURT_ACTION and procedure_of(inputs) == "asylum":
            # Asylum decisions are served formally; the fiction of simple letters could end too late.
            faults["event_on"] = [(ASYLUM_DELIVERY, {})]
        elif RULEBOOK.deemed_delivery.norm(inputs.delivery, procedure_of(inputs)) is None:
            faults["event_on"] = [(NOT_FROM_ABROAD, {})]


def _check_dates(inputs: DeadlineInputs, faults: dict[str, list[Message]]) -> None:
    for name in ("event_on", "posted_on", "known_on"):
        day = getattr(inputs, name)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            faults.setdefault(name, [(ODD_YEAR, {"first": FIRST_YEAR, "last": LAST_YEAR})])
    if inputs.event_on is None:
        return
    if inputs.posted_on is not None and inputs.posted_on > inputs.event_on:
        faults.setdefault("posted_on", [(POSTED_AFTER_NOTIFIED, {})])
    if inputs.known_on is not None and inputs.known_on > inputs.event_on:
        faults.setdefault("known_on", [(KNOWN_AFTER_END, {})])


def _check_amounts(kind: DeadlineKind, inputs: DeadlineInputs, faults: dict[str, list[Message]]) -> None:
    for name, period in (("period", inputs.period), ("extension", inputs.extension)):
        if period is not None and not _is_one_length(period):
            faults.setdefault(name, [(PERIOD_FORM, {})])
    _check_changes(kind, inputs, faults)
    if kind is not DeadlineKind.BENEFIT_CLAIM_REMAINDER:
        return
    if inputs.days_left is None:
        faults.setdefault("days_left", [(FILL_IN, {})])
    elif inputs.days_left < LEAST_DAYS_LEFT:
        faults.setdefault("days_left", [(TOO_FEW_DAYS_LEFT, {"least": LEAST_DAYS_LEFT})])
    elif inputs.days_left > _MOST_DAYS_LEFT:
        faults.setdefault("days_left", [(TOO_LARGE, {"limit": _MOST_DAYS_LEFT})])


def _is_one_length(period: Period) -> bool:
    lengths = msgspec.structs.astuple(period)
    return min(lengths) >= 0 and sum(map(bool, lengths)) == 1 and _days_at_most(period) <= _MOST_PERIOD_DAYS


def _days_at_most(period: Period) -> int:
    return sum(length * factor for length, factor in zip(msgspec.structs.astuple(period), (366, 31, 7, 1), strict=True))


def _check_changes(kind: DeadlineKind, inputs: DeadlineInputs, faults: dict[str, list[Message]]) -> None:
    """Look at what stops or extends a period: stops in order and after the begin, one extension within the law."""
    allowed = RULEBOOK.rule(kind).extension
    longest = allowed.longest if allowed is not None else None
    if inputs.extension is not None and longest and _days_at_most(inputs.extension) > _days_at_most(longest):
        faults.setdefault("extension", [(TOO_LONG_EXTENSION, {"months": longest.months})])
    stops = inputs.suspensions
    if len(stops) > MOST_SUSPENSIONS:
        faults.setdefault("suspensions", [(TOO_MANY, {"limit": MOST_SUSPENSIONS})])
    for stop in stops:
        years = {stop.since.year, (stop.until or stop.since).year}
        if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
            faults.setdefault("suspensions", [(ODD_YEAR, {"first": FIRST_YEAR, "last": LAST_YEAR})])
        elif (inputs.event_on and stop.since < inputs.event_on) or (stop.until and stop.until < stop.since):
            faults.setdefault("suspensions", [(STOPPED_WRONG, {})])
