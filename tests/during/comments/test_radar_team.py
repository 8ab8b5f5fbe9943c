"""What a team blocks in every show, a row hidden for one reason, and what a comment says after it was corrected."""

from told_comments import T0, comment, hear, key

from onair.during.comments.ledger import Moderation
from onair.during.comments.radar import Radar, Sense
from onair.during.comments.reading.reader import Reader
from onair.during.comments.reading.results import Lists
from onair.during.comments.report import Heard, report
from onair.during.comments.teams import TeamReader
from onair.events.model import Action, Correction, Identity


def act(id_: str, name: str, /, **data: object) -> Action:
    return Action(id=id_, source="onair", at=T0, action=name, by="p0", data=data)


def test_a_teams_word_is_found_in_disguise_and_never_in_criticism() -> None:
    model = TeamReader(Reader(Lists(blocked=("刷单群",))))
    plain, split, complaint, other = model.sense(
        ["进刷单群聊", "进 刷.单.群 聊", "你们和刷单群一样骗人 差评 退钱", "这款锅多少钱"]
    )
    assert plain.risk == split.risk == "blocked"
    assert (complaint.risk, complaint.negative) == ("complaint", True), "criticism stays what it is (C26)"
    assert other.risk is None
    assert TeamReader(Reader()).sense(["进刷单群聊"])[0].risk != "blocked", (
        "negative control: no list, no mark"
    )


def test_what_holds_a_teams_word_waits_for_nobody() -> None:
    radar = Radar()
    radar.hear([comment(1, "刷单群多少钱")], [Sense("price", 0.9, False, "blocked")], "p1")
    assert radar.clusters.open("question") == radar.clusters.open("risk") == []
    assert radar.marks[key(1)].risk == "blocked"
    radar.hear([comment(2, "多少钱", 1)], [Sense("price", 0.9)], "p1")
    assert len(radar.clusters.open("question")) == 1


def test_a_row_is_hidden_for_one_reason_and_comes_back_whole() -> None:
    radar = Radar()
    hear(radar, [comment(n, "price|多少钱", n) for n in range(4)])
    hide = act("h1", "hide_row", cluster="x", reason="spam", comments=[key(0), key(1)], protected=[key(1)])
    radar.act([hide, hide])
    (row,) = radar.clusters.open("question")
    assert (row.n, len(radar.moderation.hidden), radar.moderation.protected) == (2, 2, 1)
    radar.act([act("u1", "undo", action="h1")])
    assert (row.n, radar.moderation.hidden) == (4, {})
    assert Moderation().undo("h1") is False


def test_a_corrected_comment_is_read_anew_wherever_the_log_is_read() -> None:
    change = Correction(
        id="c1",
        source="s",
        at=T0,
        corrects=Identity(source=comment(1, "").source, id=comment(1, "").id),
        set={"text": "包邮吗"},
    )
    radar = Radar()
    hear(radar, [comment(1, "price|多少钱")])
    (again,) = radar.correct([change])
    radar.hear_anew(again, Sense("shipping", 0.9))
    assert [row.kind for row in radar.clusters.open("question")] == ["shipping"]
    assert (radar.heard, radar.marks[key(1)].intent, radar.said[key(1)].text) == (1, "shipping", "包邮吗")
    assert radar.correct([change]) == [], "twice is once"
    late = Radar()  # the correction is known before the comment, as after a restart
    assert late.correct([change]) == []
    assert late.now(comment(1, "price|多少钱")).text == "包邮吗"
    void = Correction(id="c2", source="s", at=T0, corrects=change.corrects, void=True)
    assert radar.correct([void]) == []
    assert radar.clusters.open("question") == [] and radar.heard == 0


def test_a_past_show_that_nobody_watched_tells_its_wave() -> None:
    events = [comment(n, "多少钱", n * 3, f"u{n}") for n in range(200)]
    cross = [comment(500 + n, "客服没人回 太差了 退钱", 400 + n, f"g{n}") for n in range(60)]
    model = TeamReader(Reader())
    calm = report(Heard([*events], 0, len(events)), model)
    angry = report(Heard(sorted([*events, *cross], key=lambda one: one.at), 0, 260), model)
    assert calm is not None and angry is not None
    assert (calm.waves, angry.waves) == (0, 2), "a wave, and a raid: all say the same"
