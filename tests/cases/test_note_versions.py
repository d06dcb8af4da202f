"""Corrections keep what a note said; restricted notes name their readers; corrections in the making are kept."""

from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client, new_case


async def corrected(client: httpx.AsyncClient, note: httpx.Response, **change: object) -> httpx.Response:
    address = f"/api/notes/{note.json()['id']}"
    etag = (await client.get(address)).headers["etag"]
    reply = await client.put(address, json=change, headers={"If-Match": etag})
    assert reply.status_code == 200, reply.text
    return reply


async def test_every_version_stays_with_its_time(as_: As, case_of: CaseOf) -> None:
    ben, asha, case_id = await as_("ben"), await as_("asha"), await case_of()
    note = await ben.post(f"/api/cases/{case_id}/notes", json={"text": "First words"})
    for text in ("Second words", "Third words", "Third words"):
        await corrected(ben, note, text=text)
    versions = (await asha.get(f"/api/notes/{note.json()['id']}/versions")).json()
    # Saving the same words again makes no version.
    assert [version["text"] for version in versions] == ["Second words", "First words"]
    assert versions[0]["written_at"] == versions[1]["replaced_at"]
    assert versions[1]["written_at"] == note.json()["created_at"]
    page = await asha.get(f"/notes/{note.json()['id']}/versions")
    for text in ("First words", "Second words", "Third words", "Ben Becker"):
        assert text in page.text
    assert f"/notes/{note.json()['id']}/versions" in (await asha.get(f"/cases/{case_id}")).text
    for who in ("hilda", "fee", "omar", "otto"):
        reply = await (await as_(who)).get(f"/api/notes/{note.json()['id']}/versions")
        assert reply.status_code in {403, 404}, who


async def test_versions_cannot_be_rewritten(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of()
    note = await asha.post(f"/api/cases/{case_id}/notes", json={"text": "First"})
    await corrected(asha, note, text="Second")
    granted = await owner.fetch(
        "select privilege_type from information_schema.role_table_grants"
        " where grantee = 'casework_app' and table_name = 'note_versions'"
    )
    assert {row[0] for row in granted} == {"SELECT", "INSERT"}


async def test_words_for_few_are_not_given_to_more_by_a_correction(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    note = await asha.post(
        f"/api/cases/{case_id}/notes", json={"text": "Only for my lead", "visibility": "me_and_lead"}
    )
    await corrected(asha, note, text="For all of us", visibility="team")
    seen = {}
    for who in ("asha", "ines", "ben"):
        seen[who] = len((await (await as_(who)).get(f"/api/notes/{note.json()['id']}/versions")).json())
    assert seen == {"asha": 1, "ines": 1, "ben": 0}


async def test_a_restricted_note_names_its_readers(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    body = {"text": "Between us", "visibility": "restricted", "reader_ids": [str(BY_NAME["ben"].member_id)]}
    note = await asha.post(f"/api/cases/{case_id}/notes", json=body)
    assert note.status_code == 201, note.text
    readers = {
        who
        for who in ("asha", "ben", "ines", "hilda", "fee", "cara")
        if (await (await as_(who)).get(f"/api/notes/{note.json()['id']}")).status_code == 200
    }
    assert readers == {"asha", "ben"}
    for stranger in ("hilda", "fee", "cara"):
        refused = await asha.post(
            f"/api/cases/{case_id}/notes", json=body | {"reader_ids": [str(BY_NAME[stranger].member_id)]}
        )
        assert refused.status_code == 422, stranger
    # Where everybody of the team reads, names say nothing.
    open_note = await asha.post(f"/api/cases/{case_id}/notes", json=body | {"visibility": "team"})
    assert open_note.json()["reader_ids"] == []
    # Who no longer sees the case does not see the note.
    ines = await as_("ines")
    etag = (await ines.get(f"/api/cases/{case_id}")).headers["etag"]
    await ines.put(f"/api/cases/{case_id}/restriction", json={"restricted": True}, headers={"If-Match": etag})
    assert (await (await as_("ben")).get(f"/api/notes/{note.json()['id']}")).status_code == 404


@pytest.mark.parametrize("path", ["contacts/new", ""])
async def test_readers_are_offered_where_notes_are_written(as_: As, case_of: CaseOf, path: str) -> None:
    page = await (await as_("asha")).get(f"/cases/{await case_of()}/{path}".rstrip("/"))
    assert "Ben Becker" in page.text
    assert "Hilda Hahn" not in page.text


async def test_a_note_is_about_one_person_of_a_joint_case(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha = await as_("asha")
    one, other = [await insert_client(owner, "asha", given_name=name) for name in ("Aigul", "Talgat")]
    case_id = await new_case(asha, one, other)
    note = await asha.post(f"/api/cases/{case_id}/notes", json={"text": "Her exam", "about_id": str(one)})
    assert note.json()["about_id"] == str(one)
    stranger = await insert_client(owner, "asha")
    refused = await asha.post(f"/api/cases/{case_id}/notes", json={"text": "x", "about_id": str(stranger)})
    assert refused.status_code == 422
    assert (await asha.get(f"/cases/{case_id}")).text.count("Aigul") > 2


async def test_a_correction_in_the_making_is_kept(as_: As, case_of: CaseOf) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    note_id = UUID((await asha.post(f"/api/cases/{case_id}/notes", json={"text": "Old"})).json()["id"])
    place, draft = f"/drafts/note-correction/{note_id}", {"fields": {"text": ["Half a correc"], "visibility": ["team"]}}
    assert (await ben.put(place, json=draft)).status_code == 403
    assert (await asha.put(f"/drafts/note-correction/{uuid4()}", json=draft)).status_code == 404
    assert (await asha.put(place, json=draft)).status_code == 200
    form = await asha.get(f"/notes/{note_id}/edit")
    assert "Half a correc" in form.text
    sent = {"version": "1", "text": "A correction", "visibility": "team", "at_date": "", "at_time": ""}
    assert (await asha.post(f"/notes/{note_id}/edit", data=sent)).status_code == 303
    assert (await asha.get(place)).status_code == 404
