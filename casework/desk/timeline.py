"""What happened in a case and what comes next, put together from every slice below."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Text, Uuid, bindparam, func, literal, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments import queries as appointments
from casework.cases import note_queries, sections
from casework.cases.models import Case
from casework.cases.schemas import CaseHead
from casework.consent import queries as consent
from casework.consent.models import Release
from casework.consent.schemas import ReleaseRow
from casework.core.clock import ZONE
from casework.core.model import ORG
from casework.people.models import Client
from casework.referrals.codes import BEFORE_SENDING, DeclineReason, ReferralState
from casework.referrals.models import Referral, ReferralPerson, ReferralStep

PAGE_SIZE = 30
_ALL_TIME = datetime.max.replace(tzinfo=UTC)


# Preparing is no event yet, and what was sent arrives in the same moment.
_UNTOLD = [state.value for state in (*BEFORE_SENDING, ReferralState.SENT)]


class Entry(NamedTuple):
    """One thing that happened: when, of which kind (which chooses how it is shown), and the thing itself."""

    at: datetime
    kind: str
    item: Any


class Timeline(NamedTuple):
    """One page of what happened, the newest first; `older` is the moment before which the next page begins."""

    entries: list[Entry]
    older: datetime | None


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


async def timeline(gate: Gate, head: CaseHead, before: datetime | None = None) -> Timeline:
    """Give a page of everything that happened in a case, as far as the actor may know it."""
    most = PAGE_SIZE + 1
    notes = await note_queries.notes_of(gate, head.id, before=before, limit=most)
    dates = await appointments.of_case(gate, head.id, before=before, limit=most)
    known_from: datetime | None = None
    entries = _entries("note", notes, lambda note: note.at)
    entries += _entries("appointment", dates.appointments, lambda row: row.starts_at)
    entries += _entries("deadline", dates.deadlines, lambda row: row.created_at)
    if gate.may(Referral, "list", within="assigned"):
        steps = await gate.select(STEPS, case_id=head.id, before=before or _ALL_TIME, limit=most)
        entries += _entries("step", _together(steps), lambda step: step.at)
        # Steps told together are fewer than were read: what is older than the last one read waits for the next page.
        known_from = steps[-1].at if len(steps) == most else None
    for release in await releases(gate, head):
        entries.append(Entry(release.recorded_at, "release", release))
        if release.revoked_at is not None:
            entries.append(Entry(release.revoked_at, "revocation", release))
    entries.append(Entry(_noon(head.opened_on), "opened", head))
    if head.closed_on is not None:
        entries.append(Entry(_noon(head.closed_on), "closed", head))
    return _page([entry for entry in entries if entry.at < (before or _ALL_TIME)], known_from)


# Releases belong to persons, wherever their cases are.
RELEASES_OF_CASE = sections.Counted(Release, within=Release.client_id == func.any(Case.client_ids))


async def releases(gate: Gate, head: CaseHead) -> list[ReleaseRow]:
    """Give the releases of the persons of a case, the newest first; none for those who may not read any."""
    if not gate.may(Release, "list", within="assigned"):
        return []
    return await consent.releases_of(gate, [person.client_id for person in head.persons])


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


def _noon(day: date) -> datetime:
    # Only the day is known. At noon it stands on that day in every list, whatever else happened then.
    return datetime.combine(day, time(12), ZONE)


def _page(entries: list[Entry], known_from: datetime | None) -> Timeline:
    newest_first = sorted(entries, key=lambda entry: entry.at, reverse=True)
    known = [entry for entry in newest_first if known_from is None or entry.at >= known_from]
    # Things of the same moment stay on one page, since the next one begins before it.
    last = known[:PAGE_SIZE][-1].at if known else None
    shown = [entry for entry in known if last is not None and entry.at >= last]
    return Timeline(shown, last if len(shown) < len(newest_first) or known_from is not None else None)
