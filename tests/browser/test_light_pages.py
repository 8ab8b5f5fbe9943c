"""Overlay, prompter and wall: small, true, and honest about a cut."""

import gzip
import re
from pathlib import Path

import msgspec
import pytest
from made_browser import built, looking
from made_server import Stage
from made_show import snapshot
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
KIB = 1024


def weight(root: Path, page: str) -> int:
    """Bytes, gzipped, of everything that a page loads at its start."""
    todo = re.findall(r'(?:src|href)="(/assets/[^"]+)"', (root / f"{page}.html").read_text(encoding="utf-8"))
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        if name.endswith(".js"):
            code = (root / name[1:]).read_text(encoding="utf-8")
            todo += [f"/assets/{part}" for part in re.findall(r'(?:from|import)\s*"\./([^"]+)"', code)]
            todo += [f"/assets/{part}" for part in re.findall(r'["`\']/assets/(worker[^"`\']+\.js)', code)]
    return sum(len(gzip.compress((root / name[1:]).read_bytes())) for name in seen)


@pytest.mark.parametrize("page", ["overlay", "prompter", "wall"])
def test_is_light(page: str) -> None:
    assert 10 * KIB < weight(built(), page) <= 100 * KIB


def test_the_console_itself_would_not_pass_as_light() -> None:
    """The measure sees what is loaded."""
    assert weight(built(), "index") > 100 * KIB


def test_a_rehearsal_is_marked_on_every_light_page(browser: Browser) -> None:
    show = msgspec.structs.replace(snapshot().show, origin="rehearsal")
    for path in ("/o/t", "/p/t", "/w/t"):
        with looking(browser, Stage(snapshot(show=show)), path) as on:
            expect(on.page.get_by_text("演练", exact=True)).to_be_visible()


def test_an_address_without_a_token_says_so(browser: Browser) -> None:
    for page, words in (
        ("overlay", "贴片地址不完整"),
        ("prompter", "提词地址不完整"),
        ("wall", "大屏地址不完整"),
    ):
        with looking(browser, Stage(snapshot()), f"/{page}.html") as on:
            expect(on.page.locator("body")).to_contain_text(words)
