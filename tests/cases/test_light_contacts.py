"""Light contacts: written in one go by the front desk too, listed with filters, grown into cases or linked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from casework.core.clock import now, today
from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client

TALK = {"topics": ["housing", "benefits"], "mode": "phone", "outcome": "signposted", "language": "uk"}
FORM = {
    "topic": "housing",
    "outcome": "informed",
    "mode": "phone",
    "duration_minutes": "10",
    "language": "uk",
    "at_date": today().isoformat(),
    "at_time": "00:00",
}


async def talk(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    reply = await client.post("/api/light-contacts", json=TALK | changes)
    assert reply.status_code == 201, reply.text
    return reply


@pytest.mark.parametrize(
    ("who", "status"), [("asha", 201), ("fee", 201), ("ines", 201), ("pia", 201), ("adam", 403), ("otto", 403)]
)
async def test_who_writes_one(as_: As, who: str, status: int) -> None:
    assert (await (await as_(who)).post("/api/light-contacts", json=TALK)).status_code == status


async def test_who_sees_one_of_ashas(as_: As) -> None:
    contact_id = (await talk(await as_("asha"), given_name="Nadia")).json()["id"]
    seen = {}
    for who in ("asha", "ben", "ines", "fee", "hilda", "omar", "adam"):
        seen[who] = (await (await as_(who)).get(f"/api/light-contacts/{contact_id}")).status_code
    assert seen == {"asha": 200, "ben": 200, "ines": 200, "fee": 200, "hilda": 404, "omar": 404, "adam": 404}


async def test_one_is_written_on_any_page_and_found_by_its_filters(as_: As) -> None:
    fee = await as_("fee")
    for address in ("/", "/people", "/light-contacts", "/appointments"):
        assert 'data-key="n"' in (await fee.get(address)).text, address
    blank = await fee.get("/contacts/new")
    assert blank.status_code == 200
    assert "/cases/" not in blank.text.split("<main")[1]
    written = await fee.post("/light-contacts", data={**FORM, "given_name": "Oksana", "more_topics": ["benefits"]})
    assert written.status_code == 303, written.text
    address = written.headers["location"].partition("?")[0]
    assert "Oksana" in (await fee.get(address)).text
    for query, found in (
        ("", True),
        ("?topic=benefits", True),
        ("?topic=work", False),
        ("?mode=phone&language=uk&status=open", True),
        (f"?since={today() + timedelta(days=1)}", False),
        (f"?since={today()}&until={today()}", True),
        ("?whose=mine", True),
        ("?topic=nonsense&mode=phone", True),
    ):
        listed = await fee.get(f"/light-contacts{query}")
        assert listed.status_code == 200
        assert (address in listed.text) == found, query


async def test_mistakes_keep_what_was_typed(as_: As) -> None:
    asha = await as_("asha")
    tomorrow = (today() + timedelta(days=2)).isoformat()
    for change in ({"topic": ""}, {"duration_minutes": "x"}, {"at_date": tomorrow}, {"language": "xx"}):
        reply = await asha.post("/light-contacts", data={**FORM, "note": "Kept words", **change})
        assert reply.status_code == 422, change
        assert "Kept words" in reply.text
    later: dict[str, object] = {"at": (now() + timedelta(1)).isoformat()}
    bodies: list[dict[str, object]] = [{"topics": []}, {"language": "xx"}, {"district": "09999"}, later]
    for body in bodies:
        assert (await asha.post("/api/light-contacts", json=TALK | body)).status_code in {400, 422}, body


async def test_it_grows_into_a_case_of_a_new_person(as_: As) -> None:
    asha = await as_("asha")
    contact_id = (await talk(asha, given_name="Ruslana", note="Wants to sew.", district="12060")).json()["id"]
    page = await asha.get(f"/light-contacts/{contact_id}")
    assert "Ruslana" in page.text
    refused = await asha.post(f"/light-contacts/{contact_id}/case", data={"version": "1", "given_name": "Ruslana"})
    assert refused.status_code == 422
    person = {"version": "1", "given_name": "Ruslana", "family_name": "Growing", "concern": "Wants to sew."}
    grown = await asha.post(f"/light-contacts/{contact_id}/case", data=person)
    assert grown.status_code == 303, grown.text
    case_page = await asha.get(grown.headers["location"])
    assert "Ruslana Growing" in case_page.text
    contact = (await asha.get(f"/api/light-contacts/{contact_id}")).json()
    assert contact["outcome"] == "case_opened"
    assert contact["case_id"] in grown.headers["location"]
    again = await asha.post(f"/light-contacts/{contact_id}/case", data=person | {"version": "2"})
    assert again.status_code == 409
    # Whoever is entered already is proposed, and a case can be opened for them.
    other = (await talk(asha)).json()["id"]
    known = await asha.post(f"/light-contacts/{other}/case", data=person)
    assert known.status_code == 409
    assert contact["client_id"] in known.text
    taken = await asha.post(f"/light-contacts/{other}/case", data={"version": "1", "client_id": contact["client_id"]})
    assert taken.status_code == 303, taken.text


async def test_the_front_desk_links_but_opens_no_case(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    fee, asha = await as_("fee"), await as_("asha")
    contact_id = (await talk(fee)).json()["id"]
    refused = await fee.post(
        f"/api/light-contacts/{contact_id}/case", json={"family_name": "New"}, headers={"If-Match": '"1"'}
    )
    assert refused.status_code == 403
    case_id = await case_of("asha", given_name="Lyra")
    linked = await fee.put(
        f"/api/light-contacts/{contact_id}/link", json={"case_id": str(case_id)}, headers={"If-Match": '"1"'}
    )
    assert linked.status_code == 200, linked.text
    assert (await asha.get(f"/api/light-contacts/{contact_id}")).json()["case_id"] == str(case_id)
    stranger = await insert_client(owner, "asha", family_name="Elsewhere")
    other = (await talk(asha)).json()["id"]
    body = {"case_id": str(case_id), "client_id": str(stranger)}
    reply = await asha.put(f"/api/light-contacts/{other}/link", json=body, headers={"If-Match": '"1"'})
    assert reply.status_code == 404


async def test_what_belongs_to_somebody_hidden_is_hidden(as_: As, case_of: CaseOf) -> None:
    ben, ines = await as_("ben"), await as_("ines")
    contact_id = (await talk(ben)).json()["id"]
    case_id = await case_of("asha")
    linking: Any = {"json": {"case_id": str(case_id)}, "headers": {"If-Match": '"1"'}}
    assert (await ben.put(f"/api/light-contacts/{contact_id}/link", **linking)).status_code == 200
    version = (await ines.get(f"/api/cases/{case_id}")).headers["etag"]
    hidden = await ines.put(
        f"/api/cases/{case_id}/restriction", json={"restricted": True}, headers={"If-Match": version}
    )
    assert hidden.status_code == 200, hidden.text
    assert (await ben.get(f"/api/light-contacts/{contact_id}")).status_code == 404
    assert contact_id not in (await ben.get("/api/light-contacts")).text
    assert contact_id not in (await (await as_("fee")).get("/api/light-contacts")).text
    assert (await ines.get(f"/api/light-contacts/{contact_id}")).status_code == 200


async def test_only_its_writer_corrects_it(as_: As) -> None:
    asha = await as_("asha")
    contact_id = UUID((await talk(asha)).json()["id"])
    change: Any = {"json": TALK | {"note": "Better."}, "headers": {"If-Match": '"1"'}}
    assert (await (await as_("ben")).put(f"/api/light-contacts/{contact_id}", **change)).status_code == 403
    assert (await asha.put(f"/api/light-contacts/{contact_id}", **change)).json()["note"] == "Better."
    assert (await asha.put(f"/api/light-contacts/{contact_id}", **change)).status_code == 412
    edited = await asha.get(f"/light-contacts/{contact_id}/edit")
    assert "Better." in edited.text
    saved = await asha.post(f"/light-contacts/{contact_id}/edit", data={**FORM, "version": "2", "note": "Best."})
    assert saved.status_code == 303, saved.text


async def test_what_is_being_written_is_kept_for_its_writer(as_: As) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    place = f"/drafts/light-contact/{BY_NAME['asha'].member_id}"
    draft = {"fields": {**{name: [text] for name, text in FORM.items()}, "note": ["Half a sent"]}}
    assert (await asha.put(place, json=draft)).status_code == 200
    assert (await ben.put(place, json=draft)).status_code == 404
    assert "Half a sent" in (await asha.get("/contacts/new")).text
    assert (await asha.post("/light-contacts", data=FORM)).status_code == 303
    assert "Half a sent" not in (await asha.get("/contacts/new")).text
