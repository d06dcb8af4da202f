"""The pages of cases over HTTP: forms without JavaScript, mistakes at their fields, stale edits, drafts."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from casework.core.clock import today
from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client

EDIT = {"phase": "plan", "concern": "A shop.", "venture": "Tailoring", "venture_start": "", "district": "12060"}


async def version_of(who: httpx.AsyncClient, case_id: UUID) -> str:
    """Give the present version of a case."""
    return str((await who.get(f"/api/cases/{case_id}")).json()["version"])


async def test_a_case_is_opened_step_by_step(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha = await as_("asha")
    one = await insert_client(owner, "asha", given_name="Olena", family_name="Hryzenko")
    two = await insert_client(owner, "asha", given_name="Ivan", family_name="Hryzenko")
    empty = await asha.get("/cases/new")
    assert "First find the persons" in empty.text
    chosen = await asha.get(f"/cases/new?client={one}&client={two}&client=nonsense&search=%00")
    assert chosen.status_code == 200
    assert "Olena Hryzenko" in chosen.text
    reply = await asha.post("/cases", data={"client_ids": [str(one), str(two)], "concern": "Work.", "phase": "intake"})
    assert reply.status_code == 303, reply.text
    page = await asha.get(reply.headers["location"])
    assert "Olena &amp; Ivan Hryzenko" in page.text
    assert "The case is open." in page.text


async def test_opening_shows_mistakes_and_keeps_what_was_typed(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client = await as_("asha"), await insert_client(owner, "asha")
    reply = await asha.post(
        "/cases", data={"client_ids": str(client), "phase": "intake", "venture": "Shoes", "venture_start": "soon"}
    )
    assert reply.status_code == 422
    assert 'value="Shoes"' in reply.text
    assert "Please enter a date" in reply.text
    assert (await asha.post("/cases", data={"client_ids": str(uuid4()), "phase": "intake"})).status_code == 422
    assert (await asha.post("/cases", data={})).status_code == 422
    assert (await (await as_("fee")).get("/cases/new")).status_code == 403


async def test_editing_and_two_at_once(as_: As, case_of: CaseOf) -> None:
    asha, ines, case_id = await as_("asha"), await as_("ines"), await case_of()
    form = await asha.get(f"/cases/{case_id}/edit")
    assert 'name="version" value="1"' in form.text
    saved = await ines.post(f"/cases/{case_id}/edit", data={**EDIT, "version": "1", "venture": "Shoes"})
    assert saved.status_code == 303, saved.text
    late = await asha.post(f"/cases/{case_id}/edit", data={**EDIT, "version": "1"})
    assert late.status_code == 409
    assert "Shoes" in late.text
    assert "Tailoring" in late.text
    assert 'name="version" value="2"' in late.text
    assert (await asha.post(f"/cases/{case_id}/edit", data={**EDIT, "version": "2"})).status_code == 303
    wrong = await asha.post(f"/cases/{case_id}/edit", data={**EDIT, "version": "3", "phase": "moon"})
    assert wrong.status_code == 422
    assert (await (await as_("ben")).get(f"/cases/{case_id}/edit")).status_code == 403
    assert (await (await as_("hilda")).get(f"/cases/{case_id}/edit")).status_code == 404


async def test_closing_and_reopening_on_pages(as_: As, case_of: CaseOf) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    address = f"/cases/{case_id}/closure"
    assert (await ben.get(address)).status_code == 403
    assert (await ben.post(address, data={"reason": "info_only", "version": "1"})).status_code == 403
    tomorrow = (today() + timedelta(days=1)).isoformat()
    missing = await asha.post(address, data={"closed_on": "", "version": "1"})
    assert missing.status_code == 422
    future = await asha.post(address, data={"reason": "info_only", "closed_on": tomorrow, "version": "1"})
    assert future.status_code == 422
    assert "today or an earlier day" in future.text
    stale = await asha.post(address, data={"reason": "info_only", "version": "7"})
    assert stale.status_code == 409
    assert (await asha.post(address, data={"reason": "info_only", "version": "1"})).status_code == 303
    page = await asha.get(f"/cases/{case_id}")
    assert "Open again" in page.text
    assert "Information was enough" in page.text
    reopening = {"version": await version_of(asha, case_id)}
    assert (await ben.post(f"/cases/{case_id}/reopening", data=reopening)).status_code == 403
    assert (await asha.post(f"/cases/{case_id}/reopening", data=reopening)).status_code == 303
    assert (await asha.post(f"/cases/{case_id}/reopening", data=reopening)).status_code in {409, 412}


async def test_handing_over_and_hiding_on_pages(as_: As, case_of: CaseOf) -> None:
    ines, case_id = await as_("ines"), await case_of()
    form = await ines.get(f"/cases/{case_id}/assignment")
    assert "Ben Becker" in form.text
    assert "Hilda Hahn" not in form.text
    assert (await (await as_("ben")).get(f"/cases/{case_id}/assignment")).status_code == 403
    address = f"/cases/{case_id}/assignment"
    for whom in ("", "x", str(BY_NAME["hilda"].member_id)):
        assert (await ines.post(address, data={"owner_id": whom, "version": "1"})).status_code == 422
    ben = str(BY_NAME["ben"].member_id)
    assert (await ines.post(address, data={"owner_id": ben, "version": "9"})).status_code == 409
    assert (await ines.post(address, data={"owner_id": ben, "version": "1"})).status_code == 303
    hiding = {"restricted": "true", "version": "2"}
    assert (await (await as_("ben")).post(f"/cases/{case_id}/restriction", data=hiding)).status_code == 403
    assert (await ines.post(f"/cases/{case_id}/restriction", data=hiding)).status_code == 303
    assert (await (await as_("asha")).get(f"/cases/{case_id}")).status_code == 404
    assert "restricted" in (await (await as_("ben")).get(f"/cases/{case_id}")).text


async def test_adding_a_person_on_a_page(as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, case_id = await as_("asha"), await case_of(family_name="Hryzenko")
    ivan = str(await insert_client(owner, "hilda", given_name="Ivan", family_name="Hryzenko"))
    address = f"/cases/{case_id}/persons"
    assert (await asha.get(f"{address}?search=hryzenko")).status_code == 200
    assert (await asha.post(address, data={"client_id": str(uuid4()), "version": "1"})).status_code == 422
    assert (await asha.post(address, data={"client_id": ivan, "version": "1"})).status_code == 303
    assert "Ivan Hryzenko" in (await asha.get(f"/cases/{case_id}")).text


async def test_a_note_in_place_and_its_draft(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    await asha.put(f"/drafts/case-note/{case_id}", json={"fields": {"text": ["Half a sen"], "visibility": ["team"]}})
    page = await asha.get(f"/cases/{case_id}")
    assert "Half a sen" in page.text
    assert "Draft saved" in page.text
    assert "Half a sen" not in (await (await as_("ben")).get(f"/cases/{case_id}")).text
    empty = await asha.post(f"/cases/{case_id}/notes", data={"text": " ", "visibility": "team"})
    assert empty.status_code == 422
    assert (await asha.get(f"/drafts/case-note/{case_id}")).status_code == 200
    sent = await asha.post(f"/cases/{case_id}/notes", data={"text": "A <b>whole</b> sentence.", "visibility": "team"})
    assert sent.status_code == 303, sent.text
    assert (await asha.get(f"/drafts/case-note/{case_id}")).status_code == 404
    page = await asha.get(f"/cases/{case_id}")
    assert "A &lt;b&gt;whole&lt;/b&gt; sentence." in page.text


async def test_a_contact_from_anywhere(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of(given_name="Olena", family_name="Zzhryzenko")
    assert f"/cases/{case_id}/contacts/new" in (await asha.get("/contacts/new")).text
    assert f"/cases/{case_id}/contacts/new" in (await asha.get("/contacts/new?search=olena")).text
    await asha.put(f"/drafts/case-contact/{case_id}", json={"fields": {"text": ["Began to say"], "mode": ["phone"]}})
    assert "Began to say" in (await asha.get(f"/cases/{case_id}/contacts/new")).text
    contact = {"mode": "phone", "text": "She calls back.", "topics": ["work", "housing"], "duration_minutes": "10"}
    when = {"at_date": "20.11.2020", "at_time": "10:00", "visibility": "team", "language": "uk", "interpreting": ""}
    no_mode = await asha.post(f"/cases/{case_id}/contacts", data={**contact, **when, "mode": ""})
    assert no_mode.status_code == 422
    assert "She calls back." in no_mode.text
    sent = await asha.post(f"/cases/{case_id}/contacts", data={**contact, **when})
    assert sent.status_code == 303, sent.text
    page = await asha.get(f"/cases/{case_id}")
    assert "She calls back." in page.text
    assert "Ukrainian" in page.text
    assert (await asha.get(f"/drafts/case-contact/{case_id}")).status_code == 404


async def test_one_s_own_note_is_edited_and_merged(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    note = await asha.post(f"/api/cases/{case_id}/notes", json={"text": "frist"})
    address = f"/notes/{note.json()['id']}/edit"
    form = await asha.get(address)
    assert "frist" in form.text
    moment = {"at_date": "20.11.2020", "at_time": "10:00", "visibility": "team"}
    assert (await asha.post(address, data={**moment, "text": "first", "version": "1"})).status_code == 303
    late = await asha.post(address, data={**moment, "text": "second", "version": "1"})
    assert late.status_code == 409
    assert "first" in late.text
    assert "second" in late.text
    assert (await (await as_("ben")).get(address)).status_code == 403
    assert (await (await as_("hilda")).get(address)).status_code == 404


async def test_a_file_number_leads_to_its_case(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    number = (await asha.get(f"/api/cases/{case_id}")).json()["number"]
    for text in (number, number.lower(), f" {number} "):
        found = await asha.get("/people", params={"search": text})
        assert found.status_code == 303, found.text
        assert found.headers["location"] == f"/cases/{case_id}"
    assert (await (await as_("hilda")).get("/people", params={"search": number})).status_code == 200
    assert (await (await as_("cara")).get("/people", params={"search": number})).status_code == 200


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("part", ["/edit", "/closure", "/persons", "/contacts/new", ""])
async def test_pages_speak_both_languages(as_: As, case_of: CaseOf, part: str, language: str) -> None:
    asha, case_id = await as_("asha"), await case_of()
    reply = await asha.get(f"/cases/{case_id}{part}", headers={"Accept-Language": language})
    assert reply.status_code == 200
    tabs = re.search(r'<nav class="tabs".*?</nav>', reply.text, re.DOTALL)
    assert tabs is not None
    assert ("Verlauf" in tabs[0]) == (language == "de")
