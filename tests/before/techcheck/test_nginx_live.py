"""A live input from a foreign relay: Debian's nginx with its rtmp module, fed by ffmpeg, watched by us."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from clips import Clip, encode

from onair.before.techcheck import live, measure
from onair.before.techcheck.live import Unreachable
from parts import missing
from serving import free_port

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
CONF = """load_module {module};
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
rtmp {{ server {{ listen 127.0.0.1:{port}; chunk_size 4096; application live {{ live on; }} }} }}
"""


@contextmanager
def relay(folder: Path) -> Iterator[int]:
    """nginx with its rtmp module on a free port, ended with the block."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or not MODULE.is_file():
        missing("nginx with libnginx-mod-rtmp")
    port = free_port()
    conf = folder / "nginx.conf"
    conf.write_text(CONF.format(module=MODULE, folder=folder, port=port))
    with subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(conf), "-e", str(folder / "error.log")]
    ) as process:
        try:
            time.sleep(1)
            assert process.poll() is None, (folder / "error.log").read_text()
            yield port
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def publishing(clip: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-re",
        "-stream_loop",
        "-1",
        "-i",
        str(clip),
        "-c",
        "copy",
        "-f",
        "flv",
        url,
    ]
    with subprocess.Popen(command) as process:
        try:
            time.sleep(1.5)
            yield process
        finally:
            process.kill()
            process.wait()


def test_a_live_stream_is_taken_and_measured(tmp_path: Path) -> None:
    clip = encode(Clip("astronaut.png", 1200, 9, seconds=8, width=640, height=360), tmp_path / "clip.mp4")
    with relay(tmp_path) as port:
        url = f"rtmp://127.0.0.1:{port}/live/room"
        with publishing(clip, url):
            taken = live.take(url, tmp_path, 6, where="room", private=True, progress=lambda _share: None)
        assert taken.line.drops == 0
        assert taken.line.media > 3.5, taken.line
        assert taken.line.stalls == ()
        work = tmp_path / "work"
        work.mkdir()
        found = measure.measure(taken.path, work, shown="room", progress=lambda _share: None)
        assert (found.media.video.width, found.media.audio.codec) == (640, "aac")
        assert found.pace.fps == pytest.approx(25, abs=0.8)


def test_nobody_publishing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ANSWERS_S", 2.0)
    with relay(tmp_path) as port, pytest.raises(Unreachable):
        live.take(
            f"rtmp://127.0.0.1:{port}/live/x",
            tmp_path,
            5,
            where="x",
            private=True,
            progress=lambda _share: None,
        )


def test_a_stream_that_breaks_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "GONE_S", 2.0)
    monkeypatch.setattr(live, "ANSWERS_S", 8.0)
    clip = encode(Clip("coffee.png", 1200, 9, seconds=8, width=640, height=360), tmp_path / "clip.mp4")
    with relay(tmp_path) as port:
        url = f"rtmp://127.0.0.1:{port}/live/room"
        with publishing(clip, url) as process:
            cut = []

            def progress(share: float) -> None:
                if share > 0.45 and not cut:
                    cut.append(share)
                    process.kill()

            taken = live.take(url, tmp_path, 8, where="room", private=True, progress=progress)
    assert taken.line.drops >= 1
    assert taken.line.media < 7
