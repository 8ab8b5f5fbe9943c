"""Addresses of live inputs: what may be opened is judged where it is dialled, and keys stay hidden."""

import socket
import urllib.error
import urllib.request

import pytest

from onair.connectors.media import targets
from onair.connectors.media.relay import Relay, passing
from onair.connectors.media.targets import BadAddress, PrivateAddress

BAD = [
    "file:///etc/passwd", "concat:rtmp://a/b|file:/etc/passwd", "/etc/passwd", "pipe:0", "data:video/mp4,x", "subfile,,start,0,,:/x",
    "rtmp://host/app live=1 playpath=x", "rtmp://user:pass@host/app/k", "srt://host:9000?mode=listener", "srt://host:9000/x",
    "http://[::1", "rtmp:///app", "ftp://host/x", "http://ho\tst/x", "rtmp://host:0/app", "gopher://host", "http://主机/x",
]  # fmt: skip
INSIDE = [
    "rtmp://127.0.0.1/live/x", "rtmps://127.0.0.1/live/x", "http://localhost/x.m3u8", "rtmp://169.254.169.254/live/x", "rtmp://[::1]/live/x", "rtmp://10.0.0.8/a/b",
    "srt://192.168.1.4:9000", "http://2130706433/x.m3u8", "http://0/x", "rtmp://[::ffff:10.0.0.8]/a/b",
]  # fmt: skip


@pytest.mark.parametrize("url", BAD)
def test_other_ways_into_ffmpeg_are_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        targets.parse(url)


@pytest.mark.parametrize("url", INSIDE)
def test_the_house_is_not_opened_unless_allowed(url: str) -> None:
    with pytest.raises(PrivateAddress):
        targets.target(url, private=False)


def test_with_leave_the_judged_address_is_dialled() -> None:
    found = targets.target("rtmp://localhost:1936/live/room?key=s3cret", private=True)
    assert found.dialled in (
        "rtmp://127.0.0.1:1936/live/room?key=s3cret",
        "rtmp://[::1]:1936/live/room?key=s3cret",
    )


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("rtmp://localhost:1936/live/room?key=s3cret", "rtmp://localhost:1936/live"),
        ("rtmp://localhost/live/eu/room", "rtmp://localhost/live/eu"),
        ("rtmp://localhost/vod/mp4:a/b", "rtmp://localhost/vod"),
        ("rtmps://localhost/live/room", "rtmps://localhost/live"),
        ("srt://localhost:9710?streamid=a", None),
        ("http://localhost/live/room.flv", None),
    ],
)
def test_a_shared_rtmp_server_is_told_the_name_it_was_called_by(url: str, named: str | None) -> None:
    assert targets.target(url, private=True).named == named


def test_the_key_is_not_shown() -> None:
    assert (
        targets.shown("rtmp://push.example.com:1936/live/s3cret?key=t0ken")
        == "rtmp://push.example.com:1936/live/…"
    )
    assert "t0ken" not in targets.shown("https://cdn.example.com/live/a.m3u8?auth=t0ken")


def test_a_playlist_cannot_lead_into_the_house() -> None:
    """The relay judges each address that is dialled; the control is the same request with leave."""
    with socket.create_server(("127.0.0.1", 0)) as inside:
        url = f"http://127.0.0.1:{inside.getsockname()[1]}/secret"
        with passing(Relay(private=False, most=1 << 20)) as relay:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": relay.url}))
            with pytest.raises(urllib.error.HTTPError) as refused:
                opener.open(url, timeout=5)
            refused.value.close()
            assert refused.value.code == 403
            assert relay.refused == ["127.0.0.1"]
        inside.settimeout(0.2)
        with pytest.raises(TimeoutError):
            inside.accept()
