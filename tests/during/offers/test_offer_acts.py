"""Offers on air: published with their terms, by hand or by the clock, once; restocked and ended with a reason; a countdown
that is wound back, a compared price that is raised, refused with the article."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from planned import FACTS, FLASH, NOW, draft
from stage import T0, Stage, facts, staged

from onair.during.broadcast.actions import CannotUndo, ShowOver, UnknownAction
from onair.during.broadcast.owner import Owner
from onair.during.offers.acts import NothingToExplain, OfferNotLive, OfferOut, OfferRefused, OfferUnknown
from onair.during.offers.companion import OffersFeature, OfferShows, ledger_of
from onair.during.offers.decide import Turn
from onair.during.offers.planning.companion import PANELS, Planning
from onair.during.offers.planning.desk import Known, Planned
from onair.during.offers.planning.panel import OfferPlansPanel
from onair.events.model import Cancel, Line, Order, Pay

pytestmark = pytest.mark.asyncio
assert NOW == T0


class Kept:
    """The keeper without a database."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def published(self, show: str, event: Any, evidence: Any) -> None:
        self.told.append(("published", show, event.offer, evidence))

    def ended(self, show: str, offer: str, at: int) -> None:
        self.told.append(("ended", show, offer))


class Feature:
    """Plans of its own instead of a database's."""

    name = "offer_plans"
    panels = PANELS

    def __init__(self, *plans: Planned) -> None:
        self.plans, self.kept, self.asked = {one.id: one for one in plans}, Kept(), 0

    def learn(self, facts: Any) -> Known:
        return Known(self.plans, FACTS._replace(as_of=T0))

    def fresh(self, facts: Any) -> Planning:
        return Planning(facts, self.kept, self.again)  # type: ignore[arg-type]

    def again(self, show: str) -> None:
        self.asked += 1


def plan(id_: str = "ofr_a", state: str = "draft", by: str | None = None, **change: Any) -> Planned:
    return Planned(id_, draft(FLASH, **change), state, by, 1)


PLANS = (
    plan(), plan("ofr_b", title="示例锅第二份"), plan("ofr_low", price=9000), plan("ofr_ref", reference="lowest_paid", price=13000, ready=True),
    plan("ofr_high", reference="listed", reference_amount=22900), plan("ofr_due", "scheduled", "p7", product="lid", usual_price=2900, price=2500, starts_at=T0 + 120_000),
    plan("ofr_never", "scheduled", "p7", product="lid", usual_price=2900, price=500, starts_at=T0 + 120_000),
)  # fmt: skip


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[tuple[Stage, Feature]]:
    feature = Feature(*PLANS)
    async with staged(tmp_path, features=[OffersFeature(OfferShows()), feature]) as made:
        yield made, feature


async def act(owner: Owner, n: int, action: str, /, **data: Any) -> Any:
    return await owner.act(action, data, None, id_=f"a{n}", by="p1")


def panel(owner: Owner, at: int) -> OfferPlansPanel:
    found = owner.state.companions["offer_plans"].panels(at, owner.state.beside(owner.facts))["offer_plans"]
    assert isinstance(found, OfferPlansPanel)
    return found


async def test_a_published_offer_keeps_its_terms_and_cannot_be_published_or_counted_down_again(stage):
    here, feature = stage
    owner = await here.owner()
    row = await act(owner, 1, "offer_publish", offer="ofr_a", evidence={"cap": 1}, title="别的")
    assert row.data == {
        "offer": "ofr_a",
        "product": "pan",
        "title": "示例锅今晚价",
    }  # what was sent is not believed
    book = ledger_of(owner.state.companions).offers["ofr_a"]
    assert (book.terms.ends_at, book.terms.price, book.on_sale, book.terms.floor) == (
        T0 + 660_000,
        14900,
        80,
        10896,
    )
    with pytest.raises(OfferOut) as out:
        await act(owner, 2, "offer_publish", offer="ofr_a")
    assert "第 20 条" in out.value.detail("zh")
    here.clock.now += 5 * 60_000
    with pytest.raises(
        OfferRefused
    ) as again:  # another plan with the same terms: the countdown from the beginning
        await act(owner, 3, "offer_publish", offer="ofr_b")
    assert again.value.data["findings"][0]["code"] == "countdown_reset"
    assert "《明码标价和禁止价格欺诈规定》第 20 条" in again.value.detail("zh")
    with pytest.raises(CannotUndo):
        await act(owner, 4, "undo", action="a1")
    assert ("published", "shw_1", "ofr_a", None) in feature.kept.told
    assert [one.id for one in panel(owner, owner.now()).plans][:2] == ["ofr_b", "ofr_low"]


async def test_floor_and_compared_price_are_held_against_tonight(stage):
    here, _ = stage
    owner = await here.owner()
    for offer, code in (("ofr_low", "price_floor"), ("ofr_high", "reference_high")):
        with pytest.raises(OfferRefused) as no:
            await act(owner, 1, "offer_publish", offer=offer)
        assert no.value.data["findings"][0]["code"] == code
    assert panel(owner, owner.now()).plans[2].refused
    lines = (Line(product="pan", qty=2, price=16900),)
    await owner.record([
        Order(id="o1", source="onair", at=T0 + 1, order="1", amount=26000, items=lines),
        Pay(id="y1", source="onair", at=T0 + 2, order="1", amount=26000),
    ])  # fmt: skip
    with pytest.raises(OfferRefused) as lower:  # two for 260: a piece came to 130 tonight
        await act(owner, 2, "offer_publish", offer="ofr_ref")
    assert lower.value.data["findings"][0]["code"] == "reference_lower"


async def test_evidence_is_frozen_with_the_act_and_in_the_terms(stage):
    here, feature = stage
    owner = await here.owner()
    row = await act(owner, 1, "offer_publish", offer="ofr_ref")
    about = ledger_of(owner.state.companions).offers["ofr_ref"].terms.reference
    assert about is not None and row.data["evidence"]["id"] == about.evidence
    assert (about.amount, row.data["evidence"]["lowest"], row.data["evidence"]["n"]) == (15900, 15900, 7)
    assert feature.kept.told[-1][:3] == ("published", "shw_1", "ofr_ref")
    assert feature.kept.told[-1][3]["id"] == about.evidence


async def test_the_clock_publishes_once_for_who_scheduled_and_tells_what_it_cannot(tmp_path):
    feature = Feature(*PLANS)
    async with staged(tmp_path, features=[OffersFeature(OfferShows()), feature]) as here:
        owner = await here.owner()
        await owner.beat()
        assert "ofr_due" not in ledger_of(owner.state.companions).offers
        here.clock.now = T0 + 121_000
        for _ in range(3):
            await owner.beat()
        row = owner.state.track.action("offer:ofr_due:due")
        assert row is not None and (row.by, row.data["scheduled"]) == ("p7", True)
        told = owner.state.track.action("offer:ofr_never:refused:1")
        assert told is not None and told.data["codes"] == ["price_floor"]
        assert sum(one.action == "offer_not_published" for one in owner.state.track.actions()) == 1
    async with staged(tmp_path, features=[OffersFeature(OfferShows()), Feature(*PLANS)]) as again:
        again.clock.now = T0 + 125_000
        owner = await again.owner()
        await owner.beat()
        assert [one.id for one in owner.state.track.actions()] == [
            "offer:ofr_due:due",
            "offer:ofr_never:refused:1",
        ]
        book = ledger_of(owner.state.companions).offers["ofr_due"]
        assert (book.at, book.on_sale, book.terms.ends_at) == (T0 + 121_000, 80, T0 + 721_000)
    later = tmp_path / "late"
    later.mkdir()
    async with staged(later, features=[OffersFeature(OfferShows()), Feature(*PLANS)]) as late:
        late.clock.now = T0 + 120_000 + 11 * 60_000
        owner = await late.owner()
        await owner.beat()
        assert ledger_of(owner.state.companions).offers == {}  # nobody expects it any more


async def test_stock_is_added_and_an_offer_ended_with_a_reason(stage):
    here, feature = stage
    owner = await here.owner()
    await act(owner, 1, "offer_publish", offer="ofr_a")
    await act(owner, 2, "offer_restock", offer="ofr_a", qty=40, why="第二批到了")
    book = ledger_of(owner.state.companions).offers["ofr_a"]
    assert (book.on_sale, book.restocks, book.batch) == (120, 1, 40)
    await act(owner, 3, "offer_end", offer="ofr_a", why="价格挂错")
    assert (book.state(owner.now()), book.ended_why, book.price(owner.now())) == ("ended", "asked", 16900)
    assert owner.state.track.action("a3").data["why"] == "价格挂错"
    for n, (action, data) in enumerate(
        (("offer_restock", {"qty": 1, "why": "再来"}), ("offer_end", {"why": "再来"})), 4
    ):
        with pytest.raises(OfferNotLive):
            await act(owner, n, action, offer="ofr_a", **data)
    with pytest.raises(OfferUnknown):
        await act(owner, 6, "offer_publish", offer="ofr_of_another_team")
    with pytest.raises(UnknownAction):
        await act(owner, 7, "offer_not_published", offer="ofr_a", why="假装")
    assert feature.kept.told[-1] == ("ended", "shw_1", "ofr_a")


async def test_paid_orders_that_were_cancelled_are_answered_for_by_name(stage):
    here, _ = stage
    owner = await here.owner()
    await act(owner, 1, "offer_publish", offer="ofr_a")
    why = {"offer": "ofr_a", "why": "仓库漏发，已逐单补偿"}
    with pytest.raises(NothingToExplain):
        await act(owner, 2, "offer_cancels_explained", **why)
    book = ledger_of(owner.state.companions).offers["ofr_a"]
    at = owner.now()
    turn = Turn(ledger_of(owner.state.companions), at)
    held = turn.reserve("ofr_a", "r1", "u1", 1).made
    await owner.record(turn.events)
    turn = Turn(ledger_of(owner.state.companions), at)
    turn.confirm("ofr_a", held.id, "o1", 14900)
    await owner.record([*turn.events, Cancel(id="c1", source="shop", at=at, order="o1")])
    assert (
        (await owner.settled()).companions["offers"].ledger.offers["ofr_a"].unexplained,
        book.cancelled,
    ) == (1, 1)
    row = await act(owner, 3, "offer_cancels_explained", **why)
    assert (row.by, row.data["why"], row.at) == ("p1", why["why"], owner.now())
    assert (
        (await owner.settled()).companions["offers"].ledger.offers["ofr_a"].unexplained,
        book.cancelled,
    ) == (0, 1)


async def test_a_show_that_is_over_publishes_nothing(stage):
    here, _ = stage
    owner = await here.owner()
    owner.change_facts(facts(state="ended", ended_at=T0 + 100_000))
    with pytest.raises(ShowOver):
        await act(owner, 1, "offer_publish", offer="ofr_a")


async def test_what_it_is_held_against_is_read_again_while_something_waits(stage):
    here, feature = stage
    owner = await here.owner()
    await owner.beat()
    assert feature.asked == 1  # facts are a minute old
    await owner.beat()
    assert feature.asked == 1
    here.clock.now += 61_000
    await owner.beat()
    assert feature.asked == 2
