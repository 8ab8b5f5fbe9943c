"""A team with two rooms and two past shows whose audience fell and rose, made as files and imported; nothing of anybody."""

import json
from pathlib import Path

from planned_evening import Caller
from tests.serving import Running, command

T0 = 1_795_267_800_000
"""2026-11-21 21:30 in Shanghai."""
TICK = 10_000
FALLS = {"双十一返场": ((0, 1000), (40, 600), (60, 1000), (120, 500), (140, 1000)), "周末早市": ((0, 420),)}
"""Title → [from tick, people online]."""
TICKS = 150


def lines(steps: tuple[tuple[int, int], ...], shift: int) -> str:
    found = []
    for tick in range(TICKS):
        online = next(value for since, value in reversed(steps) if since <= tick)
        start = T0 + shift + tick * TICK
        base = {"source": "made:room"}
        for place in (1_000, 6_000):
            found.append({**base, "type": "gauge", "name": "online", "value": online, "at": start + place})
        for n in range(8):
            found.append(
                {
                    **base,
                    "type": "comment",
                    "id": f"c{tick}.{n}",
                    "user": f"u{n}",
                    "text": "好看",
                    "at": start + 500 + n * 1_100,
                }
            )
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in found) + "\n"


def past_shows(server: Running, caller: Caller) -> dict[str, str]:
    """Title → id. Rooms are made too, empty."""
    for name in ("青禾厨房旗舰店", "青禾厨房二号间"):
        caller.call("POST", "/api/v1/rooms", {"name": name, "platform": "douyin"})
    found = {}
    for place, (title, steps) in enumerate(FALLS.items()):
        path = Path(server.home) / f"show{place}.ndjson"
        path.write_text(lines(steps, place * 86_400_000), encoding="utf-8")
        done = command(server.env, "import", str(path), "--show", title, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        found[title] = str(json.loads(done.stdout)["show"])
    return found
