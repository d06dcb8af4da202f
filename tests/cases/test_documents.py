"""Documents: what is kept, what is refused, who may have it, and what is left of one that was removed."""

from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from litestar import Litestar

from casework.cases.document_types import recognise
from tests.cases.conftest import CaseOf
from tests.cases.files import DOCX, HEIC, JPEG, ODT, PDF, PNG, TEXT, XLSX, office
from tests.cast import BY_NAME
from tests.conftest import As, anonymous_client

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def upload(
    who: httpx.AsyncClient, case_id: UUID, content: bytes = PDF, name: str = "Bescheid.pdf", **fields: str
) -> httpx.Response:
    """Upload a file to a case over the API."""
    files = {"file": (name, content, "application/octet-stream")}
    return await who.post(f"/api/cases/{case_id}/documents", files=files, data=fields)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, ".pdf"),
        (PNG, ".png"),
        (JPEG, ".jpg"),
        (HEIC, ".heic"),
        (DOCX, ".docx"),
        (XLSX, ".xlsx"),
        (ODT, ".odt"),
        (TEXT, ".txt"),
        ("Grüße".encode("cp1252"), ".txt"),
        ("Привет".encode("utf-8-sig"), ".txt"),
    ],
)
def test_what_is_kept(content: bytes, ending: str) -> None:
    known = recognise(content)
    assert known is not None
    assert known.ending == ending


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"#!/bin/sh\nrm -rf /",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \n<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"hello <script>alert(1)</script>",
        b"GIF89a" + bytes(20),
        b"\x00\x01text",
        office("readme.txt"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        office("mimetype", "Basic/Standard/Module1.xml", mimetype="application/vnd.oasis.opendocument.text"),
        b"PK\x03\x04" + bytes(30),
    ],
)
def test_what_is_not_kept(content: bytes) -> None:
    assert recognise(content) is None


async def test_a_document_comes_back_as_it_was(as_: As, case_of: CaseOf, owner: Owner) -> None:
    asha, case_id = await as_("asha"), await case_of()
    reply = await upload(asha, case_id, name="../../C:\\tmp\\Bescheid\u202egpj.pdf")
    assert reply.status_code == 201, reply.text
    found = reply.json()
    assert found["title"] == "Bescheidgpj"
    assert found["media_type"] == "application/pdf"
    assert found["size"] == len(PDF)
    sent = await asha.get(f"/api/documents/{found['id']}/content")
    assert sent.content == PDF
    assert sent.headers["content-type"].startswith("application/pdf")
    assert sent.headers["content-disposition"].startswith('attachment; filename="Bescheidgpj.pdf"')
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["cache-control"] == "no-store"
    recorded = await owner.fetch(
        "select action, subjects from audit_events where object_id = $1 and action in ('create', 'export')",
        UUID(found["id"]),
    )
    assert {row["action"] for row in recorded} == {"create", "export"}
    page = (await asha.get(f"/cases/{case_id}/documents")).text
    assert "Bescheidgpj" in page
    assert f"/documents/{found['id']}/content" in page
    assert (await asha.get(f"/documents/{found['id']}/content")).content == PDF


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [("team", {"asha", "ben", "ines"}), ("me_and_lead", {"asha", "ines"}), ("restricted", {"asha"})],
)
async def test_who_may_have_it(as_: As, case_of: CaseOf, visibility: str, readers: set[str]) -> None:
    case_id = await case_of()
    reply = await upload(await as_("asha"), case_id, visibility=visibility)
    document = reply.json()["id"]
    for who in ("asha", "ben", "ines", "hilda", "fee", "adam", "otto", "omar", "cara", "pia"):
        seen = await (await as_(who)).get(f"/api/documents/{document}/content")
        assert seen.status_code == (200 if who in readers else 404), who
        listed = await (await as_(who)).get(f"/api/cases/{case_id}/documents")
        assert (document in listed.text) == (who in readers), who
        if listed.status_code == 200:
            head = (await (await as_(who)).get(f"/api/cases/{case_id}")).json()
            assert head["counts"]["documents"] == (1 if who in readers else 0), who
    invented = await (await as_("cara")).get(f"/api/documents/{uuid4()}/content")
    foreign = await (await as_("cara")).get(f"/api/documents/{document}/content")
    assert invented.json()["detail"] == foreign.json()["detail"]


async def test_a_wrong_file_loses_nothing_that_was_typed(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    address = f"/cases/{case_id}/documents"
    typed = {"title": "Mein Titel", "visibility": "me_and_lead"}
    for content, words in (
        (b"<html>", "This kind of file is not kept here."),
        (bytes(10_000_001), "This file is too large: 10 MB at most."),
        (b"", "This file is empty."),
    ):
        reply = await asha.post(address, data=typed, files={"file": ("x.pdf", content)})
        assert reply.status_code == 422
        assert words in reply.text
        assert "Mein Titel" in reply.text
    without = await asha.post(address, data=typed)
    assert without.status_code == 422
    assert "Please choose a file." in without.text
    german = await asha.post(
        address, data=typed, files={"file": ("x.pdf", b"<html>")}, headers={"Accept-Language": "de"}
    )
    assert "Diese Art von Datei wird hier nicht aufbewahrt." in german.text
    far_too_large = await asha.post(address, data=typed, files={"file": ("x.pdf", bytes(60_000_000))})
    assert far_too_large.status_code == 422
    assert "This file is too large: 10 MB at most." in far_too_large.text
    assert "Mein Titel" in far_too_large.text
    kept = await asha.post(address, data=typed, files={"file": ("x.pdf", PDF)})
    assert kept.headers["location"] == f"{address}?done=added"
    assert (await asha.get(f"/api{address}")).json()[0]["title"] == "Mein Titel"


async def test_other_routes_keep_their_small_limit(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    reply = await asha.post(f"/cases/{case_id}/notes", files={"text": ("x.txt", bytes(2_000_000))})
    assert reply.status_code == 413


async def test_an_upload_whose_session_ended_keeps_what_was_typed(app: Litestar, as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    address, typed = f"/cases/{case_id}/documents", {"title": "Mein langer Titel", "visibility": "me_and_lead"}
    files = {"file": ("x.pdf", bytes(30_000_000))}
    for cookies in ({}, {"casework": "ended"}):
        async with anonymous_client(app) as nobody:
            nobody.cookies.update(cookies)
            reply = await nobody.post(address, data=typed, files=files)
        assert reply.status_code == 401
        assert "Mein+langer+Titel" in reply.text
    # What was typed is sent on after signing in; the file is to be chosen again.
    again = await asha.post(address, data=typed)
    assert again.status_code == 422
    assert "Please choose a file." in again.text
    assert "Mein langer Titel" in again.text


async def test_a_form_that_makes_no_sense_is_told_so(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    headers = {"Content-Type": "multipart/form-data; boundary=xyz"}
    for body in (b"nothing of the kind", b'--xyz\r\nContent-Disposition: form-data; name="title"\r\n\r\ncut off'):
        for address in (f"/cases/{case_id}/documents", f"/api/cases/{case_id}/documents"):
            reply = await asha.post(address, content=body, headers=headers)
            assert reply.status_code == 422, reply.text
            assert "cannot be read" in reply.text
    without = await asha.post(
        f"/api/cases/{case_id}/documents", content=b"x", headers={"Content-Type": "multipart/form-data"}
    )
    assert without.status_code == 422
    long = await asha.post(f"/cases/{case_id}/documents", data={"title": "x" * 500_000}, files={"file": ("x.pdf", PDF)})
    assert long.status_code == 422


async def test_an_upload_sent_twice_with_one_key_is_kept_once(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    address, key = f"/api/cases/{case_id}/documents", {"Idempotency-Key": str(uuid4())}
    body = {"Content-Type": "multipart/form-data; boundary=xyz"}
    parts = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n%s\r\n--xyz--\r\n'
    first = await asha.post(address, content=parts % b"words", headers=key | body)
    second = await asha.post(address, content=parts % b"words", headers=key | body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    other = await asha.post(address, content=parts % b"other", headers=key | body)
    assert other.status_code == 422


async def test_removing_leaves_only_that_it_was_there(as_: As, case_of: CaseOf, owner: Owner) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    document = (await upload(asha, case_id, name="Diagnose Herr Müller.pdf")).json()["id"]
    body = {"ground": "entered_in_error", "reason": "Another person's letter"}
    address, headers = f"/documents/{document}/removal", {"If-Match": '"1"'}
    assert (await ben.post(f"/api{address}", json=body, headers=headers)).status_code == 403
    assert (await (await as_("omar")).post(f"/api{address}", json=body, headers=headers)).status_code == 404
    assert (await asha.post(f"/api{address}", json=body)).status_code == 428
    assert (await asha.post(address, data={"ground": "", "reason": "", "version": "1"})).status_code == 422
    assert (await asha.post(address, data={**body, "version": "9"})).status_code == 409
    assert (await asha.get(address)).status_code == 200
    assert (await asha.post(address, data={**body, "version": "1"})).status_code == 303
    again = await asha.post(f"/api{address}", json=body, headers={"If-Match": '"2"'})
    assert again.status_code == 409
    assert (await asha.get(f"/api/documents/{document}/content")).status_code == 404
    page = (await asha.get(f"/cases/{case_id}/documents?done=removed")).text
    assert "Diagnose" not in page
    assert "Another person&#39;s letter" in page
    assert await owner.fetchval("select count(*) from document_contents where id = $1", UUID(document)) == 0
    told = await owner.fetchval(
        "select reason from audit_events where object_id = $1 and action = 'delete'", UUID(document)
    )
    assert told == "Another person's letter"


async def test_a_document_belongs_to_an_entry_of_its_own_case(as_: As, case_of: CaseOf) -> None:
    asha, case_id, other = await as_("asha"), await case_of(), await case_of()
    note = (await asha.post(f"/api/cases/{case_id}/notes", json={"text": "With a letter."})).json()["id"]
    assert (await upload(asha, case_id, note_id=note)).json()["note_id"] == note
    assert (await upload(asha, other, note_id=note)).status_code == 404
    assert (await upload(asha, case_id, appointment_id=str(uuid4()))).status_code == 404
    assert (await upload(asha, case_id, note_id="x")).status_code == 422
    assert note in (await asha.get(f"/cases/{case_id}/documents?note={note}")).text


async def test_no_foreign_case_takes_a_document(as_: As, case_of: CaseOf) -> None:
    case_id = await case_of()
    for who, status in (("hilda", 404), ("fee", 404), ("omar", 404), ("ben", 201)):
        reply = await upload(await as_(who), case_id)
        assert reply.status_code == status, who
    assert BY_NAME["ben"].name in (await (await as_("asha")).get(f"/cases/{case_id}/documents")).text
