"""Entering results and where people stood after leaving."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.codes import EsfOutcome, EsfPoint
from casework.cases.models import Case
from casework.cases.result_models import CaseResult, EsfExit
from casework.cases.result_schemas import EXIT_DAYS, Due, NewExit, NewResult, ResultFields
from casework.core.clock import now, today
from casework.core.errors import Invalid
from casework.core.model import new_id
from casework.web.i18n import msgid

PERSONS = "select client_id from case_persons where org_id = $1 and case_id = $2"
# Who says that somebody was not reached, or that nothing applies, says nothing else at that point.
ALONE = frozenset({EsfOutcome.NOT_REACHED, EsfOutcome.NOT_APPLICABLE})
AT = {
    EsfPoint.AFTER_28_DAYS: frozenset({EsfOutcome.EECR01, EsfOutcome.EECR02, EsfOutcome.EECR03, EsfOutcome.EECR04}),
    EsfPoint.AFTER_6_MONTHS: frozenset({EsfOutcome.EECR05, EsfOutcome.EECR06}),
}
NOT_BOTH = frozenset({EsfOutcome.EECR01, EsfOutcome.EECR04})


async def add_results(gate: Gate, case_id: UUID, new: NewResult) -> list[CaseResult]:
    """Enter a result of one or several persons; raises NotFound, Denied, and Invalid with the fields at fault."""
    case = await gate.get(Case, case_id, "read")
    await _check_persons(gate, case_id, new.client_ids, "client_ids")
    _check_day(new.reached_on)
    results = [
        CaseResult(
            id=new_id(),
            case_id=case_id,
            client_id=client_id,
            result_kind=new.result_kind,
            reached_on=new.reached_on,
            evidence=(new.evidence or "").strip() or None,
            recorded_by=gate.actor.member_id,
            recorded_at=now(),
            version=1,
        )
        for client_id in dict.fromkeys(new.client_ids)
    ]
    await gate.add_all(results, within=case)
    return results


async def change_result(gate: Gate, result_id: UUID, version: int, change: ResultFields) -> CaseResult:
    """Correct a result; raises NotFound, Denied, Stale, and Invalid with the fields at fault."""
    result = await gate.get(CaseResult, result_id, "update", version=version)
    _check_day(change.reached_on)
    result.result_kind, result.reached_on = change.result_kind, change.reached_on
    result.evidence = (change.evidence or "").strip() or None
    return result


async def remove_result(gate: Gate, result_id: UUID, version: int) -> UUID:
    """Take away a result that was entered in error and give its case; raises NotFound, Denied, Stale."""
    result = await gate.get(CaseResult, result_id, "delete", version=version)
    await gate.remove(result)
    return result.case_id


async def add_exit(gate: Gate, case_id: UUID, new: NewExit) -> EsfExit:
    """Enter where a person stood after leaving; raises NotFound, Denied, Conflict, and Invalid with the fields.

    Of what excludes each other the latest event wins (ESF Plus: 01 and 04; nothing stands beside "not reached").
    """
    case = await gate.get(Case, case_id, "read")
    await _check_persons(gate, case_id, [new.client_id], "client_id")
    established = new.established_on or today()
    _check_exit(new, established)
    for earlier in await gate.all(
        EsfExit, "list", EsfExit.case_id == case_id, EsfExit.client_id == new.client_id, EsfExit.point == new.point
    ):
        if earlier.outcome == new.outcome:
            message = msgid("This is entered already.")
            raise Invalid(msgid("The entry was not saved."), {"outcome": [(message, {})]})
        if not _excludes(EsfOutcome(earlier.outcome), new.outcome):
            continue
        if earlier.established_on > established:
            message = msgid("A later entry says otherwise. Take that away first if it is wrong.")
            raise Invalid(msgid("The entry was not saved."), {"established_on": [(message, {})]})
        await gate.remove(await gate.get(EsfExit, earlier.id, "delete"))
    return await gate.add(
        EsfExit(
            id=new_id(),
            case_id=case_id,
            client_id=new.client_id,
            point=new.point,
            outcome=new.outcome,
            left_on=new.left_on,
            established_on=established,
            evidence=(new.evidence or "").strip() or None,
            recorded_by=gate.actor.member_id,
            recorded_at=now(),
            version=1,
        ),
        within=case,
    )


async def remove_exit(gate: Gate, exit_id: UUID, version: int) -> UUID:
    """Take away an entry that was made in error and give its case; raises NotFound, Denied, Stale."""
    found = await gate.get(EsfExit, exit_id, "delete", version=version)
    await gate.remove(found)
    return found.case_id


def due(client_id: UUID, left_on: date) -> Due:
    """Give until when the first point counts and from when the second can be established."""
    return Due(client_id, left_on, left_on + EXIT_DAYS, half_a_year_after(left_on))


def half_a_year_after(day: date) -> date:
    """Give the same day six months later, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _excludes(one: EsfOutcome, other: EsfOutcome) -> bool:
    return bool(ALONE & {one, other}) or {one, other} == NOT_BOTH


def _check_exit(new: NewExit, established: date) -> None:
    field, message = "", ""
    if new.outcome not in AT[new.point] | ALONE:
        field, message = "outcome", msgid("This is not asked at this point.")
    elif established > today():
        field, message = "established_on", msgid("Please choose today or an earlier day.")
    elif established < new.left_on:
        field, message = "established_on", msgid("This lies before the day of leaving.")
    elif new.point is EsfPoint.AFTER_28_DAYS and new.outcome not in ALONE and established > new.left_on + EXIT_DAYS:
        field, message = "established_on", msgid("Only what happened within 28 days after leaving counts here.")
    elif new.point is EsfPoint.AFTER_6_MONTHS and established < half_a_year_after(new.left_on):
        field, message = "established_on", msgid("Six months after leaving are not over on this day.")
    if field:
        raise Invalid(msgid("The entry was not saved."), {field: [(message, {})]})


def _check_day(day: date) -> None:
    if day > today():
        message = msgid("Please choose today or an earlier day.")
        raise Invalid(msgid("The entry was not saved."), {"reached_on": [(message, {})]})


async def _check_persons(gate: Gate, case_id: UUID, client_ids: Sequence[UUID], field: str) -> None:
    known = {row[0] for row in await gate.call(PERSONS, gate.actor.org_id, case_id)}
    if not known.issuperset(client_ids):
        message = msgid("Choose one of the persons of this case.")
        raise Invalid(msgid("The entry was not saved."), {field: [(message, {})]})
