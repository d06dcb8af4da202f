"""The operator's log: all of it for the operator, an organisation's part for its auditor, and no content anywhere."""

import asyncpg
import httpx
import pytest

from tests.cast import BY_NAME, FLATS, NET, NORTH, WEST
from tests.conftest import As
from tests.factories import ticket_for


@pytest.mark.parametrize(
    ("who", "log", "organisations"),
    [("nils", 200, 200), ("otto", 200, 403), ("asha", 403, 403), ("adam", 403, 403), ("ines", 403, 403)],
)
async def test_who_sees_what_the_operator_did(as_: As, who: str, log: int, organisations: int) -> None:
    client = await as_(who)
    assert (await client.get("/operator")).status_code == log
    assert (await client.get("/api/operator/log")).status_code == log
    assert (await client.get("/api/operator/organisations")).status_code == organisations


async def test_the_operator_sees_every_organisation_and_what_belongs_to_none(
    as_: As, anonymous: httpx.AsyncClient
) -> None:
    wrong = await anonymous.post("/api/sign-in", json={"email": "nobody@nowhere.example", "password": "guess"})
    nils = await as_("nils")
    organisations = (await nils.get("/api/operator/organisations")).json()
    assert {flat.name for flat in FLATS} <= {organisation["name"] for organisation in organisations}
    events = (await nils.get("/api/operator/log", params={"limit": 200})).json()["events"]
    assert ("sign_in", "unknown", None, wrong.headers["x-request-id"]) in {
        (event["action"], event["reason"], event["organisation"], event["request_id"]) for event in events
    }
    page = (await nils.get("/operator")).text
    assert "unknown e-mail address" in page
    assert "nobody@nowhere.example" not in page
    assert NORTH.name in page
    # Nothing but that: no case, no client, no record of any organisation.
    for path in ("/access-record", "/api/cases", "/members", "/people?search=a"):
        assert (await nils.get(path)).status_code in {403, 404}, path


async def test_an_auditor_sees_what_was_done_to_the_own_organisation(as_: As) -> None:
    events: list[dict[str, object]] = []
    params: dict[str, str] = {}
    while params.get("before") != "None":
        answer = (await (await as_("otto")).get("/api/operator/log", params=params)).json()
        events.extend(answer["events"])
        params["before"] = str(answer["before"])
    assert {event["organisation"] for event in events} == {NORTH.name}
    assert {"create_organisation", "create_member"} <= {str(event["action"]) for event in events}
    assert WEST.name not in (await (await as_("otto")).get("/operator")).text


@pytest.mark.parametrize(
    ("change", "sees"),
    [
        ("select", True),
        ("update members set role = 'organisation_admin' where id = $1", False),
        ("update members set active = false where id = $1", False),
        ("update organisations set kind = 'provider' where id = $2", False),
    ],
)
async def test_the_database_itself_decides_who_is_an_operator(
    owner: "asyncpg.Connection[asyncpg.Record]", change: str, sees: bool
) -> None:
    """As the program's own role in a genuine context: the whole log only while role and kind of organisation say so."""
    ticket = await ticket_for(owner, BY_NAME["nils"])
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute("set local role casework_app")
        assert (await owner.fetchrow("select * from app.enter($1)", ticket))["member_id"] == BY_NAME["nils"].member_id
        await owner.execute("reset role")
        if change != "select":
            arguments = [BY_NAME["nils"].member_id] if "$1" in change else [None, NET.id]
            await owner.execute(change.replace("$2", "$1"), arguments[-1])
        await owner.execute("set local role casework_app")
        organisations = {row[0] for row in await owner.fetch("select distinct org_id from operator_events")}
        assert (NORTH.id in organisations) == sees
        assert organisations <= {flat.id for flat in FLATS} | {None} if sees else organisations <= {NET.id}
    finally:
        await transaction.rollback()
