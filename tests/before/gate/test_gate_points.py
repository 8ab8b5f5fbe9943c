"""Every point of the gate: what opens it, what settles it. Pure."""

from dataclasses import replace

import pytest

from onair.before.gate import points
from onair.before.gate.facts import (
    CheckFact,
    ChoresFact,
    Facts,
    FeedFact,
    LintFact,
    Mark,
    PaperFact,
    QuestionFact,
    RundownFact,
    Seller,
    SlotFact,
)
from onair.before.gate.verdict import ALL, Owner, Waiver, assemble
from onair.before.warmup.service import Promise
from onair.kernel.clock import DAY_MS, HOUR_MS
from onair.kernel.i18n import Text
from onair.trade.evidence.service import PaperLists
from onair.trade.service import ProductView, RoomView, ShowView, State

NOW = 1_795_334_400_000
START = NOW + 2 * HOUR_MS
SHOW = ShowView(
    "shw_1", "t", "周五场", RoomView("rom_1", "一号间", "douyin", None, 1), "CNY", "Asia/Shanghai", State.preparing, START,
    START + 3 * HOUR_MS, None, None, False, "live", False, False, None, 1,
)  # fmt: skip
POT = ProductView("p1", (), "炒锅", None, 9900, "CNY", 40, (), (), None, NOW, 1, NOW)
SLOTS = [
    SlotFact("s0", "opening", None, "h1", None),
    SlotFact("s1", "product", "p1", "h1", None, "炒锅"),
    SlotFact("s2", "welfare", None, "h1", None),
]


def mark(basis: str = "") -> Mark:
    return Mark("per_1", "阿哲", NOW, basis)


def prepared() -> Facts:
    """A show with nothing left to do."""
    facts = Facts(
        now=NOW, show=SHOW, rundown=RundownFact(3, SLOTS), products={"p1": POT},
        papers={"p1": [PaperFact("quality_report", START + 90 * DAY_MS)]}, host_names={"h1": "林夏"}, personas=frozenset({"h1"}),
        proven=frozenset({"h1"}), promises=[Promise("prm_1", "锅 99 元", "p1", "discount", 9900, None)],
        check=CheckFact(NOW - HOUR_MS, "pass", 0), feeds=[FeedFact("抖音桥接", "ok", NOW)],
        seller=Seller("青禾", "杭州", "400"), chores=ChoresFact(9, (), 0),
    )  # fmt: skip
    given = {("hosts", "h1"): mark(), ("seller", ""): mark(), ("sign_off", ""): mark(facts.basis)}
    return replace(facts, marks=given | {("review", one): mark(facts.basis) for one in points.REVIEWED})


def state(facts: Facts, code: str) -> str:
    return next(point.state for point in assemble(facts, [], {}).points if point.code == code)


def test_a_prepared_show_is_ready() -> None:
    gate = assemble(prepared(), [], {})
    assert gate.ready
    assert [(point.code, point.state, point.why) for point in gate.points if point.state != "ok"] == []


def test_a_bare_show_has_every_point_open_and_each_says_what_to_do() -> None:
    bare = replace(SHOW, room=None, starts_at=None)
    gate = assemble(Facts(now=NOW, show=bare), [], {})
    assert not gate.ready
    assert {point.state for point in gate.points} == {"open"}
    assert all(text.zh and text.en for point in gate.points for text in point.why)
    assert all(point.why for point in gate.points)
    assert {point.due_at for point in gate.points} == {None}


def test_what_was_asked_before_and_has_no_answer_is_told_and_keeps_nobody_off_the_air() -> None:
    asked = [QuestionFact("p1", f"送锅盖吗{n}", 8 - n, 2) for n in range(7)]
    gate = assemble(replace(prepared(), questions=asked), [], {})
    point = next(one for one in gate.points if one.code == "questions")
    assert (gate.ready, point.state, point.link) == (True, "warn", "/asked/shw_1")
    assert point.why[0].zh == "「炒锅」8 人问过「送锅盖吗0」（2 场），问答库还没有答案"
    assert point.why[-1].zh == "另有 2 项"


LATE = START + 3 * HOUR_MS
CHANGES: list[tuple[str, str, dict[str, object]]] = [
    ("dossiers", "open", {"papers": {}}),
    ("dossiers", "open", {"papers": {"p1": [PaperFact("quality_report", LATE)]}}),
    ("dossiers", "open", {"papers": {"p1": [PaperFact("quality_report", None), PaperFact("certificate", NOW)]}}),
    ("dossiers", "ok", {"papers": {"p1": [PaperFact("quality_report", NOW), PaperFact("quality_report", None)]}}),
    ("dossiers", "warn", {"papers": {"p1": [PaperFact("quality_report", LATE + DAY_MS)]}}),
    ("dossiers", "open", {"products": {"p1": replace(POT, category="零食")}}),
    ("dossiers", "ok", {"products": {"p1": replace(POT, category="零食")},
                        "papers": {"p1": [PaperFact("quality_report", None), PaperFact("food_licence", None)]}}),
    ("dossiers", "ok", {"papers": {"p1": [PaperFact("other", None)]}, "paper_lists": PaperLists((), ())}),
    ("hosts", "open", {"marks": {}}),
    ("hosts", "open", {"personas": frozenset()}),
    ("hosts", "warn", {"proven": frozenset()}),
    ("rundown", "open", {"lint": [LintFact("too_long", "error", Text("长", "long"))]}),
    ("rundown", "warn", {"lint": [LintFact("role_mix", "warning", Text("比", "mix"))]}),
    ("rundown", "ok", {"lint": [LintFact("dossier_missing", "error", Text("无", "none"))]}),
    ("stock", "open", {"lint": [LintFact("stock_short", "error", Text("少", "short"))]}),
    ("promises", "open", {"products": {"p1": replace(POT, price=10_000)}}),
    ("promises", "open", {"promises": [Promise("prm_1", "神秘嘉宾", None, "guest", None, None)]}),
    ("promises", "ok", {"promises": [Promise("prm_1", "神秘嘉宾", None, "guest", None, "s0")]}),
    ("promises", "ok", {"promises": [Promise("prm_1", "送铲", None, "giveaway", 50, None)]}),
    ("promises", "open", {"promises": [Promise("prm_1", "送铲", "p2", "giveaway", 50, None)]}),
    ("promises", "open", {"promises": [Promise("prm_1", "锅 99 元", "p1", "discount", 9900, "s0")]}),
    ("warmup", "warn", {"chores": ChoresFact(9, ("倒数",), 0)}),
    ("warmup", "warn", {"chores": ChoresFact(9, (), 2)}),
    ("techcheck", "open", {"check": CheckFact(START - DAY_MS - 1, "pass", 0)}),
    ("techcheck", "open", {"check": CheckFact(NOW, "fail", 1)}),
    ("techcheck", "warn", {"check": CheckFact(NOW, "warn", 1)}),
    ("stock", "open", {"products": {"p1": replace(POT, stock=None)}}),
    ("stock", "open", {"products": {"p1": replace(POT, stock=0)}}),
    ("stock", "open", {"products": {"p1": replace(POT, stock_seen_at=START - DAY_MS - 1)}}),
    ("stock", "open", {"products": {"p1": replace(POT, stock_seen_at=None)}}),
    ("stock", "ok", {"products": {"p1": replace(POT, stock_seen_at=None)}, "marks": {("stock", ""): mark()}}),
    ("connectors", "open", {"feeds": [FeedFact("桥接", "broken", None)]}),
    ("connectors", "warn", {"feeds": [FeedFact("桥接", "quiet", None)]}),
    ("seller", "open", {"seller": Seller("青禾", "", "400")}),
    ("review", "open", {"marks": {("review", one): mark() for one in points.REVIEWED[1:]}}),
    ("review", "open", {"rundown": RundownFact(4, SLOTS)}),
    ("review", "ok", {"show": replace(SHOW, starts_at=START + 1)}),
    ("sign_off", "open", {"rundown": RundownFact(4, SLOTS)}),
    ("sign_off", "open", {"show": replace(SHOW, starts_at=START + 1)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "wanted", "change"), CHANGES, ids=[f"{n}-{c[0]}-{c[1]}" for n, c in enumerate(CHANGES)]
)
def test_a_point_turns_with_its_facts(code: str, wanted: str, change: dict[str, object]) -> None:
    assert state(prepared(), code) == "ok"
    assert state(replace(prepared(), **change), code) == wanted  # type: ignore[arg-type]


def test_a_waiver_covers_what_is_open_and_only_that() -> None:
    facts = replace(prepared(), check=None)
    waived = assemble(facts, [Waiver("w", "techcheck", "外场", "p", "阿哲", NOW)], {})
    assert (waived.ready, waived.count("waived")) == (True, 1)
    fine = assemble(prepared(), [Waiver("w", "techcheck", "外场", "p", "阿哲", NOW)], {})
    assert (fine.ready, fine.count("waived")) == (True, 0)
    whole = assemble(replace(facts, papers={}), [Waiver("w", ALL, "老板拍板", "p", "阿哲", NOW)], {})
    assert (whole.ready, whole.count("open")) == (True, 2)


def test_who_and_by_when() -> None:
    facts = replace(prepared(), check=None, now=START - HOUR_MS)
    gate = assemble(
        facts, [], {"techcheck": Owner("per_2", "小陈", None, 1), "stock": Owner(None, None, START, 1)}
    )
    by_code = {point.code: point for point in gate.points}
    assert ("techcheck", by_code["techcheck"].owner.zh, by_code["techcheck"].due_at) == (
        "techcheck",
        "小陈",
        START - 2 * HOUR_MS,
    )
    assert by_code["techcheck"].overdue
    assert (by_code["stock"].owner.zh, by_code["stock"].due_at, by_code["stock"].overdue) == (
        "选品",
        START,
        False,
    )


def test_files_and_rehearsals_pass_no_gate() -> None:
    for change in ({"origin": "import"}, {"origin": "rehearsal"}, {"staged": True}, {"state": State.ended}):
        gate = assemble(Facts(now=NOW, show=replace(SHOW, **change)), [], {})  # type: ignore[arg-type]
        assert (gate.ready, list(gate.points)) == (True, [])
