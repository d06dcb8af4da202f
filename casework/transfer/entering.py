"""Entering a batch of rows through the gate, by the verbs that the pages use for one."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.note_actions import Entry, add_notes
from casework.cases.opening_actions import Opening, open_cases
from casework.cases.schemas import Closing, MemberChoice, NewCase
from casework.core.clock import today
from casework.core.errors import CaseworkError
from casework.people.actions import MaybeKnown, enter_clients
from casework.people.schemas import NewClient
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
PERHAPS_ABOVE = msgid("This may be the person of row %(row)d.")
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


class Stored(Protocol):
    """What a row became."""

    id: Any


New = TypeVar("New")
Pair = tuple[RowView, Given]


class Entering(ABC, Generic[New]):
    """Enters the rows of one subject, a batch at a time, with the outcome that they would have one after the other."""

    def __init__(self) -> None:
        self._known: dict[str, UUID] = {}

    async def enter(self, gate: Gate, batch: Sequence[Pair], on_duplicate: OnDuplicate) -> list[Result]:
        """Enter rows and give what became of each; raises what the database refuses, which then holds for them all."""
        await self._prepare(gate, [given for _, given in batch])
        results: dict[UUID, Result] = {}
        waiting = list(batch)
        while waiting:
            # Of rows with the same reference one is entered first: the others then find it there.
            firsts = {given.reference: row.id for row, given in reversed(waiting)}
            wave = [pair for pair in waiting if firsts[pair[1].reference] == pair[0].id]
            waiting = [pair for pair in waiting if firsts[pair[1].reference] != pair[0].id]
            ready: list[tuple[RowView, Given, New]] = []
            for row, given in wave:
                new = self._read(given, row.choice or on_duplicate)
                if new is None:
                    results[row.id] = _refused(row, given)
                elif known := self._known.get(given.reference):
                    results[row.id] = Result(row, RowOutcome.KNOWN, known)
                else:
                    ready.append((row, given, new))
            stored = await self._add(gate, [new for _, _, new in ready]) if ready else []
            for (row, given, _), outcome in zip(ready, stored, strict=True):
                if isinstance(outcome, CaseworkError):
                    results[row.id] = self._not_made(gate, row, given, outcome, row.choice or on_duplicate)
                else:
                    self._known[given.reference] = outcome.id
                    results[row.id] = self._made(row, given, outcome.id)
        return [results[row.id] for row, _ in batch]

    @abstractmethod
    async def _prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        """Look up at once what the rows of a batch refer to."""

    @abstractmethod
    def _read(self, given: Given, choice: OnDuplicate) -> New | None:
        """Give what is to be entered, None if something is wrong with the row."""

    @abstractmethod
    async def _add(self, gate: Gate, news: Sequence[New]) -> Sequence[Stored | CaseworkError]:
        """Enter; gives for each what was stored, or why it was not."""

    def _made(self, row: RowView, given: Given, record_id: UUID) -> Result:
        return Result(row, RowOutcome.MADE, record_id, reference=given.reference)

    def _not_made(self, gate: Gate, row: RowView, given: Given, error: CaseworkError, choice: OnDuplicate) -> Result:
        del choice  # What is not a person is known by its reference or not at all.
        if isinstance(error.refusal, Event):
            gate.note(error.refusal)
        return refused(row, given, error)


class EnteringPeople(Entering[NewClient]):
    """Enters clients, searching before creating."""

    def __init__(self) -> None:
        super().__init__()
        # For the dry run, which takes back what it entered: where in the file a person stood first.
        self._seen: dict[str, int] = {}
        self._numbers: dict[UUID, int] = {}

    async def _prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        self._known = await queries.clients_referred(gate, [given.reference for given in batch])

    def _read(self, given: Given, choice: OnDuplicate) -> NewClient | None:
        new = rows.client_of(given)
        if new is not None:
            new.confirmed_new = choice is OnDuplicate.CREATE
        return new

    async def _add(self, gate: Gate, news: Sequence[NewClient]) -> Sequence[Stored | CaseworkError]:
        return await enter_clients(gate, news)

    def _made(self, row: RowView, given: Given, record_id: UUID) -> Result:
        made = super()._made(row, given, record_id)
        self._numbers[record_id] = row.number
        first = self._seen.setdefault(_mark(given), row.number)
        if first != row.number and given.texts.get("birth_date"):
            made.reasons = [rows.reason("", TWICE, {"row": first})]
        return made

    def _not_made(self, gate: Gate, row: RowView, given: Given, error: CaseworkError, choice: OnDuplicate) -> Result:
        if not isinstance(error, MaybeKnown):
            return super()._not_made(gate, row, given, error, choice)
        found = [likely.person.id for likely in error.found]
        if choice is OnDuplicate.SKIP:
            above = sorted({self._numbers[key] for key in found if key in self._numbers})
            reasons = [rows.reason("", PERHAPS_ABOVE, {"row": number}) for number in above]
            return Result(row, RowOutcome.SKIPPED, candidates=found, reasons=reasons)
        if len(found) > 1:
            return Result(row, RowOutcome.REFUSED, candidates=found, reasons=[rows.reason("", NOBODY_TO_LINK)])
        self._known[given.reference] = found[0]
        return Result(row, RowOutcome.LINKED, found[0], candidates=found, reference=given.reference)


class EnteringCases(Entering[Opening]):
    """Opens cases for people who came in before."""

    def __init__(self) -> None:
        super().__init__()
        self._people: dict[str, UUID] = {}
        self._members: dict[str, MemberChoice] = {}

    async def _prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        self._known = await queries.cases_referred(gate, [given.reference for given in batch])
        people = [said for given in batch for said in rows.parts(given.texts.get("persons", ""))]
        self._people = await queries.clients_referred(gate, people)
        self._members = await queries.members_called(gate, [given.texts.get("owner", "") for given in batch])

    def _read(self, given: Given, choice: OnDuplicate) -> Opening | None:
        del choice  # A case is known by its reference or not at all.
        facts = rows.case_of(given)
        return self._opening(given, facts) if facts is not None else None

    async def _add(self, gate: Gate, news: Sequence[Opening]) -> Sequence[Stored | CaseworkError]:
        return await open_cases(gate, news)

    def _opening(self, given: Given, facts: CaseTexts) -> Opening | None:
        said = rows.parts(given.texts.get("persons", ""))
        for text in said:
            if text not in self._people:
                given.wrong("persons", NO_PERSON, {"text": text})
        owner = _member(given, "owner", facts.owner, self._members)
        _check_days(given, facts)
        if given.reasons:
            return None
        new = NewCase(
            client_ids=[self._people[text] for text in said],
            concern=facts.concern,
            venture=facts.venture,
            venture_start=facts.venture_start,
            phase=facts.phase,
            district=facts.district,
            owner_id=owner.id if owner else None,
        )
        closing = None
        if facts.closed_on is not None and facts.closure_reason is not None:
            closing = Closing(reason=facts.closure_reason, closed_on=facts.closed_on)
        return Opening(new, facts.opened_on, closing)


class EnteringContacts(Entering[Entry]):
    """Puts contacts and notes on the timelines of cases."""

    def __init__(self) -> None:
        super().__init__()
        self._cases: dict[str, UUID] = {}
        self._members: dict[str, MemberChoice] = {}

    async def _prepare(self, gate: Gate, batch: Sequence[Given]) -> None:
        self._known = await queries.notes_referred(gate, [given.reference for given in batch])
        self._cases = await queries.cases_referred(gate, [given.texts.get("case", "") for given in batch])
        self._members = await queries.members_called(gate, [given.texts.get("author", "") for given in batch])

    def _read(self, given: Given, choice: OnDuplicate) -> Entry | None:
        del choice  # A contact is known by its reference, or because every cell is the same.
        new = rows.contact_of(given)
        case = self._cases.get(given.texts.get("case", ""))
        if case is None and given.texts.get("case"):
            given.wrong("case", NO_CASE, {"text": given.texts["case"]})
        author = _member(given, "author", given.texts.get("author"), self._members)
        return None if new is None or case is None or given.reasons else Entry(case, new, author)

    async def _add(self, gate: Gate, news: Sequence[Entry]) -> Sequence[Stored | CaseworkError]:
        return await add_notes(gate, news)


ENTERING: dict[Subject, Callable[[], Entering[Any]]] = {
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


def _member(given: Given, name: str, said: str | None, known: dict[str, MemberChoice]) -> MemberChoice | None:
    """Give the member whom a cell means; a name that nobody has is kept as a mistake of its row."""
    found = known.get(said.casefold()) if said else None
    if said and found is None:
        given.wrong(name, NO_MEMBER, {"text": said})
    return found


def _mark(given: Given) -> str:
    return "|".join(folded(given.texts.get(name, "")) for name in ("family_name", "given_name", "birth_date"))


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
