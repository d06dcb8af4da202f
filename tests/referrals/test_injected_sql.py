"""Injected SQL as the program's own role: forged rows and calls do not get past the one door."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from litestar import Litestar

from casework.access.opening import opened
from casework.core.actor import Origin
from casework.core.errors import CaseworkError, Conflict
from tests.cast import BY_NAME, SOUTH, WEST
from tests.factories import ticket_for
from tests.referrals.conftest import Owner, Tell, insert_release


async def inject(app: Litestar, owner: Owner, who: str, *statements: tuple[str, Any]) -> list[Any]:
    """Run SQL as the program's own role inside somebody's genuine context: what an injection could do."""
    async with opened(app.state.database, await ticket_for(owner, BY_NAME[who]), Origin(uuid4())) as gate:
        rows: list[Any] = []
        for text, arguments in statements:
            rows = await gate.call(text, *arguments)
        return rows


FORGED_CLIENT = (
    "insert into clients (org_id, id, given_name, family_name, gender, birth_precision, citizenships, languages,"
    " restricted, sort_key, created_by, created_at) values ($1, $2, 'A', 'B', 'man', 'unknown', '{}', '{}', false, 'b',"
    " $3, now())"
)
FORGED_CASE = (
    "insert into cases (org_id, id, number, title, sort_key, phase, owner_id, restricted, opened_on, last_contact_at)"
    " values ($1, $2, $4, 'B', 'b', 'intake', $3, false, current_date, now())"
)
FORGED_REFERRAL = (
    "insert into referrals (org_id, id, referral_kind, recipient_org_id, recipient_name, categories, created_by,"
    " created_at, case_id, offer_id) select $1, $2, 'referral', $3, 'South', $6, $4, now(), $5, $7"
)
FORGED_PERSON = (
    "insert into referral_persons (org_id, id, client_id, state, state_at, referral_id)"
    " values ($1, $2, $3, 'delivered', now(), $4)"
)
FORGED_STEP = (
    "insert into referral_steps (org_id, id, person_id, state, at, by_organisation)"
    " values (app.current_org(), gen_random_uuid(), gen_random_uuid(), 'sent', now(), 'x')"
)


async def test_a_forged_person_does_not_move_somebody_elses(app: Litestar, tell: Tell, owner: Owner) -> None:
    """Cara's organisation puts the north's ids into its own tables and tries to withdraw the north's person."""
    story = await tell(send=True)
    case_id, client_id = uuid4(), uuid4()
    west, cara = WEST.id, BY_NAME["cara"].member_id
    categories = ["contact", "occupation", "venture"]
    made = (
        (FORGED_CLIENT, (west, client_id, cara)),
        (FORGED_CASE, (west, case_id, cara, f"W-{case_id}")),
        (FORGED_REFERRAL, (west, UUID(story.id), SOUTH.id, cara, case_id, categories, story.offer_id)),
        (FORGED_PERSON, (west, UUID(story.key(0)), client_id, UUID(story.id))),
    )
    await inject(app, owner, "cara", *made)
    for act in ("withdraw", "revoke", "mark_error"):
        with pytest.raises(Conflict, match="no such referral"):
            await inject(app, owner, "cara", ("select app.sender_moves($1, $2, null)", (UUID(story.key(0)), act)))
    assert await story.states() == [("delivered", "delivered")]
    # Nor does a new person slip into the north's envelope.
    forged = "insert into referral_persons (org_id, id, client_id, state, state_at, referral_id, release_id)"
    release = await insert_release(owner, client_id, giver="cara")
    await owner.execute(
        "insert into case_persons (org_id, id, case_id, client_id, joined_on) values ($1, $2, $3, $4, current_date)",
        west,
        uuid4(),
        case_id,
        client_id,
    )
    await owner.execute("delete from referral_persons where org_id = $1 and client_id = $2", west, client_id)
    await inject(
        app,
        owner,
        "cara",
        (f"{forged} values ($1, $2, $3, 'ready', now(), $4, $5)", (west, uuid4(), client_id, UUID(story.id), release)),
    )
    with pytest.raises(Conflict, match="changed after it had been sent"):
        await inject(app, owner, "cara", ("select app.transmit($1)", (UUID(story.id),)))
    assert len((await story.inbox())["persons"]) == 1
    # The forged rows carry a foreign id, which other tests would take for a leak.
    await owner.execute("delete from referrals where org_id = $1 and id = $2", west, UUID(story.id))


@pytest.mark.parametrize(
    "statement",
    [
        "update referral_persons set state = 'ready'",
        "update received_persons set state = 'accepted'",
        "update parcels set locked = false",
        "delete from referral_persons",
        "delete from referrals",
        "delete from received_referrals",
        FORGED_STEP,
        "insert into parcels (org_id, id, snapshot, locked) values (app.current_org(), gen_random_uuid(), '{}', false)",
        "select app.move_person(gen_random_uuid(), gen_random_uuid(), 'accept', 'system', null, null)",
        "select app.move_up(gen_random_uuid(), gen_random_uuid())",
        "select app.change_places(gen_random_uuid(), gen_random_uuid(), -1)",
        "select app.compose_parcel(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '{contact}')",
    ],
)
async def test_injected_sql_does_not_move_states_by_itself(app: Litestar, owner: Owner, statement: str) -> None:
    for who in ("asha", "pia"):
        with pytest.raises((CaseworkError, asyncpg.InsufficientPrivilegeError)):
            await inject(app, owner, who, (statement, ()))


async def test_injected_sql_reads_no_revoked_parcel(app: Litestar, tell: Tell, owner: Owner) -> None:
    story = await tell(send=True)
    await story.to("accepted")
    read = ("select snapshot from parcels where id = $1", (UUID(story.key(0)),))
    assert len(await inject(app, owner, "pia", read)) == 1
    for who in ("asha", "cara"):
        assert await inject(app, owner, who, read) == []
    await story.revoke()
    assert await inject(app, owner, "pia", read) == []


async def test_only_a_revoked_release_takes_back(app: Litestar, tell: Tell, owner: Owner) -> None:
    story = await tell(send=True)
    with pytest.raises(Conflict):
        await inject(app, owner, "asha", ("select app.revoke_referrals($1)", (story.releases[0],)))
    with pytest.raises(Conflict):
        await inject(app, owner, "cara", ("select app.revoke_referrals($1)", (story.releases[0],)))
