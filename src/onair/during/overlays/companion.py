"""The overlays of each show, followed beside its numbers: orders kept, restocks, the newest answer, scene and subtitles,
folded from the log; and the values of the tokens that the layouts of the show ask for."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from onair.access.web.services import Services
from onair.before.gate.service import settings_of as gate_settings
from onair.during.broadcast.comments import comment_key
from onair.during.broadcast.companions import Beside, Panels
from onair.during.broadcast.facts import Facts, Good
from onair.during.broadcast.house import House
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.overlays import store
from onair.during.overlays.charged import ChargedBook
from onair.during.overlays.checking import check_words
from onair.during.overlays.layout import Compiled
from onair.during.overlays.paid import PaidBook
from onair.during.overlays.panel import (
    CAPTIONS_SHOWN,
    OverlayAnswer,
    OverlayCaption,
    OverlayComing,
    OverlayLayouts,
    OverlayPanel,
    OverlayProduct,
    OverlayScene,
    OverlaySeller,
    layouts_panel,
    offer_on_screen,
    offer_shown,
    values_of,
)
from onair.during.overlays.sheet import Seller, Sheet
from onair.during.overlays.template import Key
from onair.during.overlays.token import OverlayValue, Reading, known_tokens
from onair.during.overlays.withheld import OverlayWithheld, PriceAlarms, withheld
from onair.during.qa.acts import Stopped
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Comment, Incident, Offer
from onair.kernel.clock import Clock, day
from onair.store.db import Database
from onair.trade.service import all_products

PANELS: Panels = {
    "overlay": (OverlayPanel, frozenset({"overlay", "console"})),
    "overlay_layouts": (OverlayLayouts, frozenset({"overlay"})),
}
CAPTION_MS = 8_000
"""A subtitle stays this long after the next could have come."""
COMMENTS_KEPT = 5_000
"""A question that is answered came lately."""
STANDING = frozenset({Key("seller.name")})


class Read(NamedTuple):
    """What is known at one moment."""

    tokens: Reading
    answer: OverlayAnswer | None
    withheld: list[OverlayWithheld]


class Known(NamedTuple):
    sheet: Sheet
    layouts: tuple[Compiled, ...]


class Overlays:
    """Of one show."""

    def __init__(self, facts: Facts) -> None:
        self.sheet = Sheet()
        self._zone = facts.zone
        self.paid = PaidBook(facts.window, self.sheet)
        self._charged, self._alarms = ChargedBook(), PriceAlarms()
        self.restocks: list[Offer] = []
        self._actions: deque[Action] = deque(maxlen=200)
        self._scene: Action | None = None
        self._answer: Action | None = None
        self._undone: set[str] = set()
        self._said: deque[Sequence[Comment]] = deque()
        self._said_n = 0
        self._question = ""
        self._hidden: set[str] = set()
        self._keys: frozenset[Key] = STANDING
        self._layouts = OverlayLayouts([])
        self._panel: OverlayPanel | None = None

    @property
    def own(self) -> frozenset[str]:
        """Keys of the team's own and test accounts."""
        return self.sheet.own

    def take(self, groups: Groups, clock: int) -> None:
        self.paid.take(groups, clock)
        self._charged.take(groups)
        if Incident in groups:
            self._alarms.take(groups[Incident].events)
        if Offer in groups:
            self.restocks += [
                one for one in groups[Offer].events if one.step == "restock" and one.source == OWN_SOURCE
            ]
        if Comment in groups:  # by the batch: every comment of a show passes here
            self._remember(groups[Comment].events)
        if Action in groups:
            self._act(groups[Action].events)

    def _remember(self, comments: Sequence[Comment]) -> None:
        self._said.append(comments)
        self._said_n += len(comments)
        while self._said_n - len(self._said[0]) >= COMMENTS_KEPT:
            self._said_n -= len(self._said.popleft())

    def _act(self, events: Sequence[Action]) -> None:
        for event in events:
            if event.source != OWN_SOURCE:
                continue
            if event.action == "overlay_scene":
                self._scene = event
            elif event.action == "subtitle":
                self._actions.append(event)
            elif event.action == "answer" and event.data.get("to") in ("overlay", "both"):
                self._answered_by(event)
            elif event.action == "hide_row":
                self._hidden.update(map(str, event.data.get("comments", ())))
            elif event.action in ("hide_comment", "unhide_comment"):
                change = self._hidden.add if event.action == "hide_comment" else self._hidden.discard
                change(str(event.data.get("comment")))
            elif event.action == "undo":
                self._undone.add(str(event.data.get("action")))

    def advance(self, clock: int, beside: Beside) -> None:
        """Time alone changes nothing that is kept."""

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:
        """The emergency card for a price that the checkout does not take."""
        return self._alarms.due(self._reading(now, beside).withheld, now)

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        self.paid.due(now)
        fresh = self._drawn(now, beside)
        if fresh != self._panel:
            self._panel = fresh
        return {"overlay": self._panel or fresh, "overlay_layouts": self._layouts}

    def know(self, knowledge: Any) -> None:
        if not isinstance(knowledge, Known):
            return
        self.sheet = knowledge.sheet
        self.paid.know(knowledge.sheet)
        self._keys = STANDING.union(*(one.keys for one in knowledge.layouts))
        self._layouts = layouts_panel([one.layout for one in knowledge.layouts], self._keys)

    def everything(self, now: int, beside: Beside) -> dict[str, OverlayValue]:
        """Every token without an argument, for the picker."""
        self.paid.due(now)
        return values_of([Key(name) for name in known_tokens()], self._reading(now, beside).tokens)

    # ---- inside

    def _reading(self, now: int, beside: Beside) -> Read:
        sheet = self.sheet
        self._charged.settle(now, sheet.own_id)
        panels = {
            name: panel
            for one in ("offers", "playout")
            for name, panel in _panels_of(one, now, beside).items()
        }
        rows = list(getattr(panels.get("offers"), "offers", ()))
        current = offer_on_screen(rows, sheet.own_id(beside.track.product), now, sheet)
        answer = self._answered()
        asked = (answer.question, answer.text) if answer else None
        held = withheld(self._charged, rows, sheet.own_id(beside.track.product), sheet)
        doubted = frozenset(one.subject for one in held)
        tokens = Reading(now, beside, self.paid, sheet, rows, current, panels, self.restocks, asked, doubted)
        return Read(tokens, answer, held)

    def _drawn(self, now: int, beside: Beside) -> OverlayPanel:
        sheet = self.sheet
        reading, answer, held = self._reading(now, beside)
        current = reading.offer
        pinned = {one.offer for layout in self._layouts.layouts for one in layout.widgets if one.offer}
        shown = [row for row in reading.offers if row is current or row.id in pinned]
        hosts = set(beside.track.hosts)
        return OverlayPanel(
            values_of(self._keys, reading), getattr(current, "id", None),
            [offer_shown(row, sheet, reading.doubted) for row in shown],
            OverlaySeller(*sheet.seller), answer, _coming(reading.panels.get("playout"), sheet), self._scened(),
            self._captions(now),
            beside.facts.room_id in sheet.ai_rooms or not hosts.isdisjoint(sheet.ai_hosts),
            _product_shown(sheet.good(sheet.own_id(beside.track.product)), reading.doubted),
            held,
        )  # fmt: skip

    def _scened(self) -> OverlayScene | None:
        one = self._scene
        if one is None or one.id in self._undone or one.data.get("scene") != "back_soon":
            return None
        return OverlayScene("back_soon", one.at, str(one.data.get("text") or ""))

    def _captions(self, now: int) -> list[OverlayCaption]:
        newest = list(self._actions)[-CAPTIONS_SHOWN:]
        lines = [one for one in newest if now - one.at < CAPTION_MS and one.id not in self._undone]
        if lines and not lines[-1].data.get("text"):
            return []
        return [
            OverlayCaption(one.at, str(one.data["text"]), bool(one.data.get("typed", True)))
            for one in lines
            if one.data.get("text")
        ]

    def _answered(self) -> OverlayAnswer | None:
        one = self._answer
        if one is None or one.id in self._undone:
            return None
        hidden = not self._hidden.isdisjoint(map(str, one.data.get("comments") or ()))
        return OverlayAnswer(one.at, "" if hidden else self._question, str(one.data.get("text") or ""))

    def _answered_by(self, event: Action) -> None:
        """An answer with a number of its own is not shown: what is sold or left, tokens say. A question with one is left
        out, and the answer stands alone: what a viewer claims is no word of ours, but it would be read as one."""
        shown = self.stops(str(event.data.get("text") or ""), event.at) is None
        self._answer = event if shown else None
        question = str(event.data.get("question") or self._asked(event))
        self._question = question if self.stops(question, event.at) is None else ""

    def stops(self, text: str, at: int) -> Stopped | None:
        """What in these words may not go on the picture by the law of that day; None = nothing."""
        found = next((one for one in check_words(text, day(at, self._zone)) if one.refused), None)
        if found is None:
            return None
        return Stopped(found.matched, found.rule, found.instrument, found.article, found.reason)

    def _asked(self, answer: Action) -> str:
        """The words of the first comment that it answers."""
        keys = set(map(str, answer.data.get("comments") or ()))
        found = (
            one for batch in reversed(self._said) for one in batch if comment_key(one.source, one.id) in keys
        )
        return next((one.text for one in found), "") if keys else ""


def _product_shown(good: Good | None, doubted: frozenset[str]) -> OverlayProduct | None:
    if good is None:
        return None
    dear = good.id in doubted
    return OverlayProduct(good.name, None if dear else good.price, dear)


def _panels_of(name: str, now: int, beside: Beside) -> Mapping[str, Struct]:
    companion = beside.companions.get(name)
    return companion.panels(now, beside) if companion is not None else {}


def _coming(playout: Any, sheet: Sheet) -> OverlayComing | None:
    after = next((slot for slot in getattr(playout, "coming", ()) if slot.product), None)
    if after is None:
        return None
    good = sheet.good(sheet.own_id(after.product))
    return OverlayComing(good.name if good else after.title, after.at)


class OverlaysFeature:
    """Reads the layouts, the seller, goods and people of a show's team."""

    name = "overlays"
    panels = PANELS

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def learn(self, facts: Facts) -> Known:
        with self._db.read() as tx:
            settled = store.settings_of(tx, facts.tenant)
            seller = gate_settings(tx, facts.tenant).seller
            products = all_products(tx, facts.tenant)
            layouts = store.layouts_for(
                tx, facts.tenant, store.law_day(self._clock), room=facts.room_id, show=facts.id
            )
        goods = {
            one.id: Good(id=one.id, name=one.title, price=one.price, stock=one.stock) for one in products
        }
        sheet = Sheet(
            settled.minimum, frozenset(settled.keys), frozenset(settled.ai_rooms), frozenset(settled.ai_hosts),
            Seller(seller.name, seller.address, seller.contact), goods, {id_: one.id for one in products for id_ in one.ids},
            House(self._db).names(facts.tenant),
        )  # fmt: skip
        return Known(sheet, tuple(layouts))

    def fresh(self, facts: Facts) -> Overlays:
        return Overlays(facts)


def feature(services: Services) -> OverlaysFeature:
    return OverlaysFeature(services.get(Database), services.clock)
