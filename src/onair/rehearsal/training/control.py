"""What those who run a rehearsal do to it, as actions in its log; and how much time its people had by them. Pure.

The show's clock runs at the speed; people have seconds of their own. A pause and what is jumped over take none.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from onair.events.model import Action

CONTROL = "rehearsal_control"
"""Name of the action."""
Do = Literal["start", "pause", "resume", "speed", "jump", "taken_up", "stop"]


SHOWN: dict[Do, str] = {
    "start": "▶ ×{speed:g}", "pause": "⏸", "resume": "▶", "speed": "×{speed:g}", "jump": "⏭", "taken_up": "↻", "stop": "■",
}  # fmt: skip
"""What stands under the curve, in any language."""


class Stretch(NamedTuple):
    """The show's clock from `begin` to `end` (ms; None = to the end) at `speed`; 0 = it was not lived through."""

    begin: int
    end: int | None
    speed: float


def control(id_: str, at: int, do: Do, by: str, **data: Any) -> Action:
    """`data`: `wall` ms of the server, `speed`, `to` of a jump (ms of the show)."""
    shown = SHOWN[do].format_map(data)
    return Action(
        id=id_, source="onair", at=at, action=CONTROL, by=by, data={"do": do, "text": shown, **data}
    )


def stretches(controls: Iterable[Action]) -> list[Stretch]:
    """In the order of the log. What is before the first start has no people in it."""
    found: list[Stretch] = []
    speed, since, to = 0.0, None, 0
    for event in controls:
        do, data = event.data.get("do"), event.data
        if since is not None and event.at > since:
            found += _lived(since, event.at, to, speed)
            since = event.at
        if do == "start":
            since, speed = int(data.get("from", event.at)), float(data.get("speed", 1))
        elif do == "speed":
            speed = float(data.get("speed", speed))
        elif do == "jump":
            to = max(to, int(data.get("to", 0)))
        elif do == "stop":
            return found
    return found if since is None else [*found, *_open(since, to, speed)]


def _lived(begin: int, end: int, to: int, speed: float) -> list[Stretch]:
    """What lies before `to` was jumped over."""
    cut = min(max(begin, to), end)
    jumped = [Stretch(begin, cut, 0)] if cut > begin else []
    return [*jumped, Stretch(cut, end, speed)] if end > cut else jumped


def _open(begin: int, to: int, speed: float) -> list[Stretch]:
    cut = max(begin, to)
    return [*([Stretch(begin, cut, 0)] if cut > begin else []), Stretch(cut, None, speed)]


def lived_ms(held: Sequence[Stretch], begin: int, end: int) -> int:
    """People's time between two moments of the show, ms."""
    total = 0.0
    for one in held:
        since, until = max(begin, one.begin), end if one.end is None else min(end, one.end)
        if until > since and one.speed > 0:
            total += (until - since) / one.speed
    return round(total)


def after(held: Sequence[Stretch], begin: int, ms: int) -> int:
    """The moment of the show (ms) at which people have had `ms` since `begin`."""
    left = float(ms)
    for one in held:
        since = max(begin, one.begin)
        if one.speed <= 0 or (one.end is not None and one.end <= since):
            continue
        if one.end is None or (one.end - since) / one.speed >= left:
            return since + round(left * one.speed)
        left -= (one.end - since) / one.speed
    return max([begin, *(one.end for one in held if one.end is not None)])
