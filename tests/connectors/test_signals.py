"""One suite over every connector of the live signal: what its fixtures say, and how it takes hostile answers.

`fixtures/poll-*` are answers of relays, `call-*` their callbacks, `talk.ndjson` what OBS says, `lines.txt` what ffmpeg
prints. `<name>.expected.ndjson` holds what is seen in them; ONAIR_RECORD=1 records anew: read the diff.
"""

import asyncio
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest

import onair.connectors
from onair.connectors import polling
from onair.connectors.addresses import BadTarget
from onair.connectors.obs_studio.translate import change, reading
from onair.connectors.signal_kinds import signal_manifest, signals
from onair.connectors.signals import AnySeen, Blind, Heard, Met, Odd, Reach, Reading, Relay, Watched
from onair.connectors.stream_probe.translate import Listener
from onair.kernel.clock import system_clock

ROOT = Path(onair.connectors.__file__).parent
RELAYS = ("mediamtx", "nginx_rtmp", "node_media_server", "srs")
FIXTURES = sorted(
    path
    for name in signals()
    for path in (ROOT / name / "fixtures").iterdir()
    if ".expected" not in path.name
)
CONFIG = {
    "url": "http://127.0.0.1:1/stat", "stream": "live/room3", "key": "s3cret", "user": "a", "password": "b",
    "host": "studio.lan",
}  # fmt: skip
AT = 1_795_334_400_000


def relay(name: str) -> Relay:
    found = signals()[name]
    assert isinstance(found, Relay)
    return found


def seen_in(path: Path) -> list[Any]:
    name, body = path.parent.parent.name, path.read_bytes()
    if path.name.startswith("poll-"):
        return [relay(name).read(body, CONFIG, AT)]
    if path.name.startswith("call-"):
        heard = relay(name).hear(body, CONFIG, AT)
        return [*heard.seen, {"admit": heard.admit}]
    if name == "obs_studio":
        return [told for line in body.splitlines() if (told := _obs(msgspec.json.decode(line))) is not None]
    listener, found = Listener(), []
    for line in body.decode().splitlines():
        ms, _, rest = line.partition(" ")
        found += listener.feed(rest, AT + int(ms))
    return [*found, *listener.ended(AT + int(ms))]


def _obs(line: dict[str, Any]) -> AnySeen | None:
    if "event" in line:
        return change(line["event"], line["data"], AT)
    return reading(line["status"], line["stats"], AT)


def names(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.name}"


def test_every_one_has_a_manifest_in_two_languages_and_fixtures() -> None:
    assert set(signals()) == {*RELAYS, "obs_studio", "stream_probe"}
    assert {path.parent.parent.name for path in FIXTURES} == set(signals())
    for name, found in signals().items():
        told = signal_manifest(name)
        assert told.title.zh != told.title.en
        assert told.about.zh != told.about.en
        assert told.fields
        assert told.part == ("relay" if isinstance(found, Relay) else told.part)
        assert isinstance(found, Relay) != isinstance(found, Watched)


@pytest.mark.parametrize("path", FIXTURES, ids=names)
def test_the_fixture_gives_what_was_recorded(path: Path) -> None:
    lines = [msgspec.json.encode(one) for one in seen_in(path)]
    recorded = path.with_name(f"{path.stem}.expected.ndjson")
    if os.environ.get("ONAIR_RECORD") == "1":
        recorded.write_bytes(b"\n".join(lines) + b"\n")
    assert lines == recorded.read_bytes().splitlines()


@pytest.mark.parametrize("path", [path for path in FIXTURES if path.parent.parent.name in RELAYS], ids=names)
def test_an_answer_cut_anywhere_is_odd_or_read_never_a_crash(path: Path) -> None:
    found, body = relay(path.parent.parent.name), path.read_bytes()
    reads = found.read if path.name.startswith("poll-") else found.hear
    for cut in range(0, len(body), 7):
        try:
            told = reads(body[:cut], CONFIG, AT)
        except Odd as odd:
            assert odd.code
        else:
            assert isinstance(told, Heard | Reading)


@pytest.mark.parametrize("name", RELAYS)
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"\xff\xfe", b'{"streams":7}', b"[" * 5000, b'{"data":{"streams":null}}']
)
def test_what_is_no_answer_is_odd(name: str, body: bytes) -> None:
    with pytest.raises(Odd):
        relay(name).read(body, CONFIG, AT)


def test_a_bomb_of_entities_is_not_unfolded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rtmp><server>&b;</server></rtmp>'
    outside = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rtmp>&x;</rtmp>'
    for body in (bomb, outside):
        with pytest.raises(Odd):
            relay("nginx_rtmp").read(body, CONFIG, AT)


@pytest.mark.parametrize("name", RELAYS)
def test_the_key_admits_and_its_lack_refuses(name: str) -> None:
    call = (ROOT / name / "fixtures").glob("call-publish.*")
    body = next(path for path in call if ".expected" not in path.name).read_bytes()
    found = relay(name)
    assert found.hear(body, CONFIG, AT).admit is True
    for wrong in (body.replace(b"s3cret", b"wrong"), body.replace(b"s3cret", b"")):
        told = found.hear(wrong, CONFIG, AT)
        assert (told.admit, told.seen) == (False, ())
    assert found.reply(admit=True).status < 300
    assert found.reply(admit=False).status in (401, 403)
    open_house = found.hear(body.replace(b"s3cret", b""), CONFIG | {"key": ""}, AT)
    assert open_house.admit is True


@pytest.mark.parametrize("name", RELAYS)
@pytest.mark.parametrize(
    ("field", "value"),
    [("stream", "room3"), ("stream", "live/a b"), ("url", "ftp://x/"), ("url", "http://u:p@x/")],
)
def test_settings_that_cannot_work_are_refused(name: str, field: str, value: str) -> None:
    relay(name).check(CONFIG, private=False)
    with pytest.raises(BadTarget):
        relay(name).check(CONFIG | {field: value}, private=False)
    assert "room3" not in relay(name).shown(CONFIG)


class Web:
    """Answers what it is told to. `asked`: paths with what authorises them."""

    def __init__(self, answers: list[tuple[int, bytes]]) -> None:
        self.answers, self.asked = answers, list[tuple[str, str]]()
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append((self.path, self.headers.get("authorization", "")))
                status, body = web.answers.pop(0) if len(web.answers) > 1 else web.answers[0]
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def config(self) -> dict[str, str]:
        return CONFIG | {"url": f"http://127.0.0.1:{self.server.server_address[1]}"}

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


async def watched(web: Web, name: str, n: int, *, private: bool = True) -> list[AnySeen]:
    found: list[AnySeen] = []
    async with asyncio.timeout(20):
        async for seen in polling.watch(relay(name), web.config, Reach(private, system_clock)):
            found.append(seen)
            if len(found) == n:
                break
    web.close()
    return found


async def test_a_relay_is_polled_and_its_failure_told_with_why() -> None:
    page = (ROOT / "nginx_rtmp/fixtures/poll-live.xml").read_bytes()
    web = Web([(200, page), (404, b""), (200, b"<html/>"), (200, page)])
    found = await watched(web, "nginx_rtmp", 4)
    assert isinstance(found[0], Met)
    assert isinstance(found[1], Reading)
    assert [one.code for one in found if isinstance(one, Blind)] == ["not_found_404", "not_nginx_rtmp"]


async def test_a_wrong_login_is_tried_once_and_an_old_token_renewed() -> None:
    web = Web([(401, b"{}")])
    found = await watched(web, "node_media_server", 9)
    assert [(one.code, one.final) for one in found if isinstance(one, Blind)] == [("wrong_password", True)]
    assert len(web.asked) == 1
    page = (ROOT / "node_media_server/fixtures/poll-live.json").read_bytes()
    login = b'{"success":true,"data":{"token":"t0k"}}'
    web = Web([(200, login), (200, page), (401, b""), (200, login), (200, page)])
    found = await watched(web, "node_media_server", 5)
    assert [type(one) for one in found] == [Met, Reading, Blind, Met, Reading]
    assert dict(web.asked) == {
        "/api/v1/login": "",
        "/api/v1/streams": "Bearer t0k",
    }


async def test_an_address_inside_the_house_is_refused_where_the_house_says_so() -> None:
    web = Web([(200, b"")])
    found = await watched(web, "nginx_rtmp", 9, private=False)
    assert [(one.code, one.final) for one in found if isinstance(one, Blind)] == [("private_address", True)]
    assert not web.asked
