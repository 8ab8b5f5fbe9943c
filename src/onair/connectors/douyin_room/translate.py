"""member → enter, chat → comment, follow and fansclub → follow, like → like and the likes_total gauge,
gift → gift after collapsing combos, room_user_stats → online and viewers_total, room_control 3 → show end.

Nobody is known: guests share one mask and `nick_hash` is no identity, so `user` is null. The time is when the
message was received. The source has no message ids: they derive from room, type, time and the message's
fields. A member, chat or follow message equal to one at most 10 s before is the platform's repetition.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from onair.connectors.douyin_room.combos import Combo, Combos
from onair.connectors.ports import Context, Input, Items, Sample, problems
from onair.events.model import AnyEvent, Comment, Enter, Follow, Gauge, Gift, Like, Sampling, Show
from onair.files import values
from onair.files.quarantine import Rejected
from onair.files.records import Records
from onair.files.refusals import WrongType
from onair.files.values import BadValue
from onair.kernel.text import mask_personal

REPEAT_MS = 10_000
SAMPLED = ("enter", "like")
_ENDED = 3
_ROOM = 48
_canonical = msgspec.json.Encoder(order="deterministic").encode

Fields = dict[str, Any]


class DouyinRoom:
    name = "douyin_room"

    def sniff(self, sample: Sample) -> float:
        if not sample.records:
            return 0.0
        fits = [r for r in sample.records if {"room", "type", "payload", "timestamp"} <= r.keys()]
        return len(fits) / len(sample.records)

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order, a gift when its combo is over."""
        if not isinstance(data, Records):
            raise WrongType(name=context.name, why="JSON lines")
        reading = _Reading(context)
        for number, record in data.rows:
            if data.problems:
                yield from problems(data)
            try:
                yield from reading.message(record)
            except BadValue as bad:
                yield Rejected(number, bad.code, f"type={str(record.get('type'))[:40]}")
        yield from reading.rest()
        yield from problems(data)


class _Reading:
    """What has to be remembered while going through one file."""

    def __init__(self, context: Context) -> None:
        self.ids, self.report = context.ids, context.report
        self.combos, self.seen, self.declared = Combos(), dict[bytes, int](), set[str]()

    def message(self, record: Fields) -> Iterator[AnyEvent]:
        """Raises BadValue for a message that does not fit."""
        room, kind, payload = record.get("room"), record.get("type"), record.get("payload")
        if not (isinstance(room, str) and isinstance(kind, str) and isinstance(payload, dict)):
            raise BadValue("bad_field")
        at = _time(record.get("timestamp"))
        translate = _TRANSLATE.get(kind)
        source = f"dy:{room[:_ROOM]}"
        body = _canonical(payload)
        made = self.ids.next(source, kind, repr(record["timestamp"]), body.decode()) if translate else ""
        events = list(translate(self, made, source, at, payload)) if translate else []
        self.report.counted(kind, ignored=translate is None)
        self.report.saw(at)
        if source not in self.declared:
            self.declared.add(source)
            yield from (Sampling(id=f"sampling-{of}", source=source, at=at, of=of) for of in SAMPLED)
        if kind in _REPEATABLE and self._repeated(kind.encode() + body, at):
            self.report.repeats[_REPEATABLE[kind]] += 1
        else:
            yield from events

    def rest(self) -> Iterator[AnyEvent]:
        source = next(iter(self.declared), "dy:")
        yield from (self._gift(source, combo) for combo in self.combos.rest())

    def _repeated(self, key: bytes, at: int) -> bool:
        if len(self.seen) > 20_000:
            self.seen = {known: when for known, when in self.seen.items() if at - when <= REPEAT_MS}
        before = self.seen.get(key)
        self.seen[key] = at
        return before is not None and 0 <= at - before <= REPEAT_MS

    def _gift(self, source: str, combo: Combo) -> Gift:
        made = self.ids.next(source, "gift", combo.sender, combo.gift, str(combo.first))
        return Gift(
            id=made, source=source, at=combo.last, gift=combo.gift, count=combo.count, value=combo.value
        )

    def enter(self, made: str, source: str, at: int, _payload: Fields) -> Iterator[AnyEvent]:
        yield Enter(id=made, source=source, at=at)

    def chat(self, made: str, source: str, at: int, payload: Fields) -> Iterator[AnyEvent]:
        text = payload.get("content")
        if not isinstance(text, str) or not 0 < len(text) <= 2_000:
            raise BadValue("bad_field")
        yield Comment(id=made, source=source, at=at, text=mask_personal(text))

    def follow(self, made: str, source: str, at: int, payload: Fields) -> Iterator[AnyEvent]:
        yield Follow(id=made, source=source, at=at, on=payload.get("action") != "unfollow")

    def like(self, made: str, source: str, at: int, payload: Fields) -> Iterator[AnyEvent]:
        yield Like(id=made, source=source, at=at, count=_count(payload.get("count")))
        if payload.get("total") is not None:
            total = _count(payload["total"])
            yield Gauge(id=f"{made}-total", source=source, at=at, name="likes_total", value=total)

    def gift(self, _made: str, source: str, at: int, payload: Fields) -> Iterator[AnyEvent]:
        gift, count = payload.get("gift_name"), _count(payload.get("count"))
        if not isinstance(gift, str) or not 0 < len(gift) <= 128:
            raise BadValue("bad_field")
        value = payload.get("gift_value")
        worth = _count(value) if value is not None else count * _count(payload.get("diamond_count") or 0)
        done = self.combos.add(str(payload.get("nick_hash")), gift, at, count, worth)
        yield from (self._gift(source, combo) for combo in done)

    def stats(self, made: str, source: str, at: int, payload: Fields) -> Iterator[AnyEvent]:
        if payload.get("current") is not None:
            online = _count(payload["current"])
            yield Gauge(id=f"{made}-online", source=source, at=at, name="online", value=online)
        total = payload.get("total")
        viewers = values.integer(total) if isinstance(total, str) else total
        if viewers is not None:
            yield Gauge(
                id=f"{made}-viewers", source=source, at=at, name="viewers_total", value=_count(viewers)
            )

    def control(self, made: str, source: str, at: int, payload: Fields) -> Iterator[AnyEvent]:
        if payload.get("status") == _ENDED:
            self.report.end = at
            yield Show(id=made, source=source, at=at, phase="end")


_TRANSLATE: dict[str, Callable[[_Reading, str, str, int, Fields], Iterator[AnyEvent]]] = {
    "member": _Reading.enter,
    "chat": _Reading.chat,
    "follow": _Reading.follow,
    "fansclub": _Reading.follow,
    "like": _Reading.like,
    "gift": _Reading.gift,
    "room_user_stats": _Reading.stats,
    "room_control": _Reading.control,
}
_REPEATABLE = {"member": "enter", "chat": "comment", "follow": "follow", "fansclub": "follow"}


def _time(value: Any) -> int:
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not 946_684_800 <= value < 4_102_444_800
    ):
        raise BadValue("bad_time")
    return round(value * 1000)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**12:
        raise BadValue("bad_number")
    return value
