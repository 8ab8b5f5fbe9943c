"""TLS of an rtmps pull, done here: ffmpeg is given a judged address, so it would send no server's name and check none.

ffmpeg speaks plain RTMP to loopback; from here it goes on to that very address, under the name that was asked for.
"""

import select
import socket
import ssl
from contextlib import suppress

from onair.connectors.media.relay import QUIET_S, Passing, Relay

CONNECT_S = 10.0
WRONG_NAME, OUT_OF_DATE = {62, 64}, {9, 10}
"""OpenSSL's X509_V_ERR_…: HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH; CERT_NOT_YET_VALID, CERT_HAS_EXPIRED."""


def trusting() -> ssl.SSLContext:
    """The machine's roots, certificate and name required."""
    return ssl.create_default_context()


class Secured(Relay):
    """To one address under one name; `said`: why the last connection was not made, in ffmpeg's or our words."""

    def __init__(self, address: str, port: int, name: str, *, most: int) -> None:
        super().__init__(private=False, most=most, handler=_Securing)
        self.goal, self.name = (address, port), name

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Securing(Passing):
    server: Secured

    def handle(self) -> None:
        self.server.said = ""
        self.request.settimeout(QUIET_S)
        try:
            with (
                socket.create_connection(self.server.goal, timeout=CONNECT_S) as there,
                trusting().wrap_socket(there, server_hostname=self.server.name) as sealed,
            ):
                sealed.settimeout(QUIET_S)
                self._pass_sealed(sealed)
        except (OSError, ValueError) as error:  # ValueError: a name that is none
            self.server.said = why(error)

    def _pass_sealed(self, there: ssl.SSLSocket) -> None:
        while self.server.passed < self.server.most:
            if not there.pending():
                ready, _, _ = select.select([self.request, there], [], [], QUIET_S)
                if not ready:
                    return
                if self.request in ready and not self._forward(self.request.recv(1 << 16), there):
                    return
                if there not in ready:
                    continue
            there.setblocking(False)  # what woke us may be a ticket or half a record: no data yet
            part: bytes | None = None
            with suppress(ssl.SSLWantReadError):
                part = there.recv(1 << 16)
            there.settimeout(QUIET_S)
            if part is not None and not self._forward(part, self.request):
                return

    def _forward(self, part: bytes, to: socket.socket) -> bool:
        self.server.passed += len(part)
        to.sendall(part)
        return bool(part)


def why(error: Exception) -> str:
    """A mark that callers know: of a certificate, or what ffmpeg itself would say."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in WRONG_NAME:
            return "certificate of another name"
        return "certificate out of date" if error.verify_code in OUT_OF_DATE else "certificate not trusted"
    if isinstance(error, ssl.SSLError):
        return "no TLS there"
    if isinstance(error, ConnectionRefusedError):
        return "Connection refused"
    return "timed out" if isinstance(error, TimeoutError) else ""
