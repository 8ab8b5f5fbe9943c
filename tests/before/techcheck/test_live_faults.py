"""Live inputs that break, fall silent or lead astray; in this process, so that clocks can be shortened and names faked."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from clips import Clip, encode

from onair.before.techcheck import live
from onair.before.techcheck.live import Taken, Unreachable
from onair.connectors.media import targets
from onair.connectors.media.targets import PrivateAddress
from peers import Relay, relay, sending, until

CDN = "cdn.example.com"


@pytest.fixture(scope="module")
def clip(clip_folder: Path) -> Path:
    made = Clip("coffee.png", 1200, 9, seconds=8, width=640, height=360, more={"keyframe": 1})
    return encode(made, clip_folder / "faults.mp4")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with relay(tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ANSWERS_S", 4.0)
    monkeypatch.setattr(live, "GONE_S", 2.0)


def take(
    url: str, folder: Path, seconds: float = 6, *, private: bool = True, at: float = 2, then: object = None
) -> Taken:
    """`then` is called once the share `at` has come."""
    left = [then] if callable(then) else []

    def progress(share: float) -> None:
        if share > at and left:
            left.pop()()

    return live.take(url, folder, seconds, where="room", private=private, progress=progress)


def test_nobody_publishing_is_said(nginx: Relay, tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as said:
        take(nginx.rtmp("nobody"), tmp_path)
    assert "no data for 4 s" in said.value.detail("en")


def test_a_sender_that_dies_is_a_break(nginx: Relay, clip: Path, tmp_path: Path) -> None:
    with sending(clip, nginx.rtmp("dies")) as sender:
        taken = take(nginx.rtmp("dies"), tmp_path, 8, at=0.3, then=sender.kill)
    assert taken.line.drops >= 1
    assert taken.line.media < 7
    assert max(taken.line.stalls) > 1.5


def test_a_playlist_whose_sender_died_is_not_taken_for_a_stream(
    nginx: Relay, clip: Path, tmp_path: Path
) -> None:
    """nginx leaves it there, without an end: every try gets the same old pieces."""
    with sending(clip, nginx.rtmp("old", "hls")):
        until(lambda: len(list(nginx.folder.glob("old-*.ts"))) > 2, "three pieces")
    taken = take(nginx.http("old.m3u8"), tmp_path, 12)
    assert taken.line.drops >= 1
    assert max(taken.line.stalls) >= 4


@pytest.fixture
def public(nginx: Relay, monkeypatch: pytest.MonkeyPatch) -> str:
    """`cdn.example.com` as a public host, really nginx; every other name and address is judged as always."""
    judge = targets.resolve

    def resolve(host: str, port: int, *, private: bool) -> str:
        return "127.0.0.1" if host == CDN else judge(host, port, private=private)

    monkeypatch.setattr("onair.connectors.media.relay.resolve", resolve)
    monkeypatch.setattr(targets, "resolve", resolve)
    return f"http://{CDN}:{nginx.web}"


@pytest.mark.parametrize("private", [False, True])
def test_a_playlist_on_a_public_host_cannot_lead_into_the_house(
    nginx: Relay, public: str, tmp_path: Path, *, private: bool
) -> None:
    """The control is the same playlist where the house allows it: then the inner address is asked."""
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inner = f"http://127.0.0.1:{inside.getsockname()[1]}/secret.ts"
        listed = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{inner}\n#EXT-X-ENDLIST\n"
        (nginx.folder / "astray.m3u8").write_text(listed)
        with pytest.raises(Unreachable if private else PrivateAddress):
            take(f"{public}/astray.m3u8", tmp_path, private=private)
        inside.settimeout(0.2)
        if private:
            inside.accept()[0].close()
        else:
            with pytest.raises(TimeoutError):
                inside.accept()


def test_nor_can_a_redirect(public: str, tmp_path: Path) -> None:
    with pytest.raises(PrivateAddress) as said:
        take(f"{public}/inside", tmp_path, private=False)
    assert "127.0.0.1" in said.value.detail("en")


FORMS = ["file://{0}", "{0}", "concat:{0}", "subfile,,start,0,end,0,,:{0}", "crypto+file://{0}"]


@pytest.fixture
def secret(clip: Path, tmp_path: Path) -> Path:
    """A film on this machine's disk that nobody asked to be shown."""
    path = tmp_path / "secret.ts"
    subprocess.run(["ffmpeg", "-v", "error", "-i", clip, "-c", "copy", "-t", "6", path], check=True)
    return path


def listed(line: str, nginx: Relay) -> str:
    text = f"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n{line}\n#EXT-X-ENDLIST\n"
    (nginx.folder / "other.m3u8").write_text(text)
    return "other.m3u8"


@pytest.mark.parametrize(
    "form", [*FORMS, "data:video/mp2t;base64,R0BAAA==", "pipe:0", "rtmp://127.0.0.1/live/x"]
)
def test_nor_open_anything_but_the_web(
    nginx: Relay, public: str, secret: Path, tmp_path: Path, form: str
) -> None:
    with pytest.raises((Unreachable, PrivateAddress)):
        take(f"{public}/{listed(form.format(secret), nginx)}", tmp_path, private=False)


def test_control_without_the_list_of_protocols_the_file_is_shown(
    nginx: Relay, public: str, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(targets.PROTOCOLS, "http", "http,tcp,httpproxy,file")
    taken = take(f"{public}/{listed(FORMS[0].format(secret), nginx)}", tmp_path, private=False)
    assert taken.line.media > 5
