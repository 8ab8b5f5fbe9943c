"""rtmps: the judged address is dialled under the name that was asked for, and only its own certificate is taken."""

import socketserver
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, aclosing
from pathlib import Path

import pytest
from clips import Clip, encode
from tls_peer import Peer, Plain, at_work, certificate

from onair.before.techcheck import live
from onair.before.techcheck.live import Unreachable
from onair.connectors.media import secured, targets
from onair.connectors.signals import Blind, Reach
from onair.connectors.stream_probe import wire
from onair.during.signal.wording import CODES
from onair.kernel.clock import system_clock
from peers import relay, sending

CDN = "cdn.example.com"
Open = Callable[..., Peer]


@pytest.fixture
def peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """A peer with a certificate for `name`, which this machine trusts when told to; CDN resolves to it."""
    made = ExitStack()

    def opened(name: str, *, trusted: bool = True, onward: int | None = None) -> Peer:
        pem = certificate(tmp_path, name)
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        return made.enter_context(at_work(Peer(pem, onward)))

    monkeypatch.setattr(targets, "resolve", lambda _host, _port, **_more: "127.0.0.1")
    monkeypatch.setattr(live, "TRIES", 1)
    with made:
        yield opened


def take(port: int, folder: Path, name: str = "x", seconds: float = 3) -> live.Taken:
    url = f"rtmps://{CDN}:{port}/live/{name}"
    return live.take(url, folder, seconds, where="room", private=True, progress=lambda _share: None)


def refused(port: int, folder: Path) -> Unreachable:
    with pytest.raises(Unreachable) as said:
        take(port, folder)
    return said.value


def test_a_stream_is_taken_through_tls_under_its_name(peer: Open, clip_folder: Path, tmp_path: Path) -> None:
    clip = encode(
        Clip("coffee.png", 600, 11, seconds=4, width=320, height=180, more={"keyframe": 1}),
        clip_folder / "tls.mp4",
    )
    (tmp_path / "nginx").mkdir()
    with relay(tmp_path / "nginx") as nginx, sending(clip, nginx.rtmp("tls")):
        there = peer(CDN, onward=nginx.port)
        taken = take(there.port, tmp_path, "tls")
    assert taken.line.media > 1
    assert set(there.names) == {CDN}
    assert set(there.first) == {b"\x03"}, "RTMP's first byte"


def test_control_ffmpeg_alone_at_that_address_names_nobody_and_takes_any_certificate(peer: Open) -> None:
    there = peer("other.example.com", trusted=False)
    url = f"rtmps://127.0.0.1:{there.port}/live/x"
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-rtmp_tcurl", f"rtmps://{CDN}/live", "-i", url, "-f", "null", "-"],
        check=False, timeout=30, capture_output=True,
    )  # fmt: skip
    assert (there.names, there.first) == ([None], [b"\x03"])


def test_a_certificate_of_another_name_is_refused_before_anything_is_sent(peer: Open, tmp_path: Path) -> None:
    there = peer("other.example.com")
    said = refused(there.port, tmp_path)
    assert "不是发给这个主机名的" in said.detail("zh")
    assert "issued for another name" in said.detail("en")
    assert (there.names, there.first) == ([CDN], [])


def test_control_without_the_check_it_is_taken(
    peer: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loose = ssl.create_default_context()
    loose.check_hostname, loose.verify_mode = False, ssl.CERT_NONE
    monkeypatch.setattr(secured, "trusting", lambda: loose)
    there = peer("other.example.com")
    assert "another name" not in refused(there.port, tmp_path).detail("en")
    assert there.first == [b"\x03"]


def test_one_nobody_vouches_for_is_refused(peer: Open, tmp_path: Path) -> None:
    there = peer(CDN, trusted=False)
    said = refused(there.port, tmp_path)
    assert "不受本机信任" in said.detail("zh")
    assert "does not trust" in said.detail("en")
    assert there.first == []


def test_a_port_without_tls_and_one_without_anybody_are_told_apart(peer: Open, tmp_path: Path) -> None:
    peer(CDN)
    with at_work(socketserver.TCPServer(("127.0.0.1", 0), Plain)) as plain:
        port = int(plain.server_address[1])
        assert "use rtmp" in refused(port, tmp_path).detail("en")
    assert "refused" in refused(port, tmp_path).detail("en")


@pytest.mark.asyncio
async def test_the_probe_of_a_show_on_air_says_it_too(peer: Open) -> None:
    there = peer("other.example.com")
    async with aclosing(wire.watch(f"rtmps://{CDN}:{there.port}/live/x", Reach(True, system_clock))) as seen:
        first = await anext(seen)
    assert isinstance(first, Blind)
    assert (first.code, there.names, there.first) == ("certificate_name", [CDN], [])
    assert "主机名" in CODES[first.code].zh
