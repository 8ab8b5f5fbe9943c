"""Printing by a local browser: over its pipe, for a reader who brings the secret; without a browser it says what to do."""

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from onair.access.service import local
from onair.local.paper.chromium import NoBrowser, PaperFailed, browser, printed, tab
from onair.local.paper.guest import HEADER, Guest, serving

pytestmark = pytest.mark.browser


async def who(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"{scope['onair.actor'].tenant} {scope['path']}")(scope, receive, send)


async def test_a_guest_reads_with_the_secret_and_does_nothing_else() -> None:
    guest = Guest(who, local("ten_1"), {"csrf": ""})
    async with serving(guest) as at, httpx.AsyncClient(base_url=at.url) as client:
        secret = {HEADER: at.secret}
        assert (await client.get("/api/v1/shows", headers=secret)).text == "ten_1 /api/v1/shows"
        assert (await client.get("/api/v1/me", headers=secret)).json() == {"csrf": ""}
        assert (await client.get("/api/v1/shows")).status_code == 404
        assert (await client.get("/api/v1/shows", headers={HEADER: "x" * 43})).status_code == 404
        assert (await client.post("/api/v1/shows", headers=secret)).status_code == 405
    with pytest.raises(httpx.ConnectError):
        httpx.get(at.url)


def test_without_a_browser_it_says_what_to_do() -> None:
    with pytest.raises(NoBrowser) as missing:
        browser("/nowhere/chromium")
    for lang, word in (("zh", "apt install chromium"), ("en", "Print / PDF")):
        assert word in missing.value.detail(lang)  # type: ignore[arg-type]


async def test_a_browser_prints_over_its_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onair.local.paper.chromium.READY_S", 1.0)
    out = tmp_path / "page.pdf"
    async with asyncio.timeout(60):
        async with tab(browser("")) as page:
            await page.ask("Page.enable")
            await page.ask("Page.navigate", url="data:text/html,<p id=x>页")
            await page.until("document.getElementById('x')")
            await printed(page, out, "<span></span>")
            with pytest.raises(PaperFailed):
                await page.until("false")
    assert out.read_bytes()[:5] == b"%PDF-"
