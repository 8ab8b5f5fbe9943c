"""All detectors of one show: in total, and by product for those that are busy enough to say anything."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from math import ceil
from typing import Literal

from onair.during.playbook.alarm import Alarm, Stand, Watched, alarm_of
from onair.during.playbook.audience import Audience
from onair.during.playbook.detect.finding import WARM_UP, Finding
from onair.during.playbook.detect.level import Cusum
from onair.during.playbook.detect.rate import RateScan
from onair.during.playbook.detect.scan import LEVEL_MIN, THRESHOLD, NbScan
from onair.during.playbook.history import TICK_MS, OfGoods, Signal, Tick
from onair.during.playbook.rolling import Rolling

SCANNED: tuple[Literal["clicks", "carts", "orders", "paid", "comments"], ...] = (
    "clicks", "carts", "orders", "paid", "comments",
)  # fmt: skip
BY_PRODUCT: tuple[Literal["clicks", "carts", "orders"], ...] = ("clicks", "carts", "orders")
PRODUCTS_MAX = 40
"""Products watched for one signal, the busiest."""
BESIDE = 0.4
"""Added to the threshold for products that nobody talks about: there are many, and each may be wrong."""
REMEMBERED = 18
"""Ticks without a value after which a level is learnt anew."""
_Doubt = Callable[[Signal], Literal["late", "cut"] | None]


class Sentries:
    """`close` once a tick. `thresholds`: of single detectors, where the defaults are not wanted."""

    def __init__(self, thresholds: Mapping[str, float] | None = None) -> None:
        self._thresholds = thresholds or {}
        self._audience = Audience()
        self._scans: dict[Signal, NbScan] = {signal: self._scan(signal) for signal in SCANNED}
        self._goods: dict[OfGoods, dict[str, NbScan]] = {signal: {} for signal in BY_PRODUCT}
        self._recent: dict[OfGoods, Rolling] = {signal: Rolling(WARM_UP) for signal in BY_PRODUCT}
        self._rates: dict[Watched, RateScan] = {
            name: RateScan(self._thresholds[name]) if name in self._thresholds else RateScan()
            for name in ("ctr", "interaction_rate")
        }
        self._on_air_ctr = RateScan(self._thresholds["ctr"]) if "ctr" in self._thresholds else RateScan()
        self._online = Cusum(self._thresholds["online"]) if "online" in self._thresholds else Cusum()
        self._holes: Counter[Signal] = Counter()
        self._doubts: dict[Signal, Literal["late", "cut"]] = {}
        self._fed: set[Signal] = set()
        self._product: str | None = None

    def close(
        self, tick: Tick, doubt: _Doubt, anew: Set[Signal] = frozenset(), thin: Set[Signal] = frozenset()
    ) -> list[Alarm]:
        """`anew`: signals whose way of counting changed: their levels are learnt anew. `thin`: signals of sources that
        said so little that part of it may be missing: good for no share."""
        at, slot = tick.at + TICK_MS, tick.slot
        found = [
            alarm_of(finding, at, watched, product=product, slot=slot)
            for watched, product, finding in self._look(tick, doubt, anew, thin)
        ]
        self._product = tick.product
        for signal in BY_PRODUCT:
            self._list(signal, tick)
        return found

    def standings(self) -> list[Stand]:
        """Of every detector that was ever fed."""
        found = [Stand(watched="online", standing=self._online.standing())]
        for watched in SCANNED:
            if watched in self._fed:
                found.append(self._stand(watched, None, self._scans[watched]))
        for watched in BY_PRODUCT:
            found += [self._stand(watched, product, scan) for product, scan in self._goods[watched].items()]
        found += [Stand(watched=name, standing=rate.standing()) for name, rate in self._rates.items()]
        if self._product is not None:
            found.append(Stand(watched="ctr", product=self._product, standing=self._on_air_ctr.standing()))
        return found

    def _stand(
        self,
        watched: Literal["clicks", "carts", "orders", "paid", "comments"],
        product: str | None,
        scan: NbScan,
    ) -> Stand:
        return Stand(
            watched=watched, product=product, standing=scan.standing(), doubt=self._doubts.get(watched)
        )

    def _scan(self, signal: Signal) -> NbScan:
        return NbScan(self._thresholds.get(signal, THRESHOLD))

    def _look(
        self, tick: Tick, doubt: _Doubt, anew: Set[Signal], thin: Set[Signal]
    ) -> Iterator[tuple[Watched, str | None, Finding]]:
        if tick.online is None:
            self._online.gap()
        elif (finding := self._online.step(tick.online)) is not None:
            yield "online", None, finding
        if self._audience.close(tick.online) or tick.switched:
            self._reset(tick.switched)
        if tick.switched:
            return
        self._doubts = {signal: why for signal in tick.counts if (why := doubt(signal)) is not None}
        for watched in SCANNED:
            if watched == "paid" and "orders" in self._fed:
                continue
            yield from self._counts(watched, tick, watched in anew)
        yield from self._shares(tick, anew, thin)

    def _reset(self, switched: bool) -> None:
        self._audience.reset()
        for scan in self._all_scans():
            scan.reset()
        if switched:
            for rate in (*self._rates.values(), self._on_air_ctr):
                rate.reset()

    def _all_scans(self) -> Iterator[NbScan]:
        yield from self._scans.values()
        for scans in self._goods.values():
            yield from scans.values()

    def _counts(
        self, watched: Literal["clicks", "carts", "orders", "paid", "comments"], tick: Tick, anew: bool
    ) -> Iterator[tuple[Watched, str | None, Finding]]:
        value = tick.counts.get(watched)
        goods = self._goods[watched] if watched in BY_PRODUCT else {}
        scans = [(None, self._scans[watched]), *goods.items()]
        if value is not None:
            self._fed.add(watched)
        if value is None or watched in self._doubts:
            self._hole(watched, [scan for _, scan in scans])
            return
        if anew or self._holes[watched] >= REMEMBERED:
            for _, scan in scans:
                scan.reset()
        self._holes[watched] = 0
        exposure = self._audience.exposure
        of_goods = tick.goods.get(watched, {}) if watched in BY_PRODUCT else {}
        for product, scan in scans:
            aside = product not in (None, tick.product)
            scan.threshold = self._thresholds.get(watched, THRESHOLD) + (BESIDE if aside else 0.0)
            count = value if product is None else of_goods.get(product, 0)
            if (finding := scan.step(count, exposure)) is not None:
                yield watched, product, finding

    def _hole(self, signal: Signal, scans: list[NbScan]) -> None:
        self._holes[signal] += 1
        for scan in scans:
            scan.gap()

    def _shares(
        self, tick: Tick, anew: Set[Signal], thin: Set[Signal]
    ) -> Iterator[tuple[Watched, str | None, Finding]]:
        clicks, shown, ctr = tick.counts.get("clicks"), tick.counts.get("exposures"), self._rates["ctr"]
        acting, on_air = tick.counts.get("interactors"), tick.product
        parts: list[tuple[Watched, str | None, RateScan, float | None, float | None, set[Signal]]] = [
            ("ctr", None, ctr, clicks, shown, {"clicks", "exposures"}),
            ("interaction_rate", None, self._rates["interaction_rate"], acting, tick.online, {"interactors"}),
        ]
        if on_air is not None and clicks is not None and shown is not None:
            hits, trials = tick.goods["clicks"].get(on_air, 0), tick.goods["exposures"].get(on_air, 0)
            parts.append(("ctr", on_air, self._on_air_ctr, hits, trials, {"clicks", "exposures"}))
        for watched, product, rate, hits_, trials_, of in parts:
            if of & anew:
                rate.reset()
            if hits_ is None or trials_ is None or of & (self._doubts.keys() | thin):
                rate.gap()
                continue
            prior = None if product is None else ctr.standing().level
            if (finding := rate.step(hits_, trials_, prior)) is not None:
                yield watched, product, finding

    def _list(self, signal: OfGoods, tick: Tick) -> None:
        """Take up products that became busy enough, let go of those that no longer are."""
        recent, scans = self._recent[signal], self._goods[signal]
        recent.push(tick.goods.get(signal, {}))
        for product in [p for p in scans if recent.sums.get(p, 0) < WARM_UP and p != tick.product]:
            del scans[product]
        if tick.product is not None and tick.product not in scans:
            scans[tick.product] = self._scan(signal)  # it shall be known by the end of the silence
        for product in recent.most(PRODUCTS_MAX, ceil(LEVEL_MIN * WARM_UP)):
            if product not in scans and len(scans) < PRODUCTS_MAX:
                scans[product] = self._scan(signal)
