"""Signposting: noted in the case, nothing sent, nobody elsewhere told."""

from uuid import UUID, uuid4

from tests.cast import SOUTH
from tests.conftest import As
from tests.referrals.conftest import Owner, Tell


async def test_a_signpost_stays_in_the_house(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(persons=2, released=False)
    asha = await as_("asha")
    asked = await asha.get(f"/referrals/signpost?case={story.case_id}&offer={story.offer_id}")
    assert "Nothing is sent" in asked.text
    body = {"case_id": str(story.case_id), "persons": [str(story.clients[0])], "offer_id": str(story.offer_id)}
    reply = await asha.post("/referrals/signpost", data=body | {"message": "Ask for Ms Paul."})
    assert reply.status_code == 303, reply.text
    shown = await asha.get(reply.headers["location"])
    assert "Noted. Nothing was sent." in shown.text
    assert "Ask for Ms Paul." in shown.text
    assert "Withdraw" not in shown.text
    key = UUID(reply.headers["location"].split("/")[-1].split("?")[0])
    for table in ("received_referrals", "received_persons"):
        assert await owner.fetchval(f"select count(*) from {table} where id = $1", key) == 0
    others = "select count(*) from audit_events where object_id = $1 and org_id = $2"
    assert await owner.fetchval(others, key, SOUTH.id) == 0
    recorded = "select count(*) from audit_events where object_id = $1 and action = 'create'"
    assert await owner.fetchval(recorded, key) == 1
    assert "shown the way" in (await asha.get(f"/cases/{story.case_id}/referrals")).text
    assert "Shown the way" in (await asha.get(f"/cases/{story.case_id}")).text
    today = (await asha.get("/api/today")).json()["referrals"]
    assert str(key) not in {row["id"] for row in today}, "it waits for nobody"


async def test_the_way_may_lead_out_of_the_network(tell: Tell, as_: As) -> None:
    story = await tell(released=False)
    asha = await as_("asha")
    body = {"case_id": str(story.case_id), "persons": [str(story.clients[0])], "recipient_name": "Citizens' office"}
    made = await asha.post("/api/referrals/signposts", json=body)
    assert made.status_code == 201, made.text
    view = made.json()
    assert (view["kind"], view["recipient_org_id"], view["recipient_name"]) == ("info_only", None, "Citizens' office")
    assert (view["acts"], view["persons"][0]["acts"]) == ([], [])
    address, tag = f"/api/referrals/{view['id']}", {"If-Match": str(view["version"])}
    assert (await asha.post(f"{address}/transmission", json={}, headers=tag)).status_code == 409
    assert (await asha.patch(address, json={"categories": ["contact"]}, headers=tag)).status_code == 409
    assert (await asha.post(f"{address}/withdrawal", json={}, headers=tag)).status_code == 409
    person = f"{address}/persons/{view['persons'][0]['id']}"
    for step in ("release", "error", "release-request"):
        assert (await asha.post(f"{person}/{step}", json={}, headers={"If-Match": "1"})).status_code in {409, 412}
    again = await asha.post(f"{person}/successor", json={"offer_id": str(story.offer_id)})
    assert again.status_code == 409, again.text


async def test_what_is_missing_is_said_and_what_was_typed_stays(tell: Tell, as_: As) -> None:
    story = await tell(released=False)
    asha = await as_("asha")
    body = {"case_id": str(story.case_id), "persons": [str(story.clients[0])], "message": "Room 12"}
    reply = await asha.post("/referrals/signpost", data=body, headers={"Accept-Language": "de"})
    assert reply.status_code == 422
    assert "Sagen Sie, wohin der Weg führt" in reply.text
    assert "Room 12" in reply.text
    stranger = body | {"persons": [str(uuid4())], "recipient_name": "X"}
    assert (await asha.post("/api/referrals/signposts", json=stranger)).status_code == 422


async def test_others_cannot_note_in_this_case(tell: Tell, as_: As) -> None:
    story = await tell(released=False)
    body = {"case_id": str(story.case_id), "persons": [str(story.clients[0])], "recipient_name": "X"}
    for who, refused in (("ben", {403}), ("cara", {404}), ("fee", {403, 404}), ("adam", {403, 404})):
        reply = await (await as_(who)).post("/api/referrals/signposts", json=body)
        assert reply.status_code in refused, who
        page = await (await as_(who)).get(f"/referrals/signpost?case={story.case_id}")
        assert page.status_code in refused, who
