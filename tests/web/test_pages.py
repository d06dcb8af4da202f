"""Pages over HTTP: frame, language, errors as page and as problem+json, and what was typed back in the form."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, post
from litestar.params import JSONBody
from litestar.testing import TestClient

from casework.web import problems
from casework.web.i18n import translator
from casework.web.pages import local_path
from tests.web.gallery import Appointment, make_app

Client = TestClient[Litestar]
HTML = {"accept": "text/html"}
PAGES = ["/today", "/case", "/form", "/record", "/referral", "/parts", "/confirm"]


@post("/api/appointments")
async def add(data: JSONBody[Appointment]) -> dict[str, str]:
    return {"name": data.family_name}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    app = make_app()
    app.register(add)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_stands_in_the_readers_language_and_is_never_cached(
    client: Client, path: str, language: str
) -> None:
    reply = client.get(path, headers=HTML | {"accept-language": language})
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert f'<html lang="{language}">' in reply.text
    assert translator(language).gettext("Skip to content") in reply.text


def test_files_may_be_kept_for_ever_because_their_address_changes_with_them(client: Client) -> None:
    page = client.get("/today", headers=HTML).text
    addresses = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)
    assert len(addresses) >= 8
    for address in addresses:
        reply = client.get(address)
        assert reply.status_code == 200
        assert "immutable" in reply.headers["cache-control"]
    assert client.get("/assets/v-000000000000/casework.css").status_code == 404
    assert client.get(addresses[0].rsplit("/", 1)[0] + "/..%2f..%2f__init__.py").status_code == 404


def test_the_language_switch_is_remembered_and_leads_back(client: Client) -> None:
    reply = client.post("/language", data={"language": "en", "next": "/case?tab=plan"}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/case?tab=plan")
    cookie = reply.headers["set-cookie"]
    assert "language=en" in cookie
    assert "Max-Age=31536000" in cookie
    client.cookies.clear()


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "", "/a\r\nb"]
)
def test_the_language_switch_leads_nowhere_else(address: str) -> None:
    assert local_path(address) == "/"


@given(st.text(max_size=30))
def test_a_local_path_has_neither_host_nor_line_break(address: str) -> None:
    assert re.fullmatch(r"/([^/\\\r\n][^\\\r\n]*)?", local_path(address))


def test_a_form_comes_back_with_every_mistake_and_every_word(client: Client) -> None:
    typed = {"family_name": "<b>" + "x" * 60, "born_on": "31.02.2026", "minutes": "abc", "note": "Zeile 1\nZeile 2"}
    reply = client.post("/form", data=typed, headers=HTML)
    assert reply.status_code == 422
    for kept in ("&lt;b&gt;" + "x" * 60, "31.02.2026", 'value="abc"', "Zeile 1\nZeile 2"):
        assert kept in reply.text
    assert 'href="#family_name">Familienname</a>' in reply.text
    assert 'aria-invalid="true"' in reply.text


def test_bytes_that_are_not_utf8_and_nul_are_named_at_their_field(client: Client) -> None:
    body = b"family_name=%ff%fe+rest&note=a%00b&own_script=%D8%A7"
    reply = client.post("/form", content=body, headers=HTML | {"content-type": "application/x-www-form-urlencoded"})
    assert reply.status_code == 422
    assert "�� rest" in reply.text
    assert "Steuerzeichen" in reply.text
    assert 'value="ا"' in reply.text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "application/json"}, b"{}"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"&".join(b"a=1" for _ in range(3000))),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x"),
    ],
)
def test_a_body_that_is_no_form_is_refused_with_a_page(client: Client, headers: dict[str, str], body: bytes) -> None:
    reply = client.post("/form", content=body, headers=HTML | headers)
    assert reply.status_code == 422
    assert "<h1>" in reply.text


@pytest.mark.parametrize(
    ("kind", "status"),
    [("denied", 403), ("missing", 404), ("conflict", 409), ("invalid", 422), ("away", 503), ("bug", 500)],
)
def test_errors_say_what_happened_and_what_to_do(client: Client, kind: str, status: int) -> None:
    page = client.get(f"/fail/{kind}", headers=HTML)
    assert page.status_code == status
    assert "0190a0b0-0000-7000-8000-00000000000a" in page.text
    assert translator("de").gettext(problems.TITLES[status]) in page.text
    assert "secret" not in page.text
    as_json = client.get(f"/fail/{kind}", headers={"accept": "application/json", "accept-language": "en"})
    assert as_json.headers["content-type"] == "application/problem+json"
    told = as_json.json()
    assert (told["status"], told["title"]) == (status, problems.TITLES[status])
    assert told["request_id"] == "0190a0b0-0000-7000-8000-00000000000a"
    assert "secret" not in as_json.text
    assert ("retry-after" in as_json.headers) == (kind == "away")


def test_an_unknown_address_is_a_page_for_people_and_json_for_programs(client: Client) -> None:
    assert "<h1>Hier gibt es nichts</h1>" in client.get("/nowhere", headers=HTML).text
    assert client.get("/api/nowhere", headers=HTML).json()["status"] == 404
    assert client.delete("/today", headers=HTML).status_code == 405


def problem_of(reply: httpx.Response) -> dict[str, Any]:
    assert reply.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = reply.json()
    return found


GOOD = {
    "family_name": "Seitkali",
    "starts_at": "2026-11-27T09:00:00+01:00",
    "district": "018f0000-0000-7000-8000-000000000001",
    "channel": "phone",
    "categories": ["identity"],
}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"family_name": None}, "family_name", "Diese Angabe hat den falschen Typ."),
        ({"family_name": "x" * 41}, "family_name", "höchstens 40 Zeichen"),
        ({"channel": "fax-geheim"}, "channel", "angebotenen"),
        ({"district": "1"}, "district", "Liste"),
        ({"starts_at": "tomorrow"}, "starts_at", "2026-11-22T09:30:00+01:00"),
        ({"born_on": "22.11.2026"}, "born_on", "2026-11-22"),
        ({"minutes": 0}, "minutes", "1 oder mehr"),
        ({"minutes": 9999}, "minutes", "600 oder weniger"),
        ({"categories": []}, "categories", "mindestens 1"),
        ({"categories": ["odd"]}, "categories.0", "angebotenen"),
    ],
)
def test_json_mistakes_are_told_in_the_words_of_the_forms(
    client: Client, changed: dict[str, Any], field: str, words: str
) -> None:
    reply = client.post("/api/appointments", json=GOOD | changed)
    told = problem_of(reply)
    assert reply.status_code == told["status"] == 422
    assert list(told["errors"]) == [field]
    assert words in told["errors"][field][0]
    assert "geheim" not in reply.text


def test_a_missing_json_field_is_named(client: Client) -> None:
    told = problem_of(client.post("/api/appointments", json={"family_name": "x"}))
    assert told["errors"] == {"starts_at": ["Bitte füllen Sie dieses Feld aus."]}


@pytest.mark.parametrize("body", [b"{", b"\xff", b"", b'{"family_name": "\\ud800"}', b"[" * 5000])
def test_json_that_cannot_be_read_is_a_problem_and_never_a_failure(client: Client, body: bytes) -> None:
    reply = client.post("/api/appointments", content=body, headers={"content-type": "application/json"})
    assert reply.status_code in {400, 422}
    problem_of(reply)


def test_json_gets_through_when_it_is_right(client: Client) -> None:
    assert client.post("/api/appointments", json=GOOD).json() == {"name": "Seitkali"}


def test_a_name_cannot_break_out_of_the_page(client: Client) -> None:
    address = quote('/nowhere"><script>alert(1)</script>')
    assert "<script>alert" not in client.get(address, headers=HTML).text


def hidden_fields(page: str) -> list[tuple[str, str]]:
    pattern = r'<input type="hidden" name="([^"]*)" value="([^"]*)">'
    return [(name, unescape(text)) for name, text in re.findall(pattern, page.partition("<main")[2])]


def test_a_session_that_ended_on_the_way_asks_in_place_and_goes_on_with_every_word(client: Client) -> None:
    typed = {
        "note": "Öffnungszeiten <geprüft> & bestätigt;\nMietvertrag noch nicht unterschreiben!",
        "tags": ["a", "b"],
    }
    asked = client.post("/ended", data=typed, headers=HTML)
    assert asked.status_code == 401
    assert "geprüft&gt; &amp; bestätigt" in asked.text
    after = client.post(
        "/sign-in", data=dict(hidden_fields(asked.text)) | {"email": "a@b.c", "password": "x"}, headers=HTML
    )
    assert 'action="/ended"' in after.text
    again = hidden_fields(after.text)
    assert [text for name, text in again if name == "tags"] == ["a", "b"]
    assert [text.replace("\r", "") for name, text in again if name == "note"] == [typed["note"]]


def test_a_password_is_never_carried_along(client: Client) -> None:
    assert "hunter2" not in client.post("/ended", data={"new_password": "hunter2"}, headers=HTML).text


def test_going_on_never_leads_to_another_site(client: Client) -> None:
    reply = client.post("/sign-in", data={"next": "//evil.example/x", "typed": "a=1"}, headers=HTML)
    assert 'action="/"' in reply.text


def test_a_page_asks_to_sign_in_first_and_comes_back(client: Client) -> None:
    reply = client.get("/fail/nobody?x=1", headers=HTML, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in?next=%2Ffail%2Fnobody%3Fx%3D1")
    assert client.get("/fail/nobody", headers={"accept": "application/json"}).status_code == 401
