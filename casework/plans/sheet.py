"""A plan as it is printed: German beside the client's language, whatever the reader's own is.

Labels and standard sentences are translated; what somebody said stands in both columns as it was written, only that the
German column shows the meaning in German where one was entered.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from casework.cases.schemas import CaseHead
from casework.plans.codes import Attainment, MeasureState, Responsible
from casework.plans.drawing import HEIGHT, WIDTH
from casework.plans.labels import Labels, german
from casework.plans.views import GoalView, MeasureView, PlanView, SignatureView
from casework.web.formats import Formats

_DAYS = Formats("de")


class Step(Struct, frozen=True):
    """A step towards a goal."""

    what: str
    who: str
    until: str
    done: str


class GoalText(Struct, frozen=True):
    """A goal in the words of one column; `state` is empty while it is on its way."""

    heading: str
    whose: str
    words: str
    success: str
    until: str
    state: str
    steps: list[Step]


class Column(Struct, frozen=True):
    """Everything in one language."""

    labels: Labels
    standing: str
    situation: str
    goals: list[GoalText]
    review: str


class Signed(Struct, frozen=True):
    """Where one person signs, or how they did."""

    name: str
    native_name: str
    language: str
    place_date: str
    signature: SignatureView | None

    @property
    def drawing(self) -> str:
        """Give the path of the drawn signature, empty if there is none."""
        return (self.signature.drawing or "") if self.signature else ""

    @property
    def typed(self) -> str:
        """Give the typed name, empty if the person signed otherwise."""
        return self.signature.name if self.signature and self.signature.form == "typed" else ""


class Sheet(Struct, frozen=True):
    """A whole sheet: one column for people who speak German, else two."""

    columns: list[Column]
    language: str
    organisation: str
    case_number: str
    signed: list[Signed]
    interpreters: str
    width: int = WIDTH
    height: int = HEIGHT


def sheet(plan: PlanView, head: CaseHead, organisation: str, labels: Labels) -> Sheet:
    """Give the sheet of a version in German and one other language."""
    names = {person.client_id: person.name for person in head.persons}
    languages = [german()] if labels is german() else [german(), labels]
    signed = []
    for person in head.persons:
        found = plan.signature_of(person.client_id)
        told = ", ".join(filter(None, (found.place, _day(found.signed_on)))) if found else ""
        signed.append(Signed(person.name, person.native_name, person.language, told, found))
    return Sheet(
        columns=[_column(plan, names, one) for one in languages],
        language=labels.code,
        organisation=organisation,
        case_number=head.number,
        signed=signed,
        interpreters=", ".join(dict.fromkeys(one.interpreter for one in plan.signatures if one.interpreter)),
    )


def _column(plan: PlanView, names: dict[UUID, str], labels: Labels) -> Column:
    words = labels.words
    standing = f"{words.agreed_on} {_day(plan.agreed_on)}" if plan.agreed_on else words.draft
    goals = [_goal(number, goal, names, labels) for number, goal in enumerate(plan.goals, 1)]
    return Column(labels, standing, plan.situation or "", goals, _day(plan.next_review_on))


def _goal(number: int, goal: GoalView, names: dict[UUID, str], labels: Labels) -> GoalText:
    words = labels.words
    states = {Attainment.REACHED: words.reached, Attainment.PARTLY: words.partly}
    whose = names.get(goal.client_id, "") if goal.client_id else (words.together if len(names) > 1 else "")
    return GoalText(
        heading=f"{words.goal} {number}: {labels.domains[goal.domain]}",
        whose=whose,
        words=(goal.in_german or goal.words) if labels is german() else goal.words,
        success=goal.success or "",
        until=_day(goal.target_on),
        state=states.get(goal.attainment, ""),
        steps=[_step(one, names, labels) for one in goal.measures if one.state is not MeasureState.DROPPED],
    )


def _step(measure: MeasureView, names: dict[UUID, str], labels: Labels) -> Step:
    words = labels.words
    who = {
        Responsible.CLIENT: next(iter(names.values()), words.client) if len(names) == 1 else words.client,
        Responsible.COUNSELLOR: words.counsellor,
        Responsible.PARTNER: words.partner,
    }[measure.responsible]
    done = words.done if measure.state is MeasureState.DONE else ""
    return Step(measure.what, measure.who or who, _day(measure.due_on), done)


def _day(value: date | None) -> str:
    """Give a day as German offices write it: the sheet is shown there, whatever the second language."""
    return _DAYS.full_date(value) if value else ""
