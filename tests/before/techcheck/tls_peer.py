"""A server that ends TLS with a certificate of its own making and hands what comes on to a plain port."""

import datetime
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

S = TypeVar("S", bound=socketserver.BaseServer)
PEM = serialization.Encoding.PEM


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for `name` with its key, in one file. It is its own root."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(PEM)
    )
    return path


class Peer(socketserver.ThreadingTCPServer):
    """`names`: the server names it was asked for, None = none; `first`: the first byte of each line that TLS let in."""

    daemon_threads = True

    def __init__(self, pem: Path, onward: int | None) -> None:
        super().__init__(("127.0.0.1", 0), _Ending)
        self.names: list[str | None] = []
        self.first: list[bytes] = []
        self.onward = onward
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(pem)
        self.tls.sni_callback = lambda _socket, name, _context: self.names.append(name)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Ending(socketserver.BaseRequestHandler):
    server: Peer

    def handle(self) -> None:
        self.request.settimeout(20)
        try:
            with self.server.tls.wrap_socket(self.request, server_side=True) as line:
                part = line.recv(1 << 16)
                self.server.first.append(part[:1])
                if self.server.onward is None or not part:
                    return
                with socket.create_connection(("127.0.0.1", self.server.onward), timeout=20) as there:
                    self._talk(line, there, part)
        except OSError:
            return  # the caller left or would not have this certificate: `first` tells

    def _talk(self, line: ssl.SSLSocket, there: socket.socket, part: bytes) -> None:
        """Up in this thread as the handshake of RTMP asks for, then only down: a player says little."""
        line.settimeout(0.05)
        there.settimeout(0.05)
        pair: tuple[tuple[socket.socket, socket.socket], ...] = ((line, there), (there, line))
        there.sendall(part)
        while True:
            for source, goal in pair:
                try:
                    part = source.recv(1 << 16)
                except TimeoutError:
                    continue
                if not part:
                    return
                goal.sendall(part)


class Plain(socketserver.BaseRequestHandler):
    """Speaks no TLS."""

    def handle(self) -> None:
        self.request.recv(1 << 16)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@contextmanager
def at_work(made: S) -> Iterator[S]:
    with made as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
