"""Tickets of a show's refunds, what is asked again and again, and what all of it says to the selection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.after.feedback.walk import desk, show_of

from onair.after.feedback import tickets
from onair.after.feedback.aftersales import aftersales, kind_of
from onair.after.feedback.aftersales_desk import NoSuchReason, find, make
from onair.after.feedback.asking import open_questions
from onair.after.feedback.tickets import NewTicket
from onair.before.selection.listing import listing
from onair.during.qa.answer import Answer, Library
from onair.during.qa.matching import Matcher
from onair.events.groups import grouped
from onair.events.model import AnyEvent, Line, Order, Refund
from onair.kernel.clock import DAY_MS
from onair.trade.evidence.service import feedback_of
from team import House


@pytest.fixture
def made(tmp_path: Path) -> Iterator[House]:
    yield desk(tmp_path)


def back(order: str, reason: str | None, *products: str, at: int = 9, n: int = 0) -> Refund:
    items = tuple(Line(product=product) for product in products) or None
    return Refund(
        id=f"{order}{reason}{n}", source="s", at=at, order=order, amount=100, reason=reason, items=items
    )


EVENING: list[AnyEvent] = [
    Order(id="1", source="s", at=1, order="o1", items=(Line(product="P1"), Line(product="P1"))),
    Order(id="2", source="s", at=1, order="o2", items=(Line(product="P1"), Line(product="P2"))),
    Order(id="3", source="s", at=1, order="o3", product="P2"),
    back("o1", "质量问题 13812345678"), back("o1", "质量问题 13812345678", n=1), back("o2", "质量问题 13812345678", "P1", at=12),
    back("o3", "七天无理由"), back("o4", "未收到货"), back("o5", None), back("o6", ""),
]  # fmt: skip


def test_refunds_are_told_by_product_and_reason_each_order_once() -> None:
    told = aftersales([(grouped(EVENING), 20, len(EVENING))])
    assert [(one.product, one.reason, one.kind, one.n, one.newest) for one in told.reasons] == [
        ("P1", "质量问题 ***", "quality", 2, 12), (None, "未收到货", "logistics", 1, 9), ("P2", "七天无理由", "other", 1, 9),
    ]  # fmt: skip
    assert (told.refunds, told.silent) == (6, 2), "who gave no reason is counted, not guessed at"
    with pytest.raises(NoSuchReason):
        find(told, "P2", "质量问题 ***")


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("商品与描述不符", "quality"), ("发错货", "logistics"), ("降价了", "price"), ("客服态度差", "service"), ("不想要了", "other"),
     ("Item damaged", "quality"), ("Not received", "logistics")],
)  # fmt: skip
def test_a_reason_has_its_kind(reason: str, kind: str) -> None:
    assert kind_of(reason) == kind


def test_a_reason_makes_one_ticket_that_grows_and_never_shrinks(made: House) -> None:
    actor = made.actor("service@甲")
    show = show_of(made, "甲")
    with made.db.write() as tx:
        one = find(aftersales([(grouped(EVENING), 20, 1)]), "P1", "质量问题 ***")
        first, fresh = make(tx, actor, made.clock, show, one)
        again, anew = make(tx, actor, made.clock, show, one._replace(n=5))
        less, _ = make(tx, actor, made.clock, show, one._replace(n=1))
        assert (fresh, anew, first.id == again.id == less.id) == (True, False, True)
        assert (first.votes, first.product_id, first.kind) == (5, "P1", "quality")


def test_what_tickets_say_of_a_product_reaches_the_selection(made: House) -> None:
    actor = made.actor("service@甲")
    with made.db.write() as tx:
        for text, kind, votes in (
            ("锅盖漏气", "quality", 3),
            ("有大一号的吗", "suggestion", 1),
            ("漏水", "quality", 1),
        ):
            tickets.create(tx, actor, made.clock, NewTicket(kind, "manual", text, product="P1", votes=votes))  # type: ignore[arg-type]
    assert faults(made) == {"P1": 4, "P2": 0}
    with made.db.write() as tx:
        rows = feedback_of(tx, actor.tenant, 0, "P1")
        assert [(row.kind, row.n, row.open) for row in rows] == [("quality", 4, 2), ("suggestion", 1, 1)]
        last = tickets.create(tx, actor, made.clock, NewTicket("quality", "manual", "广告", product="P1"))[0]
        tickets.dismiss(tx, actor, made.clock, last.id, version=last.version, why="广告")
    assert faults(made)["P1"] == 4, "what was dismissed is no fault"
    made.clock.forward(100 * DAY_MS)
    assert faults(made)["P1"] == 0, "of the last twelve weeks only"


def test_what_is_asked_by_two_and_answered_by_nothing_is_told_to_the_library(made: House) -> None:
    actor = made.actor("service@甲")
    with made.db.write() as tx:
        for text, product in (
            ("电磁炉能用吗", "P1"),
            ("电磁炉能不能用", "P1"),
            ("电磁炉能用吗", "P2"),
            ("送锅盖吗", "P1"),
            ("有没有送锅盖", "P1"),
        ):
            tickets.create(tx, actor, made.clock, NewTicket("other", "manual", text, product=product))
        lid = Answer(
            id="a1",
            variants=("送锅盖吗",),
            intent="coupon",
            short="送",
            product="P1",
            kept="approved",
            until=2**53,
        )
        for library, told in (
            (Library({}, {}), ["电磁炉", "锅盖"]),
            (Library({"a1": lid}, {"P1": "P1"}), ["电磁炉"]),
        ):
            found = open_questions(tx, actor.tenant, Matcher(library), made.clock())
            assert sorted((one.product, one.n) for one in found) == [("P1", 2)] * len(told)
            assert all(any(word in one.question for one in found) for word in told)


def faults(made: House) -> dict[str, int]:
    with made.db.read() as tx:
        found = listing(
            tx, made.tenants["甲"], made.clock(), show=None, view="all", sort="title", q="", page=0
        )
        return {line.product.id: line.complaints for line in found.lines}
