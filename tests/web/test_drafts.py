"""Drafts and keys in a real browser: what is typed survives a lost connection and a session that ended."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Request, Response, post, put
from litestar.params import FromPath
from litestar.response import Redirect
from playwright.async_api import Browser, Page, async_playwright, expect

from casework.web.input import read_form
from casework.web.render import page as page_of
from tests.web.gallery import Appointment, make_app

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
with socket.create_server(("127.0.0.1", 0)) as free:
    PORT = free.getsockname()[1]
ADDRESS = f"http://127.0.0.1:{PORT}"
saved: list[Any] = []
answer = {"status": 204}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists() and os.environ.get("CI") != "true", reason="There is no Chromium here."),
]


@put("/drafts/{name:str}", status_code=204)
async def save(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[None]:
    """Keep what was sent for the test to look at, and answer as the test wants."""
    saved.append((name, msgspec.json.decode(await request.body())["fields"]))
    return Response(content=None, status_code=answer["status"])


@post("/accepted", status_code=303)
async def accept() -> Redirect:
    """Take any form."""
    return Redirect("/case", status_code=303)


@post("/mistaken", status_code=422)
async def mistaken(request: Request[Any, Any, Any]) -> Response[str]:
    """Answer any form with a page that tells of mistakes."""
    return page_of(request, "gallery/case.html", 422, form=await read_form(request, Appointment))


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    app = make_app()
    app.register(save)
    app.register(accept)
    app.register(mistaken)
    server = Server(app, port=PORT, interface=Interfaces.ASGI)
    running = asyncio.create_task(server.serve())
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    saved.clear()
    answer["status"] = 204
    context = await browser.new_context(locale="de-DE")
    opened = await context.new_page()
    await opened.goto(f"{ADDRESS}/case")
    yield opened
    await context.close()


async def kept(page: Page) -> int:
    found: int = await page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('casework-draft:')).length"
    )
    return found


async def test_a_draft_is_saved_a_moment_after_typing(page: Page) -> None:
    await page.fill("#note", "Mietvertrag geprüft")
    assert await kept(page) == 1
    await expect(page.locator("[data-draft-status]")).not_to_contain_text("09:41")
    assert saved[-1] == ("case-143", {"note": ["Mietvertrag geprüft"]})


async def test_a_lost_connection_is_told_and_the_text_comes_back(page: Page) -> None:
    await page.context.set_offline(True)
    await page.fill("#note", "Ohne Netz geschrieben")
    await expect(page.locator("[data-draft-status]")).to_contain_text("Keine Verbindung")
    await page.context.set_offline(False)
    await page.goto(f"{ADDRESS}/today")
    await page.goto(f"{ADDRESS}/case")
    assert await page.input_value("#note") == "Ohne Netz geschrieben"
    assert "wiederhergestellt" in await page.locator(".restored").inner_text()
    await page.click(".restored button")
    assert await page.input_value("#note") == "Geschäftsplan fast fertig"
    assert await kept(page) == 0


async def test_a_session_that_ended_is_told(page: Page) -> None:
    answer["status"] = 401
    await page.fill("#note", "x")
    await expect(page.locator("[data-draft-status]")).to_contain_text("Sitzung beendet")
    assert await kept(page) == 1


async def test_the_copy_goes_when_the_form_was_accepted_and_stays_when_it_was_not(page: Page) -> None:
    form = page.locator("form[data-draft]")
    await page.fill("#note", "Wird abgelehnt")
    await form.evaluate("form => form.action = '/fail/away'")
    await page.click("main button[type=submit]")
    await page.wait_for_selector("[data-error-page], pre, h1")
    await page.goto(f"{ADDRESS}/case")
    assert await page.input_value("#note") == "Wird abgelehnt"
    await page.locator("form[data-draft]").evaluate("form => form.action = '/accepted'")
    await page.click("main button[type=submit]")
    await page.wait_for_load_state()
    assert await kept(page) == 0
    assert await page.input_value("#note") == "Geschäftsplan fast fertig"


async def test_a_tab_that_is_closed_at_once_still_saves(page: Page) -> None:
    await page.fill("#note", "Reiter zu, bevor gespeichert war")
    context = page.context
    await page.close(run_before_unload=False)
    other = await context.new_page()
    await other.goto(f"{ADDRESS}/case")
    assert await other.input_value("#note") == "Reiter zu, bevor gespeichert war"
    assert saved == [("case-143", {"note": ["Reiter zu, bevor gespeichert war"]})]


async def test_switching_the_language_on_a_page_with_mistakes_keeps_what_was_typed(page: Page) -> None:
    await page.fill("#note", "Bleibt in beiden Sprachen")
    await page.locator("form[data-draft]").evaluate("form => form.action = '/mistaken'")
    await page.click("main button[type=submit]")
    await page.wait_for_url("**/mistaken")
    await page.click(".account summary")
    await page.click(".account button[lang=en]")
    await page.wait_for_url("**/case")
    assert await page.evaluate("document.documentElement.lang") == "en"
    assert await page.input_value("#note") == "Bleibt in beiden Sprachen"


async def test_signing_out_leaves_nothing_behind(page: Page) -> None:
    await page.fill("#note", "Vertraulich")
    await page.click(".account summary")
    await page.click("form[data-clears-drafts] button")
    await page.wait_for_load_state()
    await page.goto(f"{ADDRESS}/today")
    assert await kept(page) == 0


async def test_copies_belong_to_one_member(page: Page) -> None:
    await page.fill("#note", "Meins")
    keys = await page.evaluate("Object.keys(localStorage)")
    assert keys == ["casework-draft:00000000-0000-7000-8000-000000000001:/drafts/case-143"]


async def test_keys_work_outside_of_fields_only(page: Page) -> None:
    await page.goto(f"{ADDRESS}/today")
    await page.keyboard.press("/")
    assert await page.evaluate("document.activeElement.id") == "search"
    await page.keyboard.type("n/")
    assert await page.input_value("#search") == "n/"
    await page.locator("h1").click()
    await page.keyboard.press("n")
    await page.wait_for_url("**/form")


async def test_mistakes_have_the_focus_and_a_second_click_sends_nothing(page: Page) -> None:
    await page.goto(f"{ADDRESS}/form")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.dblclick("main button[type=submit]")
    await page.wait_for_selector(".error-summary")
    assert await page.evaluate("document.activeElement.classList.contains('error-summary')")
    assert len(sent) == 1


async def test_the_calendar_fills_in_the_date_as_people_write_it(page: Page) -> None:
    await page.goto(f"{ADDRESS}/form")
    assert await page.locator(".dated-button").count() == 1
    await page.evaluate("""() => {
        const source = document.querySelector('.dated-source');
        source.value = '2026-12-01';
        source.dispatchEvent(new Event('change', {bubbles: true}));
    }""")
    assert await page.input_value("#starts_at") == "01.12.2026"


async def test_nothing_breaks_the_content_security_policy(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in ("/today", "/case", "/form", "/record"):
        await page.goto(f"{ADDRESS}{path}")
    assert said == []
