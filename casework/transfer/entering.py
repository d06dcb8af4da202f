"""Entering a batch of rows through the gate, by the verbs that the pages use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Protocol
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.actions import open_case
from casework.cases.models import Case
from casework.cases.note_actions import add_note
from casework.cases.schemas import NewCase
from casework.core.clock import ZONE, now, today
from casework.core.errors import CaseworkError
from casework.people.actions import MaybeKnown, enter_client
from casework.transfer import queries, rows
from casework.transfer.codes import OnDuplicate, RowOutcome, Subject
from casework.transfer.fields import folded
from casework.transfer.rows import Given
from casework.transfer.schemas import CaseTexts, RowView
from casework.web.i18n import msgid

NO_PERSON = msgid("“%(text)s” stands for nobody you may find. Import the people first, under the same number.")
NO_CASE = msgid("“%(text)s” is no case that you may see, neither by its number nor by a number of your own.")
NO_MEMBER = msgid("“%(text)s” is nobody who works here, or two people are called so. Please use the e-mail address.")
LATER = msgid("This day lies in the future.")
BEFORE = msgid("A case cannot close before it opened.")
NO_REASON = msgid("A closed case needs its reason for closing.")
TWICE = msgid("The same name and date of birth stand in row %(row)d already.")
NOBODY_TO_LINK = msgid("Several existing people may be meant. Please decide it for this row, or on the person's page.")


@dataclass(slots=True)
class Result:
    """What became of a row: its outcome, the record it led to, and why it led to none."""

    row: RowView
    outcome: RowOutcome
    record_id: UUID | None = None
    reasons: list[dict[str, Any]] = field(default_factory=list)
    candidates: list[UUID] = field(default_factory=list)
    reference: str | None = None


class Entering(Protocol):
    """Enters the rows of one subject, one after the other."""

    async def prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        """Look up at once what the rows of a batch refer to."""

    async def enter(self, gate: Gate, row: RowView, given: Given, on_duplicate: OnDuplicate) -> Result:
        """Enter one row; a CaseworkError tells why it cannot be."""


class EnteringPeople:
    """Enters clients, searching before creating."""

    def __init__(self) -> None:
        self._known: dict[str, UUID] = {}
        # For the dry run, which takes back what it entered: where in the file a person stood first.
        self._seen: dict[str, int] = {}

    async def prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        """Look up who came in before."""
        self._known = await queries.clients_referred(gate, [given.reference for given in batch])

    async def enter(self, gate: Gate, row: RowView, given: Given, on_duplicate: OnDuplicate) -> Result:
        """Enter a client unless they are known, or do with the row what was chosen for such rows."""
        new = rows.client_of(given)
        if new is None:
            return _refused(row, given)
        if known := self._known.get(given.reference):
            return Result(row, RowOutcome.KNOWN, known)
        choice = row.choice or on_duplicate
        first = self._seen.setdefault(_mark(new.given_name, new.family_name, new.birth_date), row.number)
        new.confirmed_new = choice is OnDuplicate.CREATE
        try:
            client = await enter_client(gate, new)
        except MaybeKnown as error:
            return self._decided(row, given, choice, [likely.person.id for likely in error.found])
        self._known[given.reference] = client.id
        made = Result(row, RowOutcome.MADE, client.id, reference=given.reference)
        if first != row.number and new.birth_date is not None:
            made.reasons = [rows.reason("", TWICE, {"row": first})]
        return made

    def _decided(self, row: RowView, given: Given, choice: OnDuplicate, found: list[UUID]) -> Result:
        if choice is OnDuplicate.SKIP:
            return Result(row, RowOutcome.SKIPPED, candidates=found)
        if len(found) > 1:
            return Result(row, RowOutcome.REFUSED, candidates=found, reasons=[rows.reason("", NOBODY_TO_LINK)])
        self._known[given.reference] = found[0]
        return Result(row, RowOutcome.LINKED, found[0], candidates=found, reference=given.reference)


class EnteringCases:
    """Opens cases for people who came in before."""

    def __init__(self) -> None:
        self._known: dict[str, UUID] = {}
        self._people: dict[str, UUID] = {}
        self._members: dict[str, UUID] = {}

    async def prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        """Look up which cases came in before, whom the rows mean and who is to carry the cases."""
        self._known = await queries.cases_referred(gate, [given.reference for given in batch])
        people = [said for given in batch for said in rows.parts(given.texts.get("persons", ""))]
        self._people = await queries.clients_referred(gate, people)
        self._members = await queries.members_called(gate, [given.texts.get("owner", "") for given in batch])

    async def enter(self, gate: Gate, row: RowView, given: Given, on_duplicate: OnDuplicate) -> Result:
        """Open a case, with the days that it had elsewhere."""
        del on_duplicate  # A case is known by its reference or not at all.
        facts = rows.case_of(given)
        new = self._new_case(given, facts) if facts is not None else None
        if facts is None or new is None:
            return _refused(row, given)
        if known := self._known.get(given.reference):
            return Result(row, RowOutcome.KNOWN, known)
        case = await open_case(gate, new)
        _date(gate, case, facts)
        self._known[given.reference] = case.id
        return Result(row, RowOutcome.MADE, case.id, reference=given.reference)

    def _new_case(self, given: Given, facts: CaseTexts) -> NewCase | None:
        said = rows.parts(given.texts.get("persons", ""))
        for text in said:
            if text not in self._people:
                given.wrong("persons", NO_PERSON, {"text": text})
        owner = self._members.get(facts.owner.casefold()) if facts.owner else None
        if facts.owner and owner is None:
            given.wrong("owner", NO_MEMBER, {"text": facts.owner})
        _check_days(given, facts)
        if given.reasons:
            return None
        return NewCase(
            client_ids=[self._people[text] for text in said],
            concern=facts.concern,
            venture=facts.venture,
            venture_start=facts.venture_start,
            phase=facts.phase,
            district=facts.district,
            owner_id=owner,
        )


class EnteringContacts:
    """Puts contacts and notes on the timelines of cases."""

    def __init__(self) -> None:
        self._known: dict[str, UUID] = {}
        self._cases: dict[str, UUID] = {}

    async def prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        """Look up which contacts came in before and which cases the rows mean."""
        self._known = await queries.notes_referred(gate, [given.reference for given in batch])
        self._cases = await queries.cases_referred(gate, [given.texts.get("case", "") for given in batch])

    async def enter(self, gate: Gate, row: RowView, given: Given, on_duplicate: OnDuplicate) -> Result:
        """Put a contact on the timeline of its case."""
        del on_duplicate  # A contact is known by its reference, or because every cell is the same.
        new = rows.contact_of(given)
        case = self._cases.get(given.texts.get("case", ""))
        if case is None and given.texts.get("case"):
            given.wrong("case", NO_CASE, {"text": given.texts["case"]})
        if new is None or case is None:
            return _refused(row, given)
        if known := self._known.get(given.reference):
            return Result(row, RowOutcome.KNOWN, known)
        note = await add_note(gate, case, new)
        self._known[given.reference] = note.id
        return Result(row, RowOutcome.MADE, note.id, reference=given.reference)


ENTERING: dict[Subject, Callable[[], Entering]] = {
    Subject.PEOPLE: EnteringPeople,
    Subject.CASES: EnteringCases,
    Subject.CONTACTS: EnteringContacts,
}


def refused(row: RowView, given: Given, error: CaseworkError) -> Result:
    """Give the result of a row that a verb refused, in the verb's own words."""
    if error.fields:
        given.take(error.fields, {"client_ids": "persons", "owner_id": "owner", "at": "at_date"})
    else:
        given.wrong("", error.message, error.values)
    return _refused(row, given)


def _refused(row: RowView, given: Given) -> Result:
    return Result(row, RowOutcome.REFUSED, reasons=given.reasons)


def _mark(given_name: str, family_name: str, born: object) -> str:
    return f"{folded(family_name)}|{folded(given_name)}|{born}"


def _check_days(given: Given, facts: CaseTexts) -> None:
    for name in ("opened_on", "closed_on"):
        day = getattr(facts, name)
        if day is not None and day > today():
            given.wrong(name, LATER)
    if facts.closed_on is None:
        return
    if facts.closed_on < (facts.opened_on or today()):
        given.wrong("closed_on", BEFORE)
    if facts.closure_reason is None:
        given.wrong("closure_reason", NO_REASON)


def _date(gate: Gate, case: Case, facts: CaseTexts) -> None:
    if facts.opened_on is not None:
        case.opened_on = facts.opened_on
        case.last_contact_at = min(now(), datetime.combine(facts.opened_on, time(12), ZONE))
    if facts.closed_on is not None and facts.closure_reason is not None:
        gate.require(Case, "close", within=case)
        case.close(facts.closure_reason, None, facts.closed_on)
