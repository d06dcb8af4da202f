"""Replaying two years of referrals through the database's own door, and setting the clocks of what it wrote back.

Nothing on either side is written by hand here: each step calls the function that the program calls, as the member who
would have called it, so that both ends, their histories and their access records agree as they always do.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from casework.consent.codes import RevocationChannel
from casework.demo.organisations import ORGANISATIONS, Organisation
from casework.demo.people import PEOPLE, Person
from casework.demo.referrals import Step
from casework.referrals.codes import ReferralAct, RevocationDecision

SIGN = "set local role casework_owner; select door.open_context('{org}', '{member}'); set local role {role}"
REVOKE = """
update releases set revoked_at = $3, revoked_by = $4, revocation_channel = $5, version = 2 where org_id = $1 and id = $2
"""
SENT = "update referrals set sent_at = delivered_at where org_id = $1 and id = $2"
DECIDED = "update received_persons set decided_at = clock_timestamp() where org_id = $1 and id = $2"
TAKEN = """
update received_persons set client_id = $3, case_id = $4, created_client = true, version = version + 1
where org_id = $1 and id = $2
"""
# What a step wrote was written between its own beginning and that of the next one.
PLANNED = """
with spans as (
  select begun, coalesce(lead(begun) over (order by begun), 'infinity') as ended, planned
    from unnest($1::timestamptz[], $2::timestamptz[]) as replayed (begun, planned))
"""


def _clock(table: str, column: str) -> str:
    return (
        f"update {table} set {column} = spans.planned from spans"  # noqa: S608  # Only names written here go in.
        f" where {table}.org_id = app.current_org() and {column} >= spans.begun and {column} < spans.ended"
    )


CLOCKS = (
    _clock("referral_persons", "state_at"),
    _clock("received_persons", "state_at"),
    _clock("received_persons", "waiting_since"),
    _clock("received_persons", "revoked_at"),
    _clock("received_persons", "decided_at"),
    _clock("referrals", "sent_at"),
    _clock("referrals", "delivered_at"),
    _clock("received_referrals", "delivered_at"),
    # Sending and delivering are one act; the history shows them one after the other.
    """
    update referral_steps s
       set at = spans.planned + case when s.state = 'delivered' then interval '1 second' else interval '0' end
      from spans where s.org_id = app.current_org() and s.at >= spans.begun and s.at < spans.ended
    """,
    """
    , moved as (
      select e.id, spans.planned
          + row_number() over (partition by spans.begun order by e.at) * interval '1 ms' as planned
        from audit_events e, spans where e.org_id = app.current_org() and e.at >= spans.begun and e.at < spans.ended)
    update audit_events e set at = moved.planned, id = encode(overlay(uuid_send(e.id) placing
        substring(int8send((extract(epoch from moved.planned) * 1000)::bigint) from 3) from 1 for 6), 'hex')::uuid
      from moved where e.org_id = app.current_org() and e.id = moved.id
    """,
)


@asynccontextmanager
async def acting(connection: "asyncpg.Connection[asyncpg.Record]", person: Person, role: str) -> AsyncIterator[None]:
    """Act in the context of a member, as a role of the database; afterwards the owner acts again."""
    await connection.execute(SIGN.format(org=person.employer.id, member=person.member_id, role=role))
    yield
    await connection.execute("set local role casework_owner")


async def replay(connection: "asyncpg.Connection[asyncpg.Record]", steps: Sequence[Step]) -> None:
    """Take all steps in order of time and set the clocks of everything they wrote to their moments."""
    begun: list[datetime] = []
    for step in steps:
        begun.append(await connection.fetchval("select clock_timestamp()"))
        await _take(connection, step)
    await _set_clocks(connection, begun, [step.at for step in steps])


async def _take(connection: "asyncpg.Connection[asyncpg.Record]", step: Step) -> None:
    if step.act is ReferralAct.REVOKE:
        async with acting(connection, step.actor, "casework_owner"):
            await connection.execute(
                REVOKE, step.sender.id, step.release_id, step.at, step.actor.member_id, RevocationChannel.PHONE
            )
    async with acting(connection, step.actor, "casework_exchange"):
        await connection.execute(*_call(step))
        # The door takes the beginning of the transaction for these two, and the whole load is one transaction.
        if step.act is ReferralAct.SEND:
            await connection.execute(SENT, step.sender.id, step.referral_id)
        elif isinstance(step.act, RevocationDecision):
            await connection.execute(DECIDED, step.receiver.id, step.person_id)
        if step.taken is not None:
            await connection.execute(TAKEN, step.receiver.id, step.person_id, *step.taken)


def _call(step: Step) -> tuple[object, ...]:
    """Give the statement by which the program takes a step, with its arguments."""
    if isinstance(step.act, RevocationDecision):
        return "select app.decide_revoked($1, $2, null)", step.person_id, step.act.value
    if step.act is ReferralAct.SEND:
        return "select app.transmit($1)", step.referral_id
    if step.act is ReferralAct.REVOKE:
        return "select app.revoke_referrals($1)", step.release_id
    if step.act is ReferralAct.EXPIRE:
        return "select app.move_person($1, $2, 'expire', 'system', null, null)", step.receiver.id, step.person_id
    if step.actor.employer == step.sender:
        return "select app.sender_moves($1, $2, $3)", step.person_id, step.act.value, step.words
    code = step.code.value if step.code else None
    return "select app.receiver_moves($1, $2, $3, $4)", step.person_id, step.act.value, code, step.words


async def _set_clocks(
    connection: "asyncpg.Connection[asyncpg.Record]", begun: list[datetime], planned: list[datetime]
) -> None:
    for organisation in ORGANISATIONS:
        async with acting(connection, one_of(organisation), "casework_owner"):
            for statement in CLOCKS:
                await connection.execute(PLANNED + statement, begun, planned)


def one_of(organisation: Organisation) -> Person:
    """Give somebody who works for an organisation."""
    return next(person for person in PEOPLE if person.employer == organisation)
