"""What is known about a deadline before it is computed, and the check that it is enough and fits its kind."""

from datetime import date

import msgspec

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.deadline_rules import RULEBOOK, Period
from casework.core.errors import Invalid, Message
from casework.offers.codes import ApplyBefore
from casework.web.i18n import msgid as _
from casework.web.mistakes import FILL_IN, ODD_YEAR, TOO_LARGE

CANNOT_COMPUTE = _("The deadline cannot be computed from this. Please check the marked fields.")
NOT_FOR_THIS_KIND = _("This does not belong to this kind of deadline.")
POSTED_AFTER_NOTIFIED = _("The letter cannot have been posted after it arrived.")
KNOWN_AFTER_END = _("Please enter the day on which the end became known; it lies before the end.")
PERIOD_FORM = _("Please enter one length of time, in days, weeks, months or years.")
TOO_FEW_DAYS_LEFT = _("Fewer than %(least)d days are left, so the claim no longer suffices.")
ASYLUM_DELIVERY = _("Please enter the day of delivery; it stands on the envelope.")

FIRST_YEAR, LAST_YEAR = 1990, 2100
LEAST_DAYS_LEFT = 150
_MOST_DAYS_LEFT = 2000
_MOST_PERIOD_DAYS = 3700

_NOTIFIED = frozenset({"posted_on", "proper_instruction", "authority"})
_TAKES: dict[DeadlineKind, frozenset[str]] = {
    DeadlineKind.OBJECTION: _NOTIFIED,
    DeadlineKind.COURT_ACTION: _NOTIFIED,
    DeadlineKind.EVIDENCE_REQUEST: frozenset({"posted_on", "period", "authority"}),
    DeadlineKind.APPLY_BEFORE_EVENT: frozenset({"event"}),
    DeadlineKind.JOBSEEKER_REPORT: frozenset({"known_on"}),
    DeadlineKind.BENEFIT_CLAIM_REMAINDER: frozenset({"days_left"}),
}


class DeadlineInputs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The facts that a rule may ask for; most kinds need only the day of their event.

    `event_on` is the day of notification, birth, start, expiry and so on; `posted_on` may stand in for the day of
    notification. `days_left` are days of unemployment benefit left on `event_on`.
    """

    event_on: date | None = None
    posted_on: date | None = None
    proper_instruction: bool = True
    authority: AuthorityKind | None = None
    period: Period | None = None
    event: ApplyBefore | None = None
    known_on: date | None = None
    days_left: int | None = None


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
    if inputs.period is not None:
        lengths = msgspec.structs.astuple(inputs.period)
        days = sum(length * factor for length, factor in zip(lengths, (366, 31, 7, 1), strict=True))
        if min(lengths) < 0 or sum(map(bool, lengths)) != 1 or days > _MOST_PERIOD_DAYS:
            faults.setdefault("period", [(PERIOD_FORM, {})])
    if kind is not DeadlineKind.BENEFIT_CLAIM_REMAINDER:
        return
    if inputs.days_left is None:
        faults.setdefault("days_left", [(FILL_IN, {})])
    elif inputs.days_left < LEAST_DAYS_LEFT:
        faults.setdefault("days_left", [(TOO_FEW_DAYS_LEFT, {"least": LEAST_DAYS_LEFT})])
    elif inputs.days_left > _MOST_DAYS_LEFT:
        faults.setdefault("days_left", [(TOO_LARGE, {"limit": _MOST_DAYS_LEFT})])
