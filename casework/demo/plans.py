"""Support plans: the couple's, agreed in two versions, and plans of other cases that are drafts or agreed."""

from datetime import timedelta
from functools import cache
from math import cos, sin
from pathlib import Path
from uuid import UUID

import msgspec

from casework.appointments.codes import DeadlineKind
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.cases.codes import Phase, Topic
from casework.demo.cases import Case
from casework.demo.days import moment
from casework.demo.deadlines import add
from casework.demo.office import Office
from casework.demo.records import Row
from casework.plans.codes import Attainment, LifeDomain, MeasureState, PlanState, Responsible, SignatureForm

_WITH_PLAN = {Phase.PLAN, Phase.LINKING, Phase.MONITORING}
SOONEST_REVIEW = 40
"""Days before which no review is due, so that the first pages of the demo stay as calm as they are."""


class _Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    what: str
    in_days: int
    responsible: Responsible = Responsible.CLIENT
    who: str | None = None
    done_days_ago: int | None = None


class _Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"measures": "measure"}):
    key: str
    domain: LifeDomain
    words: str
    success: str
    in_days: int
    in_german: str | None = None
    person: int | None = None
    attainment: Attainment = Attainment.OPEN
    measures: tuple[_Measure, ...] = ()


class _Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"goals": "goal"}):
    days_ago: int
    situation: str | None
    goals: tuple[_Goal, ...]


class _Other(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topics: tuple[Topic, ...]
    domain: LifeDomain
    words: str
    success: str
    measures: tuple[str, ...]
    partner: str


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    couple: tuple[_Version, ...]
    other: tuple[_Other, ...]


@cache
def _data() -> _Data:
    return msgspec.toml.decode((Path(__file__).with_name("data") / "plans.toml").read_bytes(), type=_Data)


def make(office: Office, cases: list[Case], couple: Case | None) -> None:
    """Make up the plans of an office's open cases; `couple` is the case of the story if it is told here.

    It is done last, so that whatever else was made up stays as it was.
    """
    if couple is not None:
        _tell(office, couple)
    planned = [case for case in cases if case.is_open and case.row["phase"] in _WITH_PLAN]
    for number, case in enumerate(planned[::2]):
        found = next((one for one in _data().other for topic in case.topics if topic in one.topics), None)
        if found is not None:
            _plan_of(office, case, found, drafted=number % 4 == 3)


def _tell(office: Office, case: Case) -> None:
    origins: dict[str, UUID] = {}
    for number, version in enumerate(_data().couple, 1):
        last = number == len(_data().couple)
        plan = _plan(office, case, number, version, PlanState.AGREED if last else PlanState.REPLACED)
        _fill(office, case, plan, version, origins)
        _sign(office, case, plan, on_paper=not last)
        if last:
            _review(office, case, plan, version, origins)


def _plan_of(office: Office, case: Case, told: _Other, *, drafted: bool) -> None:
    ago = min(office.random.randint(20, 60), max((office.today - case.opened_at.date()).days - 2, 1))
    measures = [_Measure(f"{place}", what, 14 + 20 * place) for place, what in enumerate(told.measures)]
    where, _, what = told.partner.partition(", ")
    measures.append(_Measure("partner", what, 50, Responsible.PARTNER, where))
    goal = _Goal("only", told.domain, told.words, told.success, 120, measures=tuple(measures))
    version = _Version(ago, None, (goal,))
    plan = _plan(office, case, 1, version, PlanState.DRAFT if drafted else PlanState.AGREED)
    _fill(office, case, plan, version, {})
    if not drafted:
        _sign(office, case, plan, on_paper=True)
        add(office, case, DeadlineKind.PLAN_REVIEW, DeadlineInputs(event_on=plan["next_review_on"]))


def _plan(office: Office, case: Case, number: int, version: _Version, state: PlanState) -> Row:
    at = moment(office.days.ago(version.days_ago), "10:20")
    review = office.days.on_or_after(office.today + timedelta(days=SOONEST_REVIEW + office.random.randint(0, 50)))
    return office.records.add(
        "plans",
        id=office.new_id(at),
        case_id=case.row["id"],
        number=number,
        state=state,
        situation=version.situation,
        next_review_on=review,
        started_by=case.owner.member_id,
        started_at=at,
        touched_at=at,
        agreed_on=None if state is PlanState.DRAFT else at.date(),
        version=1,
    )


def _fill(office: Office, case: Case, plan: Row, version: _Version, origins: dict[str, UUID]) -> None:
    part: Row = {"case_id": case.row["id"], "plan_id": plan["id"], "version": 1}
    for position, told in enumerate(version.goals, 1):
        goal_id = office.new_id(plan["started_at"])
        done = told.attainment is not Attainment.OPEN
        office.records.add(
            "plan_goals",
            **part,
            id=goal_id,
            origin_id=origins.setdefault(told.key, goal_id),
            position=position,
            domain=told.domain,
            client_id=None if told.person is None else case.clients[told.person]["id"],
            words=told.words,
            in_german=told.in_german,
            success=told.success,
            target_on=office.today + timedelta(days=told.in_days),
            attainment=told.attainment,
            attained_on=office.days.ago(8) if done else None,
        )
        for place, step in enumerate(told.measures, 1):
            measure_id = office.new_id(plan["started_at"])
            ago = step.done_days_ago
            office.records.add(
                "plan_measures",
                **part,
                id=measure_id,
                goal_id=goal_id,
                origin_id=origins.setdefault(f"{told.key}/{step.key}", measure_id),
                position=position * 10 + place,
                what=step.what,
                responsible=step.responsible,
                who=step.who,
                due_on=office.today + timedelta(days=step.in_days),
                state=MeasureState.OPEN if ago is None else MeasureState.DONE,
                state_on=None if ago is None else office.days.ago(ago),
            )


def _sign(office: Office, case: Case, plan: Row, *, on_paper: bool) -> None:
    for number, client in enumerate(case.clients):
        drawn = not on_paper and number == 0
        name = f"{client['given_name']} {client['family_name']}"
        form = SignatureForm.PAPER if on_paper else SignatureForm.DRAWN if drawn else SignatureForm.TYPED
        office.records.add(
            "plan_signatures",
            id=office.new_id(plan["started_at"], number),
            case_id=case.row["id"],
            plan_id=plan["id"],
            client_id=client["id"],
            form=form,
            signed_on=plan["agreed_on"],
            place=client.get("town"),
            name=name,
            drawing=_drawing() if drawn else None,
            language=client["languages"][0] if client["languages"] else None,
            interpreter=None,
            recorded_by=case.owner.member_id,
            recorded_at=plan["started_at"],
            version=1,
        )


def _review(office: Office, case: Case, plan: Row, version: _Version, origins: dict[str, UUID]) -> None:
    """Let the couple's plan have been gone through lately; the day of the next review is a deadline."""
    held = office.days.ago(8)
    words = "Timur hat zweimal mit der Vermieterin telefoniert, mit Zettel daneben."
    findings = [
        {
            "origin_id": str(origins[goal.key]),
            "attainment": goal.attainment,
            "words": words if goal.attainment is Attainment.PARTLY else None,
        }
        for goal in version.goals
    ]
    office.records.add(
        "plan_reviews",
        id=office.new_id(moment(held, "15:40")),
        case_id=case.row["id"],
        plan_id=plan["id"],
        held_on=held,
        summary="Beide sind müde, aber der Laden rückt näher. Zuerst der Antrag, dann der Mietvertrag.",
        findings=findings,
        next_review_on=plan["next_review_on"],
        recorded_by=case.owner.member_id,
        recorded_at=moment(held, "15:40"),
        version=1,
    )
    add(office, case, DeadlineKind.PLAN_REVIEW, DeadlineInputs(event_on=plan["next_review_on"]))


def _drawing() -> str:
    """Give something that looks like a signature within its field."""
    points = [(60 + step * 7 + 14 * sin(step / 1.7), 100 + 45 * cos(step / 1.3) * cos(step / 19)) for step in range(60)]
    return "M" + "L".join(f"{round(x)},{round(y)}" for x, y in points)
