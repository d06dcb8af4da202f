"""The receiver's verbs: review, accept into its own records, answer, tell the outcome, decide after a revocation."""

from typing import Any
from uuid import UUID

from msgspec import convert

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.models import Case, CasePerson
from casework.cases.opening_actions import open_case
from casework.cases.schemas import NewCase
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, Message
from casework.people import actions as people
from casework.people.models import Client
from casework.people.schemas import ClientDetails, NewClient
from casework.referrals import inbox
from casework.referrals.codes import (
    UNDER_WAY,
    DeclineReason,
    Party,
    ReferralAct,
    ReferralState,
    RevocationDecision,
    allowed_acts,
)
from casework.referrals.inbox import ReceivedFacts
from casework.referrals.models import ReceivedPerson
from casework.referrals.schemas import Acceptance, CaseChoice
from casework.web.i18n import msgid

# By the database's clock, like the moments of what the acceptance made.
TAKEN = "update received_persons set taken_at = clock_timestamp() where org_id = $1 and id = $2"
DELETE_CLIENT = "delete from clients where org_id = $1 and id = $2"
LEAVE_CASE = "delete from case_persons where org_id = $1 and case_id = $2 and client_id = $3"
DELETE_EMPTY_CASE = """
delete from cases where org_id = $1 and id = $2
   and not exists (select from case_persons where org_id = $1 and case_id = $2) returning id
"""
UNLINK = (
    "update received_persons set client_id = null, case_id = null, version = version + 1 where org_id = $1 and id = $2"
)
RESTRICT_CLIENT = "update clients set restricted = true, version = version + 1 where org_id = $1 and id = $2"
RESTRICT_CASE = "update cases set restricted = true, version = version + 1 where org_id = $1 and id = $2"


async def review(gate: Gate, received_id: UUID) -> None:
    """Take everyone who was delivered into review; a second call changes nothing."""
    await inbox.envelope(gate, received_id, "answer")
    for row in sorted(await inbox.persons_of(gate, received_id), key=lambda found: found.id):
        if ReferralAct.REVIEW in allowed_acts(ReferralState(row.state), Party.RECEIVER):
            await move(gate, row.id, ReferralAct.REVIEW)


async def step(
    gate: Gate, received_id: UUID, person_id: UUID, act: ReferralAct, *, words: str | None, version: int
) -> None:
    """Take one of the receiver's steps for one person; raises Stale, or Conflict when the referral has moved on."""
    await inbox.person(gate, received_id, person_id, "answer", version=version)
    await move(gate, person_id, act, words=words)


async def decline(
    gate: Gate, received_id: UUID, person_id: UUID, *, reason: DeclineReason, words: str | None, version: int
) -> None:
    """Refuse with a reason from the list; the copy is deleted and the sender learns why."""
    await inbox.person(gate, received_id, person_id, "answer", version=version)
    await move(gate, person_id, ReferralAct.DECLINE, reason=reason, words=words)


async def accept(gate: Gate, received_id: UUID, person_id: UUID, acceptance: Acceptance, version: int) -> None:
    """Accept a person and take them into the receiver's own records, all at once.

    Raises Conflict when no place is free or the referral has moved on, MaybeKnown when the person may be a client here
    already, Invalid for a client or a case that cannot be used.
    """
    await inbox.person(gate, received_id, person_id, "answer", version=version)
    # The move comes first: it holds the person, so that nothing is taken from a parcel that is being taken back.
    await move(gate, person_id, ReferralAct.ACCEPT, words=acceptance.words)
    await _take_into_records(gate, received_id, person_id, acceptance)


async def take_over(gate: Gate, received_id: UUID, person_id: UUID, acceptance: Acceptance, version: int) -> None:
    """Take a person who moved up by themselves into the receiver's own records; raises as `accept` does."""
    row = await inbox.person(gate, received_id, person_id, "answer", version=version)
    if ReferralState(row.state) not in UNDER_WAY or row.client_id is not None:
        raise Conflict(msgid("This step is not possible any more; the referral has moved on."))
    await _take_into_records(gate, received_id, person_id, acceptance)


async def decide(
    gate: Gate,
    received_id: UUID,
    person_id: UUID,
    *,
    decision: RevocationDecision,
    reason: str | None,
    version: int,
) -> None:
    """Decide what happens to the copy after a revocation; raises Conflict when it cannot be deleted any more."""
    row = await inbox.person(gate, received_id, person_id, "answer", version=version)
    await gate.call("select app.decide_revoked($1, $2, $3)", person_id, decision.value, reason)
    if row.client_id is None:
        return
    if decision is RevocationDecision.DELETE:
        await _delete_copy(gate, row)
    elif decision is RevocationDecision.RESTRICT:
        await _restrict_copy(gate, row)


async def move(
    gate: Gate, person_id: UUID, act: ReferralAct, *, reason: DeclineReason | None = None, words: str | None = None
) -> None:
    """Let the database take the receiver's step on both sides."""
    code = reason.value if reason else None
    await gate.call("select app.receiver_moves($1, $2, $3, $4)", person_id, act.value, code, words)


async def _take_into_records(gate: Gate, received_id: UUID, person_id: UUID, acceptance: Acceptance) -> None:
    contents = await inbox.parcels(gate, [person_id])
    if person_id not in contents:
        raise Conflict(msgid("This step is not possible any more; the referral has moved on."))
    parcel = contents[person_id][0]
    if acceptance.client_id is not None:
        client = await gate.get(Client, acceptance.client_id, "join")
    else:
        client = await people.enter_client(gate, _client_from(parcel, confirmed_new=acceptance.confirmed_new))
    case_id = await _case_for(gate, received_id, client, parcel, acceptance.case)
    record = await gate.get(ReceivedPerson, person_id, "answer")
    record.client_id, record.case_id = client.id, case_id
    record.created_client = acceptance.client_id is None
    await gate.call(TAKEN, gate.actor.org_id, person_id)


async def _case_for(
    gate: Gate, received_id: UUID, client: Client, parcel: dict[str, Any], choice: CaseChoice
) -> UUID | None:
    """Give the case that the client joins: none, a new one, or that of somebody else in the same referral."""
    if choice is CaseChoice.NONE:
        return None
    if choice is CaseChoice.JOINT:
        rows = await inbox.persons_of(gate, received_id)
        joint = next((row.case_id for row in rows if row.case_id is not None), None)
        if joint is None:
            told: list[Message] = [(msgid("Nobody else in this referral has a case here yet."), {})]
            raise Invalid(msgid("The person was not accepted."), {"case": told})
        case = await gate.get(Case, joint, "update")
        await gate.add(CasePerson(case_id=case.id, client_id=client.id, joined_on=today()), within=case)
        return case.id
    fields = {**parcel.get("counselling", {}), **parcel.get("venture", {})}
    passed_on = {name: fields[name] for name in ("concern", "venture", "venture_start") if fields.get(name)}
    # A parcel is JSON, so that its dates are still texts.
    new = convert({"client_ids": [client.id], **passed_on}, NewCase, strict=False)
    return (await open_case(gate, new)).id


def _client_from(parcel: dict[str, Any], *, confirmed_new: bool) -> NewClient:
    """Give the client whom a parcel describes; whatever was not passed on stays empty."""
    fields = {name: value for section in parcel.values() for name, value in section.items()}
    known = {name: fields[name] for name in ClientDetails.__struct_fields__ if fields.get(name) is not None}
    return convert({"family_name": "", **known, "confirmed_new": confirmed_new}, NewClient, strict=False)


async def _delete_copy(gate: Gate, row: ReceivedFacts) -> None:
    """Delete the client and the case that the acceptance created, unless the receiver has worked with them since."""
    org_id = gate.actor.org_id
    # As long as the receiver has added nothing since the acceptance, its copy can go without a trace.
    ((used,),) = await gate.call("select app.used_since_taken($1)", row.id)
    if used or not row.created_client:
        raise Conflict(
            msgid(
                "You have made entries of your own about this person, so the copy cannot simply be deleted."
                " Restrict it, or keep it on an own legal basis."
            )
        )
    await gate.call(UNLINK, org_id, row.id)
    if row.case_id is not None:
        await gate.call(LEAVE_CASE, org_id, row.case_id, row.client_id)
        if await gate.call(DELETE_EMPTY_CASE, org_id, row.case_id):
            gate.note(Event("delete", Case.kind, row.case_id, _shown(row)))
    await gate.call(DELETE_CLIENT, org_id, row.client_id)
    gate.note(Event("delete", Client.kind, row.client_id, _shown(row)))


async def _restrict_copy(gate: Gate, row: ReceivedFacts) -> None:
    await gate.call(RESTRICT_CLIENT, gate.actor.org_id, row.client_id)
    gate.note(Event("update", Client.kind, row.client_id, _shown(row), ["restricted"]))
    if row.case_id is not None:
        await gate.call(RESTRICT_CASE, gate.actor.org_id, row.case_id)
        gate.note(Event("update", Case.kind, row.case_id, _shown(row), ["restricted"]))


def _shown(row: ReceivedFacts) -> list[UUID]:
    return [row.client_id] if row.client_id is not None else []
