"""Merging two persons of one referral: where nothing binds them elsewhere, the one who says more stays."""

from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.cast import BY_NAME, SOUTH
from tests.conftest import As
from tests.factories import new_client
from tests.people.test_merges import chosen_town, merge, undo

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def in_one_referral(owner: Owner, states: dict[UUID, str]) -> UUID:
    """Let clients of asha's stand in one referral in these states, and give the referral's id."""
    referral = uuid4()
    async with owner.transaction():
        await owner.execute("set local session_replication_role = replica")
        await owner.execute(
            "insert into referrals (org_id, id, referral_kind, recipient_org_id, recipient_name, categories,"
            " created_by, created_at, case_id)"
            " values ($1, $2, 'referral', $3, 'X', '{}', $4, now(), gen_random_uuid())",
            BY_NAME["asha"].flat.id,
            referral,
            SOUTH.id,
            BY_NAME["asha"].member_id,
        )
        for client, state in states.items():
            await owner.execute(
                "insert into referral_persons (org_id, id, client_id, state, state_at, referral_id)"
                " values ($1, gen_random_uuid(), $2, $4, now(), $3)",
                BY_NAME["asha"].flat.id,
                client,
                referral,
                state,
            )
    return referral


async def test_two_persons_of_one_sent_referral_stay_two(as_: As, owner: Owner) -> None:
    asha = await as_("asha")
    kept, other = await new_client(asha, town="Bernau"), await new_client(asha, town="Eberswalde")
    referral = await in_one_referral(owner, {kept: "delivered", other: "in_review"})
    refused = await merge(asha, kept, other)
    assert refused.status_code == 409
    assert "Withdraw one of them there" in refused.json()["detail"]
    assert (await asha.get(f"/api/people/{other}")).status_code == 200
    form = {"merged_id": str(other), "merged_version": "1", "version": "1", "choice-town": "other"}
    page = await asha.post(f"/people/{kept}/merge", data=form, headers={"Accept-Language": "de"})
    assert page.status_code == 409
    assert "Ziehen Sie dort eine davon zurück" in page.text
    assert chosen_town(page.text) == "other"
    await owner.execute("delete from referrals where id = $1", referral)


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [("draft", "in_review", "in_review"), ("accepted", "declined", "accepted"), ("withdrawn", "draft", "withdrawn")],
)
async def test_in_a_referral_the_one_who_says_more_stays(
    as_: As, owner: Owner, mine: str, theirs: str, left: str
) -> None:
    asha = await as_("asha")
    kept, other = await new_client(asha), await new_client(asha)
    referral = await in_one_referral(owner, {kept: mine, other: theirs})
    made = await merge(asha, kept, other)
    assert made.status_code == 201, made.text
    standing = "select client_id, state from referral_persons where referral_id = $1"
    assert [tuple(row) for row in await owner.fetch(standing, referral)] == [(kept, left)]
    assert (await undo(asha, kept, made)).status_code == 200
    assert dict([tuple(row) for row in await owner.fetch(standing, referral)]) == {kept: mine, other: theirs}
    await owner.execute("delete from referrals where id = $1", referral)
