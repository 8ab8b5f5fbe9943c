"""A proxy of our own for one look: ffmpeg's http goes through it, and each address is judged where it is dialled.

A playlist may name any host, and a name may answer differently the second time; so the relay resolves, judges
and connects to that very address. It lives on loopback as long as the look.
"""

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import urlsplit

from onair.connectors.media.targets import PrivateAddress, resolve

HEAD_MAX = 32 << 10
BYTES_MAX = 512 << 20
QUIET_S = 15.0
DROPPED = {b"connection", b"proxy-connection", b"keep-alive"}


class Relay(socketserver.ThreadingTCPServer):
    """`refused`: hosts that were not dialled; `said`: why the other side was not reached, where that is known."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, private: bool, most: int, handler: type["Passing"] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), handler or Passing)
        self.private, self.most = private, most
        self.refused: list[str] = []
        self.said = ""
        self.passed = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Passing(socketserver.BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        self.request.settimeout(QUIET_S)
        try:
            head, rest = self._head()
            method, place, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
            self._pass(method, place, head, rest)
        except PrivateAddress as refused:
            self.server.refused.append(str(refused.data["host"]))
            self.request.sendall(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n")
        except (OSError, ValueError):
            return  # the other side left or speaks no HTTP: ffmpeg reports it, and closing says it all

    def _head(self) -> tuple[bytes, bytes]:
        held = b""
        while b"\r\n\r\n" not in held:
            part = self.request.recv(4096)
            if not part or len(held) > HEAD_MAX:
                raise ValueError("no request")
            held += part
        head, _, rest = held.partition(b"\r\n\r\n")
        return head, rest

    def _pass(self, method: str, place: str, head: bytes, rest: bytes) -> None:
        parts = urlsplit(f"//{place}" if method == "CONNECT" else place)
        host, port = parts.hostname or "", parts.port or 80
        if method != "CONNECT" and parts.scheme != "http":
            raise ValueError("no proxy request")
        address = resolve(host, port, private=self.server.private)
        with socket.create_connection((address, port), timeout=QUIET_S) as there:
            if method == "CONNECT":
                self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                there.sendall(rest)
            else:
                there.sendall(_rewritten(method, place, head) + rest)
            self._both_ways(there)

    def _both_ways(self, there: socket.socket) -> None:
        pair = {self.request: there, there: self.request}
        while self.server.passed < self.server.most:
            ready, _, _ = select.select(list(pair), [], [], QUIET_S)
            if not ready:
                return
            for one in ready:
                part = one.recv(1 << 16)
                if not part:
                    return
                self.server.passed += len(part)
                pair[one].sendall(part)


def _rewritten(method: str, place: str, head: bytes) -> bytes:
    """Asked as of the host itself, one request a connection: the next may be for another host."""
    parts = urlsplit(place)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [line for line in head.split(b"\r\n")[1:] if line.partition(b":")[0].lower() not in DROPPED]
    return b"\r\n".join([f"{method} {path} HTTP/1.1".encode("ascii"), *lines, b"Connection: close", b"", b""])


R = TypeVar("R", bound=Relay)


@contextmanager
def passing(made: R) -> Iterator[R]:
    """A relay at work until the block is left, or `most` bytes went through it."""
    with made as relay:
        thread = threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()
