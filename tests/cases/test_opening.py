"""Opening cases over HTTP."""

import asyncpg

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
