"""A seat at a browser: what a person there does, and what is watched and looked at while they do it."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, ViewportSize

from casework.web.i18n import translator
from casework.web.render import LANGUAGE_COOKIE
from tests.cast import BY_NAME, PASSWORD

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
UNIQUE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A page may still be on its way to what its address names, so it has to stay at the top for two frames.
TO_THE_TOP = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  do { scrollTo({ top: 0, behavior: "instant" }); await frame(); await frame(); } while (scrollY > 0);
}"""
FIND_FAULTS = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(found =>
  found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html).join(" | ")))"""


class Seat:
    """One person before a browser: a German window to work in, and an English one that looks at the same pages."""

    def __init__(self, who: str, browser: Browser, address: str, pictures: Path | None) -> None:
        self.who, self.address, self.pictures = who, address, pictures
        self.faults: list[str] = []
        self.visited: dict[str, int] = {}
        self._browser = browser
        self._windows: dict[str, Page] = {}

    async def open(self) -> "Seat":
        """Open both windows."""
        for language in ("de", "en"):
            context = await self._browser.new_context(
                base_url=self.address, locale=language, viewport=WIDE, reduced_motion="reduce"
            )
            window = await context.new_page()
            window.set_default_timeout(5_000)
            window.on("console", self._heard)
            window.on("pageerror", lambda error: self.faults.append(f"{self.who}: {error}"))
            window.on("response", self._answered)
            self._windows[language] = window
        return self

    async def close(self) -> None:
        """Close both windows."""
        for window in self._windows.values():
            await window.context.close()

    @property
    def page(self) -> Page:
        """Give the window in which the person works."""
        return self._windows["de"]

    @property
    def main(self) -> Locator:
        """Give the content of the page, without header and footer."""
        return self.page.locator("main")

    @property
    def path(self) -> str:
        """Give the path of the page that is open."""
        return urlsplit(self.page.url).path

    def the_id(self) -> str:
        """Give the last id in the address of the page that is open."""
        return str(UNIQUE.findall(self.path)[-1])

    async def sign_in(self) -> None:
        """Sign in at the page for it."""
        await self.go("/sign-in")
        await self.fill(email=BY_NAME[self.who].address, password=PASSWORD)
        await self.press("Sign in")

    async def go(self, path: str, status: int = 200) -> None:
        """Type an address; fails unless it answers with this status."""
        answer = await self.page.goto(path)
        assert answer is not None, path
        assert answer.status == status, f"{self.who}: {path} answers {answer.status}"

    async def press(self, label: str, near: str = "", status: int = 200) -> None:
        """Press a button called by its English text, in the panel that says `near`, and wait for what it leads to."""
        await self._use("button", label, near, status)

    async def follow(self, label: str, near: str = "") -> None:
        """Follow a link called by its English text, in the panel that says `near`."""
        await self._use("link", label, near, 200)

    async def choose(self, text: str) -> None:
        """Follow a link by a part of the text that stands there."""
        async with self.page.expect_navigation():
            await self.main.get_by_role("link", name=text).first.click()

    async def fill(self, **fields: str) -> None:
        """Fill fields by their ids; "_time" at the end of a name means the second part of a moment."""
        for name, text in fields.items():
            field = self.main.locator(f'#{re.sub("_time$", "-time", name)}, .filters [name="{name}"]').first
            if await field.evaluate("field => field.tagName") == "SELECT":
                await field.select_option(text)
            else:
                await field.fill(text)

    async def tick(self, name: str, *values: str) -> None:
        """Choose radio buttons or boxes of one name by their values."""
        for value in values:
            await self.main.locator(f'input[name="{name}"][value="{value}"]').check()

    async def tab_to(self, wanted: str) -> None:
        """Reach an element with the tab key alone; fails if it takes too many presses or cannot be seen there."""
        for _ in range(120):
            await self.page.keyboard.press("Tab")
            if await self.page.evaluate("wanted => document.activeElement?.matches(wanted)", wanted):
                assert await self.page.locator(":focus-visible").count() == 1
                return
        raise AssertionError(f"{wanted} cannot be reached by keyboard on {self.path}")

    async def reads(self, *texts: str) -> None:
        """Fail unless all of these texts stand in the content of the page."""
        shown = await self.main.inner_text()
        missing = [text for text in texts if text not in shown]
        assert not missing, f"{self.who} misses {missing} on {self.path}:\n{shown}"

    async def look(self, name: str, repeat: bool = True) -> None:
        """Look hard at the page that is open, in both widths; with `repeat` in English, too."""
        looks = [self._examine("de", name)]
        if repeat:
            looks.append(self._english(name))
        await asyncio.gather(*looks)

    async def picture(self, name: str, window: Page | None = None) -> None:
        """Take a picture of the whole page, if there is a folder for pictures."""
        if self.pictures is not None:
            await (window or self.page).screenshot(path=self.pictures / f"{name}.png", full_page=True)

    async def _english(self, name: str) -> None:
        window, context = self._windows["en"], self._windows["en"].context
        await self._copy_cookies(context)
        await window.goto(self.page.url)
        await self._examine("en", name)

    async def _copy_cookies(self, context: BrowserContext) -> None:
        cookies: list[Any] = [one for one in await self.page.context.cookies() if one.get("name") != LANGUAGE_COOKIE]
        await context.clear_cookies()
        await context.add_cookies(cookies)

    async def _examine(self, language: str, name: str) -> None:
        window = self._windows[language]
        await window.evaluate(AXE.read_text(encoding="utf-8"))
        # The header stays in view and would lie over what somebody has scrolled to.
        await window.evaluate(TO_THE_TOP)
        for size in (WIDE, PHONE):
            await window.set_viewport_size(size)
            where = f"{self.who}-{name}-{language}-{size['width']}"
            if await window.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.faults.append(f"{where} scrolls sideways")
            # Every page is read by axe in German when wide and in English when narrow.
            if (language == "de") == (size is WIDE):
                found: Sequence[str] = await window.evaluate(FIND_FAULTS, RULES)
                self.faults += [f"{where} {fault}" for fault in found]
            await self.picture(where, window)
        await window.set_viewport_size(WIDE)

    async def _use(self, role: Literal["button", "link"], label: str, near: str, status: int) -> None:
        name = re.compile(rf"^\s*{re.escape(translator('de').gettext(label))}\s*$")
        place = self.main.locator(".panel", has_text=near) if near else self.page
        async with self.page.expect_navigation() as going:
            await place.get_by_role(role, name=name).first.click()
        answer = await going.value
        assert answer is not None
        if answer.status != status:
            said = await self.main.inner_text()
            raise AssertionError(f"{self.who}: {label} leads to {answer.url} with {answer.status}:\n{said}")

    def _heard(self, said: ConsoleMessage) -> None:
        # That a page itself was refused is told by its status, where it is expected or not.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.who}: {said.text} ({said.location.get('url')})")

    def _answered(self, answer: Response) -> None:
        request: Request = answer.request
        if request.resource_type == "document":
            self.visited[urlsplit(answer.url).path] = answer.status
        elif answer.status >= 400:
            self.faults.append(f"{self.who}: {request.method} {answer.url} answers {answer.status}")
