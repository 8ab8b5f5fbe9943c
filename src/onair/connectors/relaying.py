"""What the relays have in common: an address that is asked, a stream by its name, a secret that admits publishers."""

import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from onair.connectors.addresses import bad, check_url
from onair.connectors.ports import Config
from onair.connectors.signals import Odd
from onair.kernel.i18n import Text

STREAM = re.compile(r"[^\s/?#&=]{1,100}/[^\s/?#&=]{1,200}")
URL = "url"


def check_relay(config: Config) -> None:
    """`stream` is application/name; `url` may be inside the house: that is judged when it is dialled. Raises BadTarget."""
    if not STREAM.fullmatch(config.get("stream", "")):
        raise bad(
            "stream", Text("写成 应用/流名，例如 live/room3", "write application/name, such as live/room3")
        )
    if config.get(URL):
        check_url(URL, config[URL], private=True)


def shown_relay(config: Config) -> str:
    """The host that is asked and the application; a stream's name is often its key."""
    app = config["stream"].partition("/")[0]
    host = urlsplit(config.get(URL, "")).netloc
    return f"{host} · {app}/…" if host else f"{app}/…"


def named(config: Config) -> tuple[str, str]:
    """Application and name of the stream that is meant."""
    app, _, name = config["stream"].partition("/")
    return app, name


def admitted(config: Config, given: str | None) -> bool:
    """Whether a publisher showed the key; without one in the settings everybody with the right name may."""
    key = config.get("key", "")
    return not key or hmac.compare_digest(key.encode(), (given or "").encode())


def json_object(body: bytes) -> dict[str, Any]:
    """Raises Odd."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise Odd("odd_answer") from None
    if not isinstance(found, dict):
        raise Odd("odd_answer")
    return found


def listed(found: Any) -> list[Mapping[str, Any]]:
    """The objects of a list that may be anything. Raises Odd when it is no list."""
    if not isinstance(found, list):
        raise Odd("odd_answer")
    return [one for one in found if isinstance(one, dict)]


def count(value: Any) -> int | None:
    """A counter that came as a number or as digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return int(value) if isinstance(value, int | float) and 0 <= value < 2**62 else None
