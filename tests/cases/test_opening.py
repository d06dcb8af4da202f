"""Opening cases over HTTP."""

from uuid import uuid4

import asyncpg
import pytest

from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client, new_case


async def test_a_joint_case_carries_both_names_once(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    names = {"family_name": "Seitkali", "native_family_name": "Сейтқали"}
    aigerim = await insert_client(owner, "asha", given_name="Aigerim", native_given_name="Әйгерім", **names)
    timur = await insert_client(owner, "asha", given_name="Timur", native_given_name="Темір", **names)
    asha = await as_("asha")
    case_id = await new_case(asha, aigerim, timur, concern="A shop of their own.")
    reply = await asha.get(f"/api/cases/{case_id}")
    assert reply.status_code == 200
    assert reply.headers["etag"] == '"1"'
    case = reply.json()
    assert case["title"] == "Aigerim & Timur Seitkali"
    assert case["native_title"] == "Әйгерім · Темір Сейтқали"
    assert case["number"].startswith("N-20")
    assert case["owner_name"] == "Asha Adler"
    assert case["team_name"] == "Harbour"
    assert case["district_name"] == "Barnim"
    assert [person["client_id"] for person in case["persons"]] == [str(aigerim), str(timur)]
    assert {"update", "close", "note", "refer"} <= set(case["acts"])


async def test_numbers_of_a_year_follow_each_other(as_: As, case_of: CaseOf) -> None:
    asha = await as_("asha")
    first, second = [
        (await asha.get(f"/api/cases/{case_id}")).json()["number"] for case_id in (await case_of(), await case_of())
    ]
    assert int(second.rpartition("-")[2]) == int(first.rpartition("-")[2]) + 1


async def test_the_household_that_all_share_becomes_the_case_s(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, org_id, household = await as_("asha"), BY_NAME["asha"].flat.id, uuid4()
    clients = [await insert_client(owner, "asha") for _ in range(2)]
    await owner.execute(
        "insert into households (org_id, id, name, created_at, changed_at) values ($1, $2, 'Moll', now(), now())",
        org_id,
        household,
    )
    for client in clients:
        await owner.execute(
            "insert into household_persons (org_id, id, household_id, client_id, role)"
            " values ($1, gen_random_uuid(), $2, $3, 'partner')",
            org_id,
            household,
            client,
        )
    case_id = await new_case(asha, *clients)
    assert (await asha.get(f"/api/cases/{case_id}")).json()["household_id"] == str(household)


async def test_a_lead_gives_a_new_case_to_her_team_only(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    ines, client = await as_("ines"), await insert_client(owner, "ines")
    for_ben = str(BY_NAME["ben"].member_id)
    case_id = await new_case(ines, client, owner_id=for_ben)
    assert (await ines.get(f"/api/cases/{case_id}")).json()["owner_id"] == for_ben
    for who, body in (("ines", str(BY_NAME["hilda"].member_id)), ("asha", for_ben), ("ines", str(uuid4()))):
        reply = await (await as_(who)).post("/api/cases", json={"client_ids": [str(client)], "owner_id": body})
        assert reply.status_code == 422, who
        assert "owner_id" in reply.json()["errors"]


@pytest.mark.parametrize("who", ["fee", "adam", "otto", "nils"])
async def test_who_opens_no_cases(as_: As, owner: "asyncpg.Connection[asyncpg.Record]", who: str) -> None:
    client = await insert_client(owner, "asha")
    reply = await (await as_(who)).post("/api/cases", json={"client_ids": [str(client)]})
    assert reply.status_code == 403


@pytest.mark.parametrize("whose", ["cara", "nobody", "hidden"])
async def test_foreign_hidden_and_invented_clients_answer_alike(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]", whose: str
) -> None:
    if whose == "nobody":
        client = uuid4()
    elif whose == "hidden":
        client = await insert_client(owner, "asha", restricted=True)
    else:
        client = await insert_client(owner, whose)
    reply = await (await as_("hilda")).post("/api/cases", json={"client_ids": [str(client)]})
    assert reply.status_code == 422
    assert reply.json()["errors"] == {"client_ids": ["There is no such person for you."]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"client_ids": []},
        {"client_ids": ["x"]},
        {"client_ids": None},
        {"client_ids": [str(uuid4())] * 21},
        {"concern": "x" * 4_001},
        {"phase": "somewhere"},
        {"district": "99999"},
        {"district": "12099"},
        {"venture_start": "tomorrow"},
        {"owner_id": 7},
        {"colour": "red"},
        [],
    ],
)
async def test_what_cannot_be_used_is_said(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]", body: dict[str, object]
) -> None:
    asha = await as_("asha")
    if body and "client_ids" not in body:
        body = {"client_ids": [str(await insert_client(owner, "asha"))], **body}
    reply = await asha.post("/api/cases", json=body)
    assert reply.status_code in {400, 422}, reply.text
    assert reply.headers["content-type"] == "application/problem+json"


async def test_a_case_with_a_restricted_client_is_restricted(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case_id = await new_case(await as_("asha"), await insert_client(owner, "asha", restricted=True))
    assert (await (await as_("asha")).get(f"/api/cases/{case_id}")).json()["restricted"] is True
    assert (await (await as_("ben")).get(f"/api/cases/{case_id}")).status_code == 404
