"""Two versions of a plan side by side: which goals and measures came, went, or read differently."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from casework.core.codes import Code
from casework.plans.codes import LifeDomain, Responsible
from casework.plans.views import GoalView, PlanView
from casework.web.i18n import msgid


class Change(Code):
    """What happened to a goal or a measure from one version to the next."""

    ADDED = "added", "New"
    CHANGED = "changed", "Changed"
    ENDED = "ended", "Brought to its end"
    REMOVED = "removed", "Left out"


class FieldChange(Struct, frozen=True):
    """One field that reads differently; a code comes as the entry of its list, a day as in ISO 8601."""

    field: str
    label: str
    before: str | None
    after: str | None

    def days(self) -> tuple[date | None, date | None] | None:
        """Give both as days where the field holds one, None for any other field."""
        if not self.field.endswith("_on"):
            return None
        before, after = (date.fromisoformat(text) if text else None for text in (self.before, self.after))
        return before, after


class Difference(Struct, frozen=True, kw_only=True):
    """A goal or measure that differs; `goal` is what the measure belongs to, None for a goal itself."""

    change: Change
    what: str
    goal: str | None = None
    fields: list[FieldChange] = []


_GOAL = {
    "words": msgid("In the client's own words"),
    "in_german": msgid("In German"),
    "domain": msgid("Life domain"),
    "success": msgid("What success looks like"),
    "target_on": msgid("Target date"),
}
_MEASURE = {
    "what": msgid("What is done"),
    "responsible": msgid("Who does it"),
    "who": msgid("Partner or authority"),
    "due_on": msgid("By when"),
}
_PLAN = {"situation": msgid("Where we are now"), "next_review_on": msgid("Next review")}
_CODES = {"domain": LifeDomain, "responsible": Responsible}


def differences(before: PlanView, after: PlanView) -> list[Difference]:
    """Give what differs from one version to a later one: the plan's own words first, then goals, then what went."""
    found = []
    if own := _fields(before, after, _PLAN):
        found.append(Difference(change=Change.CHANGED, what="", fields=own))
    for goal in after.goals:
        old = before.goal(goal.origin_id)
        if old is None:
            found.append(Difference(change=Change.ADDED, what=goal.words))
        elif changed := _fields(old, goal, _GOAL):
            found.append(Difference(change=Change.CHANGED, what=goal.words, fields=changed))
        found += _of_measures(old, goal)
    for goal in before.goals:
        if after.goal(goal.origin_id) is None:
            change = Change.ENDED if goal.attainment.is_over else Change.REMOVED
            found.append(Difference(change=change, what=goal.words))
    return found


def _of_measures(before: GoalView | None, after: GoalView) -> Iterable[Difference]:
    old = {one.origin_id: one for one in before.measures} if before else {}
    new = {one.origin_id: one for one in after.measures}
    for key, measure in new.items():
        if key not in old:
            yield Difference(change=Change.ADDED, what=measure.what, goal=after.words)
        elif changed := _fields(old[key], measure, _MEASURE):
            yield Difference(change=Change.CHANGED, what=measure.what, goal=after.words, fields=changed)
    for key, measure in old.items():
        if key not in new:
            change = Change.REMOVED if measure.is_open else Change.ENDED
            yield Difference(change=change, what=measure.what, goal=after.words)


def _fields(before: Struct, after: Struct, labels: dict[str, str]) -> list[FieldChange]:
    return [
        FieldChange(name, label, _shown(before, name), _shown(after, name))
        for name, label in labels.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _shown(record: Struct, name: str) -> str | None:
    value: str | date | None = getattr(record, name)
    if isinstance(value, date):
        return value.isoformat()
    return _CODES[name](str(value)) if name in _CODES else value
