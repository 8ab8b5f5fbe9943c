"""A link that leads nowhere is told with its reason and hour, and never keeps anybody from saving."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from warmup_house import FORM, ITEM, Post, made, show_of

from onair.before.warmup.dead import DeadView
from onair.delivery.deadlinks import LinkChecks
from onair.kernel.clock import HOUR_MS
from onair.kernel.i18n import Text
from team import NOW, House

WAIT_S = 20


@pytest.fixture
def shop() -> Iterator[str]:
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            status = {"/gone": 404, "/broken": 503, "/on": 302, "/login": 403}.get(self.path, 200)
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/gone")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


async def nobody(_host: str, _port: int) -> list[str]:
    raise OSError


def looked(checks: LinkChecks, url: str) -> str | None:
    checks.ask(url)
    end = time.monotonic() + WAIT_S
    while url not in checks._found:
        assert time.monotonic() < end
        time.sleep(0.01)
    found = checks.dead(url)
    return found.code if found else None


def test_what_leads_nowhere_is_known_and_a_redirect_is_not_followed(shop: str) -> None:
    checks = LinkChecks(lambda: NOW, private=True)
    found = {path: looked(checks, shop + path) for path in ("/", "/gone", "/broken", "/on", "/login")}
    assert found == {"/": None, "/gone": "http_404", "/broken": "http_503", "/on": None, "/login": None}
    assert looked(checks, "http://127.0.0.1:9/") == "no_connection"
    checks.close()


def test_nothing_inside_is_ever_asked_for(shop: str) -> None:
    checks = LinkChecks(lambda: NOW, private=False)
    assert looked(checks, shop) == "private_address"
    checks.close()
    nowhere = LinkChecks(lambda: NOW, private=False, resolver=nobody)
    assert looked(nowhere, "https://shop.example/1") == "no_such_host"
    nowhere.close()


@pytest.mark.asyncio
async def test_saving_looks_and_the_plan_tells(home: House, post: Post) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client, **FORM)
        path = f"/shows/{show['id']}/warmup"
        form = ITEM | {"text": "{title} {link}", "url": "https://shop.example/1"}
        item = await made(client, f"{path}/items", **form, lead_ms=HOUR_MS)
        assert post.asked == ["https://shop.example/1"]
        other = {"version": item["version"], "url": "https://shop.example/2"}
        assert (await client.patch(f"/api/v1/warmup/items/{item['id']}", json=other)).status_code == 200
        assert post.asked[1:] == ["https://shop.example/2"]
        plan = (await client.get(f"/api/v1{path}")).json()["items"][0]
        assert "link_dead" not in [one["code"] for one in plan["findings"]]
        post.nowhere["https://shop.example/2"] = DeadView(Text("域名解析不到", "no such host"), NOW)
        plan = (await client.get(f"/api/v1{path}", headers={"accept-language": "zh"})).json()["items"][0]
        [told] = [one for one in plan["findings"] if one["code"] == "link_dead"]
        assert told["level"] == "warning"
        assert "域名解析不到" in str(told)
