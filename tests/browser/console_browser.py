"""A real Chromium for the console's tests, and what every page must keep: no error in the console, no
request to another host."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

PASSWORD = "kitchen pots shine"
ROOT = Path(__file__).parents[2]
WEBROOT = ROOT / "src" / "onair" / "webroot"
PATIENCE_S = 20
expect.set_options(timeout=PATIENCE_S * 1000)  # the machine that tests may be busy with other tests
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("ONAIR_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        try:
            yield browser
        finally:
            browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """A test prints what it asserts, not every request."""


@contextmanager
def static_console() -> Iterator[str]:
    """The built console without a server behind it; answers come from console_fixture."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(WEBROOT)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Watch:
    """What a page did that it must not do. `allowed`: pieces of console errors that the test provokes."""

    base: str
    allowed: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)

    def on(self, page: Page) -> "Watch":
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        return self

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(piece in text for piece in self.allowed):
            self.faults.append(f"{kind}: {text}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.base:
            self.faults.append(f"other host: {url}")


def context(browser: Browser, lang: str = "zh", theme: str = "light", width: int = 1440) -> BrowserContext:
    """A browser of one person with their preferences."""
    made = browser.new_context(
        viewport={"width": width, "height": 900},
        locale="zh-CN" if lang == "zh" else "en-US",
        timezone_id="Asia/Shanghai",
    )
    saved = f'{{"lang":"{lang}","theme":"{theme}","rise":"auto"}}'
    made.add_init_script(
        f"localStorage.getItem('onair.prefs') ?? localStorage.setItem('onair.prefs', '{saved}')"
    )
    return made


def until(page: Page, met: Callable[[], object], what: str) -> None:
    """Lets the page go on until this holds; for what no locator can expect."""
    last = monotonic() + PATIENCE_S
    while not met():
        assert monotonic() < last, f"not within {PATIENCE_S} s: {what}"
        page.wait_for_timeout(25)


def claimed(browser: Browser, url: str, claim: str | None) -> Page:
    """The page of the owner who has just taken up the one-time link of a fresh server."""
    page = context(browser).new_page()
    page.goto(f"{url}/#/claim?token={claim}")
    for field_, value in {"name": "阿哲", "login": "azhe", "password": PASSWORD, "repeat": PASSWORD}.items():
        page.fill(f"input[name={field_}]", value)
    page.get_by_role("button", name="设好并进入").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")
    return page
