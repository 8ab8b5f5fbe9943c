"""What one viewer does during one visit: looks, clicks, fills the cart, orders, talks, likes, follows."""

from bisect import bisect_right
from math import log
from random import Random
from typing import NamedTuple

from onair.events.model import (
    AddCart,
    Comment,
    Enter,
    Favourite,
    Follow,
    GroupJoin,
    Leave,
    Like,
    ProductClick,
    ProductExposure,
    Share,
)  # fmt: skip
from onair.rehearsal.simulator.phrases import comment, nick
from onair.rehearsal.simulator.plan import Piece
from onair.rehearsal.simulator.shop import CHANNELS, GOODS
from onair.rehearsal.simulator.stage import Stage


class Intent(NamedTuple):
    """Somebody wants to buy; whether there is stock is known only when the time comes."""

    user: str | None
    good: int
    channel: str
    at: int


class Gone(NamedTuple):
    """A visit ended and the source says nothing about it."""


class Visitor(NamedTuple):
    """`keen`: clicks and orders, `chatty`: comments and likes, each against the mean. `user` None: the platform
    gives no identity."""

    user: str | None
    new: bool
    channel: int
    keen: float
    chatty: float


_SHOWN = tuple(good.appeal for good in GOODS)
_BAG = tuple(sum(_SHOWN[: place + 1]) / sum(_SHOWN) for place in range(len(GOODS)))


class Conduct:
    """Pushes everything a visit brings to the outbox."""

    def __init__(self, stage: Stage, rng: Random) -> None:
        self._p, self._plan, self._out, self._truth = stage
        self._rng = rng
        self._starts = [piece.start for piece in stage.plan.pieces]
        self._incidents = stage.plan.of("incident")

    def visit(self, who: Visitor, at: int) -> int:
        """One visit from `at` (ms). Gives the time it ended."""
        out, channel = self._out, CHANNELS[who.channel]
        end = self._until(at, channel.stay)
        source, name = out.live, channel.name
        out.push(at, Enter(id=out.next_id(), source=source, at=at, user=who.user, channel=name, new=who.new))
        place = bisect_right(self._starts, at) - 1
        pieces = self._plan.pieces
        while place < len(pieces) and pieces[place].start < end:
            piece = pieces[place]
            self._piece(who, piece, max(at, piece.start), min(end, piece.end))
            place += 1
        self._bonds(who, at, end)
        if self._p.leaves:
            left = Leave(
                id=out.next_id(), source=source, at=end, user=who.user, channel=name, watch_ms=end - at
            )
            out.push(end, left)
        else:
            out.push(end, Gone())
        self._truth.totals.watch_ms += end - at
        return end

    def _until(self, at: int, factor: float) -> int:
        """Many glance and go, the rest stay a skewed while; a broken picture drives some away."""
        rng, share = self._rng, self._p.bounce_share
        glance = min(25.0, self._p.stay_s / 4)
        if rng.random() < share:
            stay = glance * -log(1 - rng.random())
        else:
            mean = max(1.0, (self._p.stay_s - share * glance) / max(0.05, 1 - share)) * factor
            stay = mean * rng.gammavariate(1.15, 1 / 1.15)
        end = at + 1000 + int(stay * 1000)
        for incident in self._incidents:
            if at < incident.start < end and rng.random() > incident.factor:
                end = incident.start + int(rng.random() * 60_000)
        last = self._plan.end
        if end < last:
            return end
        slack = min((last - self._plan.start) // 8, last - at)  # nobody says goodbye in the same second
        return max(at, last - int(rng.random() ** 2 * slack))

    def _piece(self, who: Visitor, piece: Piece, since: int, until: int) -> None:
        p, rnd = self._p, self._rng.random
        span = until - since
        minutes = span / 60_000
        channel = CHANNELS[who.channel]
        keen = who.keen * channel.click
        if piece.good is not None:
            good = GOODS[piece.good]
            share = 0.55 if piece.kind == "welfare" else 1.0
            wanted = p.click_rate * minutes * good.appeal * keen * piece.click * share
            clicks = int(wanted + rnd())
            if clicks or rnd() < min(0.96, 0.42 + 0.25 * minutes):
                self._exposed(who, piece.good, since, 1 + int(minutes * 0.5))
            for _ in range(clicks):
                self._click(who, piece.good, since + int(rnd() * span))
        if rnd() < p.browse_rate * minutes * keen:
            good_place = min(bisect_right(_BAG, rnd()), len(GOODS) - 1)
            at = since + int(rnd() * span)
            for near in (good_place - 1, good_place, (good_place + 1) % len(GOODS)):
                self._exposed(who, near % len(GOODS), at, 1 + int(rnd() * 3))
            self._click(who, good_place, at)
        for _ in range(int(p.comment_rate * minutes * piece.talk * who.chatty + rnd())):
            self._comment(who, piece, since + int(rnd() * span))
        for _ in range(int(p.like_rate * minutes * (0.5 + piece.talk / 2) * who.chatty + rnd())):
            self._like(who, since + int(rnd() * span))

    def _exposed(self, who: Visitor, good: int, at: int, count: int) -> None:
        out = self._out
        out.push(
            at,
            ProductExposure(
                id=out.next_id(), source=out.live, at=at, user=who.user, channel=CHANNELS[who.channel].name,
                product=GOODS[good].id, count=count,
            ),
        )  # fmt: skip
        self._truth.products[good].exposures += count

    def _click(self, who: Visitor, good: int, at: int) -> None:
        out, rnd, p, thing = self._out, self._rng.random, self._p, GOODS[good]
        channel = CHANNELS[who.channel]
        truth = self._truth.products[good]
        source, user, name, product = out.live, who.user, channel.name, thing.id
        out.push(
            at, ProductClick(id=out.next_id(), source=source, at=at, user=user, channel=name, product=product)
        )
        truth.clicks += 1
        if rnd() < 0.02:
            liked = Favourite(
                id=out.next_id(), source=source, at=at, user=user, channel=name, product=product
            )
            out.push(at, liked)
        warm = thing.buys * channel.buy * who.keen * (0.8 if who.new else 1.5)
        chance = p.order_direct
        if rnd() < p.cart_share * min(2.2, warm**0.5):
            then = at + 1000 + int(rnd() * 20_000)
            if then <= self._plan.end:
                out.push(
                    then,
                    AddCart(
                        id=out.next_id(), source=source, at=then, user=user, channel=name, product=product
                    ),
                )
                truth.carts += 1
                chance, at = p.order_cart, then
        price = self._plan.price(good, at)
        cheap = (price / thing.price) ** -thing.elasticity if price != thing.price else 1.0
        if rnd() < min(0.95, chance * warm**0.5 * cheap):
            then = at + 1000 + int(rnd() * 45_000)
            if then <= self._plan.end:
                out.push(then, Intent(user, good, name, then))

    def _comment(self, who: Visitor, piece: Piece, at: int) -> None:
        out, rng = self._out, self._rng
        good = piece.good if piece.good is not None else int(rng.random() * len(GOODS))
        text = comment(rng, piece.kind, GOODS[good].short, piece.trouble)
        out.push(
            at,
            Comment(
                id=out.next_id(), source=out.live, at=at, user=who.user, nick=nick(rng),
                channel=CHANNELS[who.channel].name, text=text,
            ),
        )  # fmt: skip

    def _like(self, who: Visitor, at: int) -> None:
        out = self._out
        count = 1 + int(-8 * log(1 - self._rng.random()))
        name = CHANNELS[who.channel].name
        out.push(at, Like(id=out.next_id(), source=out.live, at=at, user=who.user, channel=name, count=count))

    def _bonds(self, who: Visitor, at: int, end: int) -> None:
        """Share, follow, unfollow and join are rare: drawn once for the whole visit."""
        out, rnd, p = self._out, self._rng.random, self._p
        minutes, span = (end - at) / 60_000, end - at
        source, user, name = out.live, who.user, CHANNELS[who.channel].name
        if rnd() < p.share_rate * minutes:
            then = at + int(rnd() * span)
            out.push(then, Share(id=out.next_id(), source=source, at=then, user=user, channel=name))
        if rnd() < p.follow_rate * minutes * (1.0 if who.new else 0.03):
            then = at + int(rnd() * span)
            on = who.new or rnd() < 0.3
            out.push(then, Follow(id=out.next_id(), source=source, at=then, user=user, channel=name, on=on))
        if rnd() < p.group_rate * minutes:
            then = at + int(rnd() * span)
            group = "粉丝团" if rnd() < 0.7 else "厨友群"
            out.push(
                then,
                GroupJoin(id=out.next_id(), source=source, at=then, user=user, channel=name, group=group),
            )
