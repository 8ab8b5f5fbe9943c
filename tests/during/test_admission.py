"""The way of the usual body, column by column, leaves exactly what the way of every other body leaves."""

import random
from typing import Any

import msgspec
import pytest
from tests.during.stage import SECRET, T0, facts

from onair.during.broadcast.admission import Admission, Admitted, Way
from onair.during.broadcast.state import ShowState, Taken
from onair.events.codec import encode_batch
from onair.events.identity import UserKeys
from onair.events.model import AnyEvent, Correction, Identity
from onair.events.wire import decode
from onair.kernel.text import mask_personal, may_be_personal
from onair.metrics.window import Window

NOW = T0 + 600_000
BY = frozenset({"product", "channel", "minute", "host", "new", "slot"})
TEXTS = [
    "这个还有吗",
    "打我电话 138-1234-5678",
    "3号链接",
    "送到人民路12号",
    "a@b.cn",
    "",
    "一\n1\n3",
    "1234567",
]
KINDS = [
    "enter", "leave", "comment", "like", "share", "follow", "gift", "product_click", "product_exposure", "favourite",
    "add_cart", "pay", "refund", "cancel", "gauge", "exposure",
]  # fmt: skip
RARE = ["stock", "slot"]


def body(rng: random.Random, n: int, *, spread_ms: int, kinds: list[str] = KINDS) -> bytes:
    """NDJSON of one source; users come and go, some have no name, some are nobody."""
    return b"\n".join(msgspec.json.encode(one(rng, i, spread_ms, kinds)) for i in range(n))


def one(rng: random.Random, i: int, spread_ms: int, kinds: list[str]) -> dict[str, Any]:
    kind = rng.choice(kinds)
    event = {"id": f"e{i}", "source": "douyin:1", "type": kind, "at": T0 + rng.randrange(spread_ms)}
    if rng.random() < 0.8:
        event["user"] = f"u{rng.randrange(40)}"
    if rng.random() < 0.4:
        event["nick"] = rng.choice(["小鱼", "阿May", ""])
    if rng.random() < 0.7:
        event["channel"] = rng.choice(["推荐", "关注"])
    if kind in ("product_click", "product_exposure", "favourite", "add_cart", "pay", "stock"):
        event["product"] = f"p{rng.randrange(5)}"
    more: dict[str, dict[str, Any]] = {
        "enter": {"new": rng.random() < 0.5, "proxy": rng.random() < 0.2},
        "comment": {"text": rng.choice(TEXTS)},
        "like": {"count": rng.choice([1, 1, 7, 0])},
        "follow": {"on": rng.random() < 0.7},
        "favourite": {"on": rng.random() < 0.7},
        "product_click": {"count": rng.choice([1, 1, 3])},
        "gift": {"gift": "g", "count": 2, "value": 9},
        "pay": {"order": f"o{i}", "amount": 100},
        "refund": {"order": f"o{i}", "amount": 5, "reason": rng.choice(TEXTS)},
        "cancel": {"order": f"o{i}", "reason": rng.choice(TEXTS)},
        "gauge": {"name": "online", "value": 5},
        "stock": {"available": 4},
        "slot": {"slot": "s", "phase": "start"},
    }
    return event | more.get(kind, {})


def admit(state: ShowState, raw: bytes, *, whole: bool, on_air: bool = True) -> Admitted:
    admission, decoded = Admission(UserKeys(SECRET, "tnt_1")), decode(raw, "key")
    way = Way(None, "zh", settled=False, outside=whole, kinds=decoded.kinds if whole else None, on_air=on_air)
    return admission.admit(state, decoded.events, NOW, way)


def known(state: ShowState) -> dict[str, set[str]]:
    return {source: set(state.seen.ids(source)) for source in state.seen.sources()}


def taken(admitted: Admitted, offset: int = 0) -> Taken:
    """As the owner hands it on: without the events that columns stand for, where that may be."""
    body = encode_batch(admitted.fresh)
    return Taken(admitted.fresh, admitted.groups, NOW, offset, NOW).lighter(body)


def same(left: ShowState, right: ShowState) -> None:
    assert left.fold.tally(BY, now=NOW) == right.fold.tally(BY, now=NOW)
    assert left.comments.rows() == right.comments.rows()
    assert left.sources.badges(NOW, on_air=True) == right.sources.badges(NOW, on_air=True)
    assert (left.end, left.clock, left.newest, left.stock) == (
        right.end,
        right.clock,
        right.newest,
        right.stock,
    )
    assert left.track.marks() == right.track.marks()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("spread_ms", [500, 9_000, 500_000])
def test_both_ways_write_and_count_the_same(seed: int, spread_ms: int) -> None:
    kinds = KINDS + RARE if seed % 2 else KINDS
    raw = body(random.Random(seed), 300, spread_ms=spread_ms, kinds=kinds)
    left, right = ShowState(facts()), ShowState(facts())
    quick = admit(left, raw, whole=True, on_air=seed % 3 > 0)
    plain = admit(right, raw, whole=False, on_air=seed % 3 > 0)
    assert quick.groups is not None and plain.groups is None
    assert encode_batch(quick.fresh) == encode_batch(plain.fresh)
    assert known(left) == known(right)
    batch = taken(quick)
    assert (batch.given_up, batch.size) == (0 if seed % 2 else 300, 300)
    left.take([batch])
    parts = [plain.fresh[i : i + 100] for i in range(0, 300, 100)]
    right.take([Taken(part, None, NOW, place * 100, NOW) for place, part in enumerate(parts)])
    same(left, right)


ODD = {
    "a part lies outside the window": facts(window=Window(T0 + 100, T0 + 400, closed=False)),
    "all comes late": facts(window=Window(T0 - 9, T0 - 1, closed=True)),
    "all lies before": facts(window=Window(T0 + 9_000, None, closed=False)),
}


@pytest.mark.parametrize("shape", ODD)
def test_events_that_were_given_up_come_back_where_they_are_asked_for(shape: str) -> None:
    left, right = ShowState(ODD[shape]), ShowState(ODD[shape])
    raw = body(random.Random(5), 300, spread_ms=900)
    batch = taken(admit(left, raw, whole=True))
    assert batch.given_up == 300 and not batch.events
    left.take([batch])
    right.take([Taken(admit(right, raw, whole=False).fresh, None, NOW, 0, NOW)])
    same(left, right)


def test_a_correction_reaches_events_that_were_given_up() -> None:
    void = [
        Correction(id=f"c{i}", source="s", at=T0, corrects=Identity(source="douyin:1", id=f"e{i}"), void=True)
        for i in range(0, 300, 7)
    ]
    raw = body(random.Random(6), 300, spread_ms=900)
    found = []
    for whole in (True, False):
        state = ShowState(facts())
        for one in void:
            state.corrections.add(one)
        state.take([taken(admit(state, raw, whole=whole))])
        found.append(state)
    same(*found)
    assert sum(found[0].fold.tally(now=NOW).seen.values()) < 290


def test_sources_stay_apart_when_batches_are_joined() -> None:
    found = []
    for whole in (True, False):
        state, batches = ShowState(facts()), []
        for place, source in enumerate((b"douyin:1", b"taobao:2", b"douyin:1")):
            raw = body(random.Random(place), 100, spread_ms=900).replace(b"douyin:1", source)
            raw = raw.replace(b'"id":"e', b'"id":"%d-' % place)
            batches.append(taken(admit(state, raw, whole=whole), place * 100))
        state.take(batches)
        found.append(state)
    same(*found)
    assert {source for source, _ in found[0].fold.tally(now=NOW).by_source} == {"douyin:1", "taobao:2"}


def test_nothing_personal_is_left() -> None:
    state = ShowState(facts())
    written = encode_batch(admit(state, body(random.Random(1), 400, spread_ms=900), whole=True).fresh)
    for secret in ("小鱼", "阿May", "138-1234-5678", "a@b.cn", "人民路"):
        assert secret.encode() not in written
    assert "这个还有吗".encode() in written  # negative control: the texts themselves are there
    assert {row.who for row in admitted_rows(state)} >= {"小鱼", "阿May"}


def admitted_rows(state: ShowState) -> list[Any]:
    admitted = admit(
        state, body(random.Random(2), 900, spread_ms=900).replace(b'"id":"e', b'"id":"f'), whole=True
    )
    state.take([Taken(admitted.fresh, admitted.groups, NOW, 0, NOW)])
    return state.comments.rows()


SPOILERS: dict[str, dict[str, Any]] = {
    "known": {"id": "e1"},
    "another source": {"id": "x", "source": "taobao:1"},
    "our own source": {"id": "x", "source": "onair"},
    "far ahead": {"id": "x", "at": NOW + 24 * 3_600_000},
}


@pytest.mark.parametrize("spoiler", SPOILERS)
def test_another_body_takes_the_other_way_and_leaves_no_trace_of_the_first(spoiler: str) -> None:
    """An event that spoils the quick way is met after others were looked at: nothing of them may be changed yet."""
    rng = random.Random(3)
    odd: dict[str, Any] = {"source": "douyin:1", "type": "like", "at": T0, "user": "u1"} | SPOILERS[spoiler]
    raw = body(rng, 50, spread_ms=900) + b"\n" + msgspec.json.encode(odd)
    state = ShowState(facts())
    admitted = admit(state, raw, whole=True)
    assert admitted.groups is None
    accepted = {"known": 50, "another source": 51, "our own source": 50, "far ahead": 50}[spoiler]
    assert len(admitted.fresh) == accepted == len(state.seen)
    assert len(admitted.rejected) == (spoiler in ("our own source", "far ahead"))
    users = [event.user for event in admitted.fresh if event.user is not None]
    assert all(user.count(":") == 1 and len(user.partition(":")[2]) == 32 for user in users)
    again: list[AnyEvent] = admit(state, body(random.Random(3), 50, spread_ms=900), whole=True).fresh
    assert again == []


def test_one_look_at_many_texts_misses_none() -> None:
    rng = random.Random(4)
    alphabet = "013579-· .号室元@a\n好x"
    for _ in range(3_000):
        texts = ["".join(rng.choices(alphabet, k=rng.randrange(14))) for _ in range(rng.randrange(1, 4))]
        if any(mask_personal(text) != text for text in texts):
            assert may_be_personal(texts)
    assert not may_be_personal(["1", "23", "好"])
