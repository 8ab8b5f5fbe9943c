"""How ffmpeg reaches a judged input: by itself, through the relay of a playlist, or through TLS of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from onair.connectors.media.relay import BYTES_MAX, Relay, passing
from onair.connectors.media.secured import Secured
from onair.connectors.media.targets import FORMATS, PROTOCOLS, Target


class Way(NamedTuple):
    """`dialled`: ffmpeg's URL; `env`: its environment; `relay`: what stands between, with what it refused."""

    aim: Target
    dialled: str
    env: dict[str, str] | None = None
    relay: Relay | None = None

    def arguments(self) -> list[str]:
        """ffmpeg's limits: which protocols and formats may be opened, and the name an RTMP server is told."""
        scheme = self.aim.scheme
        limits = ["-protocol_whitelist", PROTOCOLS[scheme], "-format_whitelist", FORMATS[scheme]]
        return limits + (["-rtmp_tcurl", self.aim.named] if self.aim.named else [])

    def why(self, said: str) -> str:
        """What ffmpeg said; before it what kept the relay from the other side, of which ffmpeg knows nothing."""
        return f"{self.relay.said}\n{said}" if self.relay is not None and self.relay.said else said


@contextmanager
def way(aim: Target, *, private: bool, most: int = BYTES_MAX) -> Iterator[Way]:
    """Open until the block is left, or `most` bytes went through a relay."""
    if aim.scheme in ("http", "https"):
        with passing(Relay(private=private, most=most)) as relay:
            yield Way(aim, aim.dialled, {"http_proxy": relay.url, "no_proxy": ""}, relay)
    elif aim.scheme == "rtmps":
        parts = urlsplit(aim.dialled)
        with passing(Secured(parts.hostname or "", aim.port, aim.host, most=most)) as secured:
            yield Way(aim, parts._replace(scheme="rtmp", netloc=secured.place).geturl(), None, secured)
    else:
        yield Way(aim, aim.dialled)
