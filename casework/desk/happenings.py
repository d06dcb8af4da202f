"""What can have happened in a case: one source for each kind, each giving its newest entries before a moment."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Text, Uuid, bindparam, func, literal, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments import queries as appointments
from casework.appointments.deadline_queries import deadlines_of_case
from casework.cases import light_queries, note_queries, result_queries, sections, task_queries
from casework.cases.document_models import Document
from casework.cases.light_models import LightContact
from casework.cases.models import Case
from casework.cases.schemas import CaseHead
from casework.cases.task_models import Task
from casework.consent import queries as consent
from casework.consent.models import Release
from casework.consent.schemas import ReleaseRow
from casework.core.clock import ZONE
from casework.core.model import ORG
from casework.people.models import Client
from casework.plans import queries as plans
from casework.plans.models import Plan
from casework.referrals.codes import BEFORE_SENDING, DeclineReason, ReferralState, StepWord
from casework.referrals.models import Referral, ReferralPerson, ReferralStep
from casework.web.i18n import msgid

# Preparing is no event yet, and what was sent arrives in the same moment.
_UNTOLD = [state.value for state in (*BEFORE_SENDING, ReferralState.SENT)]


class Entry(NamedTuple):
    """One thing that happened: when, of which kind (which chooses how it is shown), and the thing itself."""

    at: datetime
    kind: str
    item: Any


class Found(NamedTuple):
    """What a source gives; where `known_from` is set it knows nothing of what is older, though there may be more."""

    entries: list[Entry]
    known_from: datetime | None = None


Source = Callable[[Gate, CaseHead, datetime, int], Awaitable[Found]]


class Step(NamedTuple):
    """One step of a referral, with what it is a step of and the persons who took it."""

    id: UUID
    at: datetime
    state: str
    by_organisation: str
    reason_code: str | None
    words: str | None
    referral_id: UUID
    recipient_name: str
    offer_title: str | None
    names: tuple[str, ...]

    @property
    def stands_at(self) -> ReferralState:
        """Give the state that the step led to."""
        return ReferralState(self.state)

    @property
    def word(self) -> StepWord | None:
        """Give what the step tells instead of its state, if it does."""
        return StepWord(self.reason_code) if self.reason_code in set(StepWord) else None

    @property
    def reason(self) -> DeclineReason | None:
        """Give why it was declined, if it was."""
        return DeclineReason(self.reason_code) if self.reason_code in set(DeclineReason) else None


STEPS = Read(
    ReferralPerson,
    "list",
    lambda *row: Step._make([*row[:-1], (row[-1],)]),
    select(
        ReferralStep.id,
        ReferralStep.at,
        ReferralStep.state,
        ReferralStep.by_organisation,
        ReferralStep.reason_code,
        ReferralStep.words,
        Referral.id.label("referral_id"),
        Referral.recipient_name,
        Referral.offer_title,
        func.trim(func.concat(Client.given_name, literal(" ", Text()), Client.family_name)).label("name"),
    )
    .select_from(ReferralPerson)
    .join(Referral, (Referral.org_id == ReferralPerson.org_id) & (Referral.id == ReferralPerson.referral_id))
    .join(Client, (Client.org_id == ReferralPerson.org_id) & (Client.id == ReferralPerson.client_id))
    .join(ReferralStep, (ReferralStep.org_id == ReferralPerson.org_id) & (ReferralStep.person_id == ReferralPerson.id))
    .where(
        ReferralPerson.org_id == ORG,
        Referral.case_id == bindparam("case_id", type_=Uuid()),
        ReferralStep.at < bindparam("before", type_=DateTime(timezone=True)),
        ReferralStep.state != func.all(literal(_UNTOLD, ARRAY(Text()))),
    )
    .order_by(ReferralStep.at.desc(), ReferralStep.id.desc())
    .limit(bindparam("limit", type_=Integer())),
)


class DocumentKept(NamedTuple):
    """That a document was put into the case; of a removed one only this is left."""

    id: UUID
    title: str
    created_at: datetime
    removed_at: datetime | None


DOCUMENTS = Read(
    Document,
    "list",
    DocumentKept,
    select(Document.id, Document.title, Document.created_at, Document.removed_at)
    .where(
        Document.org_id == ORG,
        Document.case_id == bindparam("case_id", type_=Uuid()),
        Document.created_at < bindparam("before", type_=DateTime(timezone=True)),
    )
    .order_by(Document.created_at.desc(), Document.id.desc())
    .limit(bindparam("limit", type_=Integer())),
)


async def _contacts(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    found = await note_queries.notes_of(gate, head.id, before=before, limit=most, entry="contact")
    entries = _entries("note", found, lambda note: note.at)
    if gate.may(LightContact, "list", within="assigned"):
        light = await light_queries.of_case(gate, head.id, before, most)
        entries += _entries("light", light, lambda contact: contact.at)
    return Found(entries)


async def _notes(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    found = await note_queries.notes_of(gate, head.id, before=before, limit=most, entry="note")
    return Found(_entries("note", found, lambda note: note.at))


async def _appointments(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    # What still lies ahead stands beside the timeline, not in it.
    moment = min(before, datetime.now(UTC))
    found = await appointments.appointments_of_case(gate, head.id, before=moment, limit=most)
    return Found(_entries("appointment", found, lambda row: row.starts_at))


async def _deadlines(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    moment = min(before, datetime.now(UTC))
    found = await deadlines_of_case(gate, head.id, before=moment, limit=most)
    return Found(_entries("deadline", found, lambda row: row.created_at))


async def _referrals(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    if not gate.may(Referral, "list", within="assigned"):
        return Found([])
    steps = await gate.select(STEPS, case_id=head.id, before=before, limit=most)
    # Steps told together are fewer than were read: what is older than the last one read waits for the next page.
    return Found(_entries("step", _together(steps), lambda step: step.at), steps[-1].at if len(steps) == most else None)


async def _releases(gate: Gate, head: CaseHead, _before: datetime, _most: int) -> Found:
    given = await releases(gate, head)
    entries = _entries("release", given, lambda release: release.recorded_at)
    entries += _entries("revocation", [one for one in given if one.revoked_at], lambda release: release.revoked_at)
    return Found(entries)


async def _results(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    found = await result_queries.results_of(gate, head.id, before=before, limit=most)
    return Found(_entries("result", found, lambda result: noon(result.reached_on)))


async def _phases(gate: Gate, head: CaseHead, _before: datetime, _most: int) -> Found:
    closures = await result_queries.closures_of(gate, head.id)
    # Opening and closing tell their phases themselves.
    told = {("closure", one.closed_on) for one in closures} | {("intake", head.opened_on)}
    phases = [one for one in await result_queries.phases_of(gate, head.id) if (one.phase, one.since) not in told]
    entries = [Entry(noon(head.opened_on), "opened", head)]
    entries += _entries("phase", phases, lambda one: noon(one.since))
    entries += _entries("closed", closures, lambda one: noon(one.closed_on))
    entries += _entries("reopened", [one for one in closures if one.reopened_on], lambda one: noon(one.reopened_on))
    return Found(entries)


async def _documents(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    if not gate.may(Document, "list", within="assigned"):
        return Found([])
    found = await gate.select(DOCUMENTS, case_id=head.id, before=before, limit=most)
    return Found(_entries("document", found, lambda row: row.created_at))


async def _tasks(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:
    if not gate.may(Task, "list", within="assigned"):
        return Found([])
    found = await task_queries.done_of_case(gate, head.id, before, most)
    return Found(_entries("task", found, lambda task: task.done_at))


async def _plans(gate: Gate, head: CaseHead, before: datetime, most: int) -> Found:  # noqa: ARG001  # There are few.
    if not gate.may(Plan, "list", within="assigned"):
        return Found([])
    entries = []
    for plan, reviews in await plans.history(gate, head.id):
        entries.append(Entry(noon(plan.agreed_on or head.opened_on), "plan", plan))
        entries += _entries("plan_review", reviews, lambda review: noon(review.held_on))
    return Found(entries)


# Which sources one can look at alone, by the word in the address, with their labels.
SOURCES: dict[str, tuple[str, Source]] = {
    "contact": (msgid("Contacts"), _contacts),
    "note": (msgid("Notes"), _notes),
    "appointment": (msgid("Appointments"), _appointments),
    "deadline": (msgid("Deadlines"), _deadlines),
    "referral": (msgid("Referrals"), _referrals),
    "release": (msgid("Releases"), _releases),
    "result": (msgid("Results"), _results),
    "phase": (msgid("Phases"), _phases),
    "document": (msgid("Documents"), _documents),
    "task": (msgid("Tasks"), _tasks),
    "plan": (msgid("Plan"), _plans),
}


# Releases belong to persons, wherever their cases are.
RELEASES_OF_CASE = sections.Counted(Release, within=Release.client_id == func.any(Case.client_ids))


async def releases(gate: Gate, head: CaseHead) -> list[ReleaseRow]:
    """Give the releases of the persons of a case, the newest first; none for those who may not read any."""
    if not gate.may(Release, "list", within="assigned"):
        return []
    return await consent.releases_of(gate, [person.client_id for person in head.persons])


def noon(day: date) -> datetime:
    """Give the noon of a day of which only the day is known: it stands on that day whatever else happened then."""
    return datetime.combine(day, time(12), ZONE)


def _entries(kind: str, items: Iterable[Any], at: Callable[[Any], datetime]) -> list[Entry]:
    return [Entry(at(item), kind, item) for item in items]


def _together(steps: list[Step]) -> list[Step]:
    """Tell a step that several persons of a referral took within the same hour once, with all their names."""
    told: dict[tuple[UUID, str, str | None, datetime], Step] = {}
    for step in steps:
        key = (step.referral_id, step.state, step.words, step.at.replace(minute=0, second=0, microsecond=0))
        earlier = told.get(key)
        told[key] = earlier._replace(names=tuple(sorted({*earlier.names, *step.names}))) if earlier else step
    return list(told.values())
