"""Foreign peers for live inputs: Debian's nginx with its rtmp module (RTMP, HLS and plain files), and ffmpeg over SRT."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parts import missing
from serving import free_port

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
CONF = """load_module {module};
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
rtmp {{ server {{ listen 127.0.0.1:{port}; chunk_size 4096;
  application live {{ live on; }}
  application hls {{ live on; hls on; hls_path {folder}/www; hls_fragment 1s; hls_playlist_length 6s; }} }} }}
http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{web}; root {folder}/www; location /gone {{ return 403; }} location /stat {{ rtmp_stat all; }}
    location /inside {{ return 302 http://127.0.0.1:{web}/secret.ts; }} }} }}
"""


@dataclass(frozen=True)
class Relay:
    """`folder`: what nginx serves over http on `web`."""

    port: int
    web: int
    folder: Path

    def rtmp(self, name: str, application: str = "live") -> str:
        return f"rtmp://127.0.0.1:{self.port}/{application}/{name}"

    def http(self, name: str) -> str:
        return f"http://127.0.0.1:{self.web}/{name}"


def until(true: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Wait for it. Raises AssertionError with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def relay(folder: Path) -> Iterator[Relay]:
    """nginx with its rtmp module on free ports, ended with the block."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or not MODULE.is_file():
        missing("nginx with libnginx-mod-rtmp")
    (folder / "www").mkdir()
    made = Relay(free_port(), free_port(), folder / "www")
    conf = folder / "nginx.conf"
    conf.write_text(CONF.format(module=MODULE, folder=folder, port=made.port, web=made.web))
    folder.chmod(0o755)
    with subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(conf), "-e", str(folder / "error.log")]
    ) as process:
        try:
            until(lambda: process.poll() is not None or listens(made.port), "nginx listens")
            assert process.poll() is None, (folder / "error.log").read_text()
            yield made
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def sending(
    clip: Path, url: str, form: str = "flv", *, loop: bool = True
) -> Iterator[subprocess.Popen[bytes]]:
    """ffmpeg plays `clip` in real time to `url`, over and over."""
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-re",
        *(["-stream_loop", "-1"] if loop else []),
        "-i",
        str(clip),
    ]
    with subprocess.Popen([*command, "-c", "copy", "-f", form, url], stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def srt_at(port: int, **fields: str) -> str:
    """Where a sender listens for one SRT caller: the other end of `srt://127.0.0.1:port`."""
    return f"srt://127.0.0.1:{port}?mode=listener" + "".join(
        f"&{name}={value}" for name, value in fields.items()
    )
