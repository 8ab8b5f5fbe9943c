"""What was asked without an answer and whether answers helped: folded from a log, by hand-made evenings."""

from collections.abc import Sequence

import pytest

from onair.after.asked.effects import LEAST, Counted, counted, effect
from onair.after.asked.gaps import Gap, asked, asks, together
from onair.after.asked.listening import Heard, listen
from onair.during.qa.answer import Answer, Library
from onair.during.qa.matching import Matcher
from onair.events.groups import grouped
from onair.events.model import Action, AnyEvent, Comment, Slot

MINUTE = 60_000
STOVE = Answer(
    id="a1",
    variants=("电磁炉能用吗",),
    intent="usage",
    short="能用",
    product="P1",
    kept="approved",
    until=2**53,
)
LIBRARY = Library({"a1": STOVE}, {"P1": "P1", "tb": "P1"})


def _read(texts: Sequence[str]) -> list[str | None]:
    """In place of the reading of comments, which has its own figures."""
    return ["coupon" if "锅盖" in text else "usage" if "电磁炉" in text else None for text in texts]


def _said(at: int, user: str, text: str) -> Comment:
    return Comment(id=f"{user}{at}", source="s", at=at, user=user, text=text)


def test_questions_know_what_was_on_air_and_gather_by_people() -> None:
    events: list[AnyEvent] = [
        Slot(id="1", source="onair", at=0, slot="s1", phase="start", kind="talk", product="tb"),
        _said(1, "u1", "送锅盖吗"), _said(2, "u2", "有没有送锅盖"), _said(3, "u2", "送锅盖吗？"), _said(4, "u3", "电磁炉能用不"),
        _said(5, "u4", "主播好漂亮"), _said(6, "u5", "保修几年"),
        Action(id="p", source="onair", at=7, action="pin", by="p1", data={"product": "P2"}),
        _said(8, "u6", "送锅盖吗"), _said(9, "u7", "电磁炉能用吗"), _said(10, "u8", "电磁炉能用吗"),
        Action(id="f", source="bridge", at=11, action="pin", by="p1", data={"product": "P1"}),
        _said(12, "u9", "送锅盖吗"),
    ]  # fmt: skip
    evening = listen([(grouped(events), 20, len(events))])
    told = asked(evening.heard, _read, Matcher(LIBRARY), LIBRARY.products)
    assert (told.comments, told.answered, evening.as_of) == (10, 1, 20)
    assert [(gap.product, gap.question, gap.n, gap.people) for gap in told.gaps] == [
        ("P1", "送锅盖吗", 3, 2), ("P2", "电磁炉能用吗", 2, 2), ("P2", "送锅盖吗", 2, 2),
    ]  # fmt: skip
    assert set(told.gaps[0].examples) == {"有没有送锅盖", "送锅盖吗？"}


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("送锅盖吗", True), ("有没有大一号的", True), ("能分期", True), ("电磁炉能用不", True), ("保修几年", True), ("支持分期付款", True),
        ("does it work on induction", True), ("质量可以的", False), ("这个价格可以", False), ("颜色好看", False), ("再来一轮！", False),
    ],
)  # fmt: skip
def test_praise_that_sounds_like_a_question_is_none(text: str, put: bool) -> None:
    assert asks(text) is put


def test_prices_of_the_minute_push_no_lasting_question_out() -> None:
    """A hundred products asked for their price, then one question that an answer could be written for."""
    heard = [Heard(n, f"u{n}{k}", "多少钱", f"P{n}", frozenset()) for n in range(150) for k in range(3)]
    heard += [Heard(900 + k, f"v{k}", "送锅盖吗", "P1", frozenset()) for k in range(2)]
    told = asked(heard, lambda texts: ["price" if "钱" in one else "coupon" for one in texts], Matcher(), {})
    assert (told.gaps[0].question, len(told.gaps)) == ("送锅盖吗", 101)


def test_gaps_of_several_shows_are_put_together() -> None:
    one = Gap("coupon", "P1", "送锅盖吗", 3, 2, ("有锅盖吗",))
    two = Gap("coupon", "P1", "锅盖送吗", 5, 4, ())
    other = Gap("coupon", "P2", "送锅盖吗", 9, 9, ())
    [(first, shows), (second, once)] = together([[one, other], [two]])
    assert (first.n, first.people, shows) == (8, 6, 2)
    assert (second, once) == (other, 1)
    [(again, _)] = together([[one], [one._replace(examples=("锅盖送不送",))]])
    assert again.examples == ("有锅盖吗", "锅盖送不送"), "its own words are no other way of asking"
    apart = [one, two._replace(people=1)]
    assert [(gap.people, shows) for gap, shows in together([apart])] == [(3, 1)], "one show is one show"


def test_an_effect_is_told_with_its_interval_or_not_at_all() -> None:
    def evening(after: int) -> list[Heard]:
        def row(at: int, text: str) -> Heard:
            return Heard(at, f"u{at}", text, "P1", frozenset())

        before = [row(MINUTE * 4 + n, "电磁炉能用吗") for n in range(20)]
        late = [row(MINUTE * 6 + n, "电磁炉能用吗") for n in range(after)]
        rest = [row(MINUTE * minute + 100 + n, "好看") for minute in (4, 6) for n in range(80)]
        return [*before, *late, *rest]

    given = Action(
        id="g", source="onair", at=MINUTE * 5, action="answer", by="p1",
        data={"text": "能用", "answer": "a1", "product": "P1", "intent": "usage"},
    )  # fmt: skip
    log = listen([(grouped([given]), MINUTE * 5, 1)]).given
    intents = {"电磁炉能用吗": "usage", "好看": None}
    fell = effect(counted(evening(2), intents, list(log.rows.values()))["a1"])
    assert fell.change == pytest.approx(2 / 82 - 20 / 100)
    assert fell.high is not None
    assert fell.high < 0
    same = effect(counted(evening(20), intents, list(log.rows.values()))["a1"])
    assert same.low is not None
    assert same.high is not None
    assert same.low < 0 < same.high
    assert effect(Counted(1, LEAST - 1, 100, 0, 100)).change is None
    assert effect(Counted(1, LEAST, 100, 0, 0)).change is None
