"""A server of its own, a browser, and a seat at it for each of the cast."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from casework.config import Settings
from tests.browser.seat import Seat
from tests.browser.story import Story

# Quiet, and able to start as root; nothing here asks anything of the world outside.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--font-render-hinting=none"]
# Downloads, what the script of drafts and a calendar program read, and a link that only a mail knows.
FORGOTTEN = {"/access-record/export", "/authorities/export.csv", "/documents/{document_id:uuid}/content"}
FORGOTTEN |= {"/drafts/{form:str}/{case_id:uuid}", "/calendar/{token:str}", "/password-reset/{token:str}"}
SeatOf = Callable[[str], Awaitable[Seat]]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium of the system."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("There is no Chromium, and CI must try the pages in one.")
        pytest.skip("There is no Chromium here. Install one to try the pages: apt-get install chromium")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        await started.close()


@pytest.fixture(scope="session")
async def served(settings: Settings) -> AsyncIterator[str]:
    """The address of a server that runs as it does in earnest, on the database of the tests."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_PASSFILE": settings.passfile,
        "CASEWORK_MAIL_FOLDER": settings.mail_folder,
        "CASEWORK_OLD_POSTGRES_ALLOWED": "yes",
        "CASEWORK_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "casework", "serve", "--host", "127.0.0.1", "--port", str(port)]
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address) as client:
        for _ in range(300):
            try:
                await client.get("/sign-in")
                break
            except httpx.TransportError:
                assert process.returncode is None, "The server did not start."
                await asyncio.sleep(0.1)
    yield address
    process.terminate()
    await process.wait()


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """The folder for the screenshots, if somebody wants them: taking them is half the work of looking at a page."""
    given = os.environ.get("CASEWORK_SCREENSHOTS")
    if not given:
        return None
    folder = Path(given)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
async def seat_of(browser: Browser, served: str, pictures: Path | None) -> AsyncIterator[SeatOf]:
    """A seat for each of the cast, opened once."""
    seats: dict[str, Seat] = {}

    async def give(who: str) -> Seat:
        if who not in seats:
            seats[who] = await Seat(who, browser, served, pictures).open()
        return seats[who]

    yield give
    for seat in seats.values():
        await seat.close()


@pytest.fixture(scope="session")
def story() -> Story:
    """What the story has come to so far."""
    return Story()
