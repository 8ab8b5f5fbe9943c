"""A Chromium looking at the built console with made data. Whatever a page complains about is collected in `heard`."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from made_server import Stage, serving
from playwright.sync_api import Browser, Page

from onair.local.webroot import WEBROOT


@dataclass
class Looking:
    page: Page
    stage: Stage
    heard: list[str] = field(default_factory=list)


def built() -> Path:
    """The console as `npm run build` left it, or another build of it. A test of pages without pages fails."""
    root = Path(os.environ.get("ONAIR_TEST_WEBROOT") or WEBROOT)
    if not (root / "index.html").is_file():
        pytest.fail("the console is not built (npm run build in console/)")
    return root


@contextmanager
def looking(
    browser: Browser,
    stage: Stage,
    path: str,
    *,
    lang: str = "zh",
    theme: str = "auto",
    width: int = 1440,
    height: int = 900,
) -> Iterator[Looking]:
    """A page at `path`, signed in, in this language and theme ("auto", "dark", "light")."""
    with serving(stage, built()):
        locale = "zh-CN" if lang == "zh" else "en-GB"
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        prefs = json.dumps({"lang": lang, "theme": theme, "rise": "auto"})
        context.add_init_script(
            f"localStorage.setItem('onair.known', '1'); localStorage.getItem('onair.prefs') || localStorage.setItem('onair.prefs', {prefs!r})"
        )
        found = Looking(context.new_page(), stage)
        page = found.page
        page.on(
            "console",
            lambda message: (
                found.heard.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: found.heard.append(str(error)))
        page.on(
            "request",
            lambda request: (
                found.heard.append(f"another host: {request.url}") if not _ours(request.url, stage) else None
            ),
        )
        page.goto(stage.url + path)
        try:
            yield found
        finally:
            context.close()


def _ours(url: str, stage: Stage) -> bool:
    return url.startswith((stage.url, "data:", "blob:"))
