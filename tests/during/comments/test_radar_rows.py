"""The same question is one row with one timer; what stops it, and what makes it go on."""

import pytest
from told_comments import T0, comment, hear, key

from onair.during.comments.moderation import fits, reasons
from onair.during.comments.nearness import near, shape
from onair.during.comments.radar import Radar, Sense
from onair.during.comments.said import Said
from onair.events.model import Action, Correction, Identity


def act(id_: str, name: str, at_s: float, /, **data: object) -> Action:
    return Action(id=id_, source="onair", at=T0 + round(at_s * 1000), action=name, by="p0", data=data)


def test_texts_are_near_when_they_say_the_same() -> None:
    for one, other in [
        ("电磁炉能用吗？", "电磁炉能用吗"), ("请问电磁炉可以用吗", "电磁炉能用吗"), ("发什么快递呀", "主播发什么快递"),
        ("ＳＩＺＥ 大吗", "size大吗！！！"),
    ]:  # fmt: skip
        assert near(shape(one), shape(other)), (one, other)
    for one, other in [("电磁炉能用吗", "包邮吗"), ("送锅盖吗", "送运费险吗"), ("发什么快递", "今天发货吗")]:
        assert not near(shape(one), shape(other)), (one, other)


def test_an_outcry_is_one_row_however_loud_and_a_question_is_not() -> None:
    radar = Radar()
    loud = ["太卡了", "卡卡卡", "卡死了", "好卡啊", "真的卡", "卡顿严重看不清", "不好"]
    bad, asks = Sense("complaint", 0.9, True, "complaint"), Sense("usage", 0.9)
    radar.hear([comment(n, text, n) for n, text in enumerate(loud)], [bad] * 7, None)
    radar.hear([comment(10, "能吃吗", 9), comment(11, "好吃吗", 10)], [asks] * 2, None)
    assert [row.n for row in radar.clusters.open("risk")] == [5, 1, 1]
    assert len(radar.clusters.open("question")) == 2


def test_fourteen_who_ask_the_same_are_one_row_and_each_counts_once() -> None:
    radar = Radar()
    hear(radar, [comment(n, "usage|电磁炉能用吗" + "？" * (n % 3), n) for n in range(13)])
    hear(radar, [comment(13, "usage|请问电磁炉能用吗", 14), comment(14, "usage|电磁炉能用吗", 15, "u1")])
    (row,) = radar.clusters.open("question")
    assert (row.asking, row.n, row.since, row.kind, row.product) == (14, 15, T0, "usage", "p1")


def test_another_product_or_another_intent_is_another_row() -> None:
    radar = Radar()
    hear(radar, [comment(1, "price|多少钱"), comment(2, "stock|还有吗", 1)])
    hear(radar, [comment(3, "price|多少钱", 2)], product="p2")
    hear(radar, [comment(4, "price|什么价位", 3), comment(5, "greet|主播好", 4), comment(6, "嗯", 5)])
    assert [(row.kind, row.product, row.n) for row in radar.clusters.open("question")] == [
        ("price", "p1", 2), ("stock", "p1", 1), ("price", "p2", 1),
    ]  # fmt: skip


def test_what_stops_a_timer_and_what_starts_it_again() -> None:
    radar = Radar()
    hear(
        radar,
        [comment(1, "size|偏大吗"), comment(2, "shipping|发什么快递", 1), comment(3, "coupon|有券吗", 2)],
    )
    size, shipping, coupon = radar.clusters.open("question")
    radar.act([act("a1", "question_done", 20, cluster=size.id, how="aloud")])
    radar.act([act("a2", "answer", 30, comments=[key(2)], text="顺丰")])
    radar.act([act("w1", "whisper", 31, text="有券吗", cluster=coupon.id, comments=[key(3)])])
    assert [row.id for row in radar.clusters.open("question")] == [coupon.id]
    radar.act([act("k1", "whisper_ack", 42, whisper="w1")])
    assert radar.clusters.open("question") == []
    assert (radar.handled().asked, radar.handled().answered, radar.handled().took) == (
        3,
        3,
        (20_000, 29_000, 40_000),
    )
    hear(radar, [comment(4, "size|偏大吗", 25)])  # wrote before the answer was heard
    assert radar.clusters.open("question") == []
    hear(radar, [comment(5, "size|偏大吗", 60)])
    (again,) = radar.clusters.open("question")
    assert (again.id, again.since) == (size.id, T0 + 60_000)
    radar.act([act("z", "undo", 70, action="a2")])
    assert {row.id: row.since for row in radar.clusters.open("question")} == {
        size.id: T0 + 60_000, shipping.id: T0 + 1_000,
    }  # fmt: skip


def test_a_reply_of_our_own_stops_it_unless_it_asks_itself_and_others_cannot_steer() -> None:
    radar = Radar()
    radar.own = frozenset({"shop"})
    hear(radar, [comment(1, "size|偏大吗"), comment(2, "size|我也想知道偏大吗", 5, reply_to="c1")])
    assert len(radar.clusters.open("question")) == 1
    foreign = Action(
        id="x", source="bridge:1", at=T0, action="question_done", by="p", data={"comments": [key(1)]}
    )
    radar.act([foreign])
    assert len(radar.clusters.open("question")) == 1
    hear(radar, [comment(3, "greet|别买", 9, reply_to="c1"), comment(4, "size|偏大吗", 9, "shop", "c1")])
    assert len(radar.clusters.open("question")) == 1, "another viewer's word, and a question of our own"
    hear(radar, [comment(5, "greet|正常码就行", 9, "shop", "c1")])
    assert radar.clusters.open("question") == []


def test_what_is_hidden_void_or_corrected_vanishes_and_comes_back_when_taken_back() -> None:
    radar = Radar()
    hear(
        radar,
        [
            comment(1, "price|多少钱", 0, "a"),
            comment(2, "price|多少钱", 5, "b"),
            comment(3, "size|偏大吗", 6),
        ],
    )
    radar.act([act("h1", "hide_comment", 10, comment=key(1), reason="spam")])
    price = radar.clusters.open("question")[0]
    assert (price.asking, price.since, price.texts) == (1, T0 + 5_000, {"price|多少钱": 1})
    radar.act([act("m", "mute_person", 11, comment=key(2), user="b", reason="abuse")])
    assert [row.kind for row in radar.clusters.open("question")] == ["size"]
    radar.act([act("z", "undo", 12, action="m"), act("y", "unhide_comment", 13, comment=key(1))])
    assert radar.clusters.open("question")[0].asking == 2
    gone = Correction(
        id="v", source="taobao:r", at=T0, void=True, corrects=Identity(source="taobao:r", id="c3")
    )
    radar.correct([gone])
    radar.correct([gone])
    assert [row.kind for row in radar.clusters.open("question")] == ["price"]
    hear(radar, [comment(3, "size|偏大吗", 6)])  # the log is played again
    assert [row.kind for row in radar.clusters.open("question")] == ["price"]
    assert radar.heard == 2


def test_the_log_played_again_changes_nothing() -> None:
    radar = Radar()
    events = [comment(n, f"price|多少钱{n % 2}", n) for n in range(20)]
    acts = [act("a", "question_done", 30, comments=[key(1)])]
    for _ in range(2):
        hear(radar, events)
        radar.act(acts)
    assert (radar.heard, radar.clusters.open("question"), radar.handled()) == (20, [], (1, 1, (30_000,)))


def test_nobody_answers_for_ten_minutes_it_is_over_and_counted() -> None:
    radar = Radar()
    hear(radar, [comment(1, "price|多少钱"), comment(2, "complaint|两周就粘了", 1)])
    radar.advance(T0 + 500_000)
    assert len(radar.clusters.open("question")) == 1
    radar.advance(T0 + 700_000)
    assert radar.clusters.open("question") + radar.clusters.open("risk") == []
    assert (radar.handled().asked, radar.handled().answered) == (2, 0)
    radar.advance(T0 + 4_000_000)
    assert [row.kind for row in radar.missed] == ["price", "complaint"]
    assert (radar.handled().asked, radar.handled().answered) == (2, 0)


def test_memory_is_bounded_over_a_long_show() -> None:
    radar = Radar()
    for start in range(0, 30_000, 500):
        hear(
            radar,
            [comment(n, f"usage|第{n}种不一样的锅{n * 7}能用吗", n / 2) for n in range(start, start + 500)],
        )
        radar.marks.clear()
        radar.advance(T0 + start * 500)
    clusters = radar.clusters
    assert len(radar.said) <= 20_000
    assert len(clusters.rows) <= 400
    assert sum(len(ids) for ids in clusters._kinds.values()) == len(clusters.rows)
    assert set(clusters._exact.values()) <= set(clusters.rows)


def test_when_the_only_one_who_asked_again_is_hidden_nobody_waits() -> None:
    radar = Radar()
    hear(radar, [comment(1, "usage|电磁炉能用吗", 0)])
    radar.act([act("a", "question_done", 5, comments=[key(1)])])
    hear(radar, [comment(2, "usage|电磁炉能用吗", 120)])
    assert [row.asking for row in radar.clusters.open("question")] == [2]
    radar.act([act("h", "hide_comment", 130, comment=key(2), reason="spam")])
    assert radar.clusters.open("question") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("再不退款我就打12315", False), ("已经打12345了，等着", False), ("不QQ弹，差评", False), ("加QQ 88812345", True), ("vx: lily", True),
        ("123151234 找我领券", True), ("退款群号 99887", True), ("差评，粘锅", False),
    ],
)  # fmt: skip
def test_who_names_an_authority_gives_no_contact(text: str, shown: bool) -> None:
    said = Said("s/1", T0, "u1", text, negative=True, risk="complaint")
    assert fits(reasons()["ads"], said, 1) is shown
