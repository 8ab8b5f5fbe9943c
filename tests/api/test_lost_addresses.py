"""What is typed without `#`, or is nowhere: a browser is led on or told in its language, a program gets a problem."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from onair.access.web import Services
from onair.app.compose import application
from onair.app.pages import SECTIONS

ROUTES = Path(__file__).parents[2] / "console" / "src" / "pages"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    wire = httpx.ASGITransport(app=application(Services()))
    async with httpx.AsyncClient(transport=wire, base_url="http://127.0.0.1") as opened:
        yield opened


def test_every_section_of_the_console_is_known() -> None:
    written = {
        section
        for file in ROUTES.glob("*/routes.ts")
        for section in re.findall(r'path: "/(\w+)', file.read_text(encoding="utf-8"))
    }
    assert written == SECTIONS


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/today", "/#/today"),
        ("/rundown/shw_1/", "/#/rundown/shw_1"),
        ("/login?to=%2Fshows", "/#/login?to=%2Fshows"),
        ("/today/%22%3E%0d%0aX: y", "/#/today/%22%3EX%3A%20y"),
    ],
)
async def test_a_browser_is_led_to_the_page_of_that_name(
    client: httpx.AsyncClient, path: str, leads: str
) -> None:
    answer = await client.get(path, headers={"accept": BROWSER})
    assert (answer.status_code, answer.headers["location"]) == (302, leads)


@pytest.mark.parametrize(
    ("lang", "title"), [("zh-CN,zh;q=0.9", "没有这个页面"), ("en-GB", "There is no such page")]
)
async def test_a_browser_that_is_lost_is_told_in_its_language(
    client: httpx.AsyncClient, lang: str, title: str
) -> None:
    path = "/<script>alert(1)</script>"
    answer = await client.get(path, headers={"accept": BROWSER, "accept-language": lang})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert title in answer.text
    assert "<script>" not in answer.text
    assert "href='/'" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("GET", "/today", "application/json"),
        ("GET", "/today", "*/*"),
        ("GET", "/api/v1/today", BROWSER),
        ("POST", "/today", BROWSER),
        ("GET", "//evil.example/today", "*/*"),
    ],
)
async def test_a_program_gets_a_problem(
    client: httpx.AsyncClient, method: str, path: str, accept: str
) -> None:
    answer = await client.request(method, path, headers={"accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_path")
