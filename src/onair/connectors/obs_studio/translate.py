"""What OBS says → what was seen. Pure. Source: obs-websocket's protocol page, and OBS 29 as it was measured.

During an outage `GetStreamStatus` goes on saying `outputActive: true`: only `outputReconnecting`, or the event, tells.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from onair.connectors.addresses import bad
from onair.connectors.ports import Config
from onair.connectors.signals import Change, Flow, Reading
from onair.kernel.i18n import Text

PORT = 4455
HOST = re.compile(r"[0-9A-Za-z.\-_:]{1,253}")
STATES: dict[str, tuple[Flow, bool]] = {
    "OBS_WEBSOCKET_OUTPUT_STARTED": ("live", True),
    "OBS_WEBSOCKET_OUTPUT_RECONNECTED": ("live", False),
    "OBS_WEBSOCKET_OUTPUT_RESUMED": ("live", True),
    "OBS_WEBSOCKET_OUTPUT_RECONNECTING": ("reconnecting", False),
    "OBS_WEBSOCKET_OUTPUT_STOPPED": ("stopped", True),
}
"""→ and whether it comes from a hand. STARTING, STOPPING and PAUSED are on the way to another state."""


def answer(password: str, salt: str, challenge: str) -> str:
    """The `authentication` of Identify."""
    secret = base64.b64encode(hashlib.sha256((password + salt).encode()).digest())
    return base64.b64encode(hashlib.sha256(secret + challenge.encode()).digest()).decode()


def reading(status: Mapping[str, Any], stats: Mapping[str, Any], at: int) -> Reading:
    """`GetStreamStatus` and `GetStats` as one look. Fields that lack or are of another kind read as None."""
    active, again = status.get("outputActive") is True, status.get("outputReconnecting") is True
    flow: Flow = "reconnecting" if again else "live" if active else "stopped"
    return Reading(
        at=at,
        flow=flow,
        bytes=_count(status.get("outputBytes")),
        media_ms=_count(status.get("outputDuration")),
        fps=_number(stats.get("activeFps")),
        rendered=_count(stats.get("renderTotalFrames")),
        render_skipped=_count(stats.get("renderSkippedFrames")),
        sent=_count(status.get("outputTotalFrames")),
        send_skipped=_count(status.get("outputSkippedFrames")),
        congestion=_number(status.get("outputCongestion")),
    )


def change(kind: str, data: Mapping[str, Any], at: int) -> Change | None:
    """None for what does not concern the stream."""
    found = STATES.get(str(data.get("outputState"))) if kind == "StreamStateChanged" else None
    return None if found is None else Change(at=at, flow=found[0], by_hand=found[1])


def _count(value: Any) -> int | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**62
    return int(value) if known else None


def _number(value: Any) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6
    return round(float(value), 3) if known else None


def place(config: Config) -> tuple[str, int]:
    """Host and port. Raises BadTarget."""
    host, port = config["host"].strip(), config.get("port", "") or str(PORT)
    if not HOST.fullmatch(host):
        raise bad(
            "host", Text("填主机名或 IP，不要带 ws://", "give a host name or an IP address, without ws://")
        )
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise bad("port", Text("端口是 1–65535 的数字", "a port is a number from 1 to 65535"))
    return host, int(port)
