"""A surge of clicks proposes to stay longer and to open the prepared offer: one key does both, within the floor."""

import sys
from pathlib import Path
from typing import Any

from tests.during.stage import T0, Props, Stage, facts, staged
from timeline import Maker

sys.path.insert(0, str(Path(__file__).parents[1] / "offers"))
sys.path.insert(0, str(Path(__file__).parents[1]))
from planned import COUPON, FACTS, draft, product
from played import laid

from onair.during.broadcast.owner import Owner
from onair.during.offers.companion import OffersFeature, OfferShows, ledger_of
from onair.during.offers.planning.companion import PANELS as PLANS
from onair.during.offers.planning.companion import Planning
from onair.during.offers.planning.desk import Known, Planned
from onair.during.playbook.companion import PANELS, Playbook
from onair.during.playbook.knowledge import Knowledge
from onair.during.playbook.panel import ProposalCard, ProposalsPanel
from onair.during.playbook.presets import presets
from onair.during.playout.companion import PANELS as PLAYED
from onair.during.playout.companion import Playout
from onair.during.playout.panels import PlayoutPanel
from onair.during.playout.pieces import Plan

RULE = presets()["guide_click_surge"].rule


class Rules:
    name, panels = "playbook", PANELS

    def learn(self, facts: Any) -> Knowledge:
        return Knowledge((RULE,), {}, {}, {}, {})

    def fresh(self, facts: Any) -> Playbook:
        return Playbook(facts)


class Nobody:
    def published(self, *_: Any) -> None: ...

    def ended(self, *_: Any) -> None: ...


class Offers:
    name, panels = "offer_plans", PLANS

    def __init__(self, **change: Any) -> None:
        base = {"product": "p1", "title": "满 169 减 20 券", "ready": True, "lasts_s": 360}
        plan = Planned("ofr_ready", draft(COUPON, **{**base, **change}), "draft", None, 1)
        goods = {"p1": product("p1"), "lid": product("lid", 2900)}
        known = FACTS._replace(products=goods, supplies={"p1": FACTS.supplies["pan"]}, as_of=T0)
        self.known = Known({"ofr_ready": plan}, known)

    def learn(self, facts: Any) -> Known:
        return self.known

    def fresh(self, facts: Any) -> Planning:
        return Planning(facts, Nobody(), lambda _: None)  # type: ignore[arg-type]


async def surged(stage: Stage) -> tuple[Owner, ProposalCard]:
    owner = await stage.owner()
    example = presets()["guide_click_surge"].examples[0]
    for events, clock in Maker(example).batches():
        stage.clock.now = clock
        await owner.ingest(events, clock)
        await owner.beat()
        book = owner.state.companions["playbook"]
        if isinstance(book, Playbook) and book.ledger.all():
            break
    return owner, card(owner)


def card(owner: Owner) -> ProposalCard:
    book = owner.state.companions["playbook"]
    assert isinstance(book, Playbook)
    panel = book.panels(owner.now(), owner.state.beside(owner.facts))["proposals"]
    assert isinstance(panel, ProposalsPanel)
    return [*panel.open, *panel.done][0]


def house(offers: Offers) -> list[Any]:
    return [OffersFeature(OfferShows()), offers, Rules()]


async def test_the_prepared_offer_is_named_checked_and_opened_with_the_rest(tmp_path: Path) -> None:
    async with staged(tmp_path, Props({"shw_1": facts()}), features=house(Offers())) as stage:
        owner, found = await surged(stage)
        assert [(step.act, step.why_not) for step in found.steps][1:] == [("offer_publish", None)]
        assert found.steps[1].say.zh == "加「满 169 减 20 券」200 张"
        assert [(one.ok, one.zh) for one in found.floors] == [
            (True, "券后毛利不低于底线"),
            (True, "限购 1"),
        ]
        row = await owner.act("proposal_accept", {"proposal": found.id}, None, id_="a1", by="p1")
        assert row.by == "p1"
        book = ledger_of(owner.state.companions).offers["ofr_ready"]
        assert (book.terms.price, book.on_sale, book.terms.ends_at) == (14900, 200, owner.now() + 360_000)
        assert owner.state.track.action("a1:1") is not None
        await owner.act("proposal_undo", {"proposal": found.id}, None, id_="u1", by="p1")
        assert book.ended_at is None  # viewers have it: only ending it, with a reason, takes it away


class Rundown:
    name, panels = "playout", PLAYED

    def learn(self, facts: Any) -> Plan:
        return laid(
            {"id": "s0", "length": 16, "title": "炒锅", "product": "p1"},
            {"id": "s1", "length": 20, "title": "铲勺", "product": "p2"},
            total=40,
        )

    def fresh(self, facts: Any) -> Playout:
        return Playout()


def ends(owner: Owner) -> list[int | None]:
    fold = owner.state.companions["playout"]
    panel = fold.panels(owner.now(), owner.state.beside(owner.facts))["playout"]
    assert isinstance(panel, PlayoutPanel) and panel.current is not None
    return [one.end for one in (panel.current, *panel.coming)]


async def test_one_key_lengthens_the_slot_and_opens_the_offer_in_one_batch(tmp_path: Path) -> None:
    """D7: the rest of the rundown moves with it; only the slot goes back with the key that takes it back."""
    props = Props({"shw_1": facts(starts_at=T0)})
    async with staged(tmp_path, props, features=[*house(Offers()), Rundown()]) as stage:
        owner, found = await surged(stage)
        assert [(one.act, one.why_not) for one in found.steps] == [
            ("slot_extend", None),
            ("offer_publish", None),
        ]
        before, batches = ends(owner), len(list(stage.log.read("shw_1")))
        await owner.act("proposal_accept", {"proposal": found.id}, None, id_="a1", by="p1")
        assert len(list(stage.log.read("shw_1"))) == batches + 1
        assert [row.action for row in owner.state.track.actions()[-3:]] == [
            "proposal_accept",
            "slot_extend",
            "offer_publish",
        ]
        assert {row.by for row in owner.state.track.actions()[-3:]} == {"p1"}
        after = ends(owner)
        assert [b and a and (a - b) // 60_000 for a, b in zip(after, before, strict=True)] == [6, 4], (
            "the next one makes room"
        )
        assert ledger_of(owner.state.companions).offers["ofr_ready"].state(owner.now()) == "live"
        await owner.act("proposal_undo", {"proposal": found.id}, None, id_="u1", by="p1")
        assert ends(owner)[0] == before[0]
        assert ledger_of(owner.state.companions).offers["ofr_ready"].state(owner.now()) == "live"


async def test_what_would_go_below_the_floor_is_said_before_the_key_and_not_opened(tmp_path: Path) -> None:
    low = Offers(coupon={"threshold": 16900, "off": 9000})
    async with staged(tmp_path, Props({"shw_1": facts()}), features=house(low)) as stage:
        owner, found = await surged(stage)
        step = found.steps[1]
        assert step.why_not is not None and "低于毛利底线" in step.why_not.zh
        assert not found.floors[0].ok and "低于底线" in found.floors[0].zh and "%" not in found.floors[0].zh
        del owner


async def test_without_a_prepared_offer_the_step_says_so(tmp_path: Path) -> None:
    async with staged(
        tmp_path,
        Props({"shw_1": facts()}),
        features=house(Offers(product="lid", usual_price=2900, coupon={"threshold": 2900, "off": 100})),
    ) as stage:
        _, found = await surged(stage)
        why = found.steps[1].why_not
        assert why is not None and why.zh == "没有为这款备好的优惠" and found.floors == []
