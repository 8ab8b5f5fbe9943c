"""What the team and the machines send: slots, shifts, actions, gauges, stream readings, exposure sums."""

from collections.abc import Iterator
from random import Random
from typing import Any

from onair.events.model import Action, Exposure, Gauge, Host, Phase, Slot, Stream
from onair.events.model import Show as ShowEvent
from onair.kernel.money import from_minor
from onair.rehearsal.simulator.arrivals import poisson
from onair.rehearsal.simulator.shop import CHANNELS, GOODS
from onair.rehearsal.simulator.stage import Stage

_NOTES = (
    "福袋节奏不错，下轮提前一分钟",
    "电磁炉的问题很多，备一张答疑卡",
    "客服反馈赠品问得多",
    "话筒换了电池",
)


def schedule(stage: Stage, rng: Random) -> None:
    """Push everything that the plan fixes beforehand."""
    plan, out = stage.plan, stage.out
    out.push(plan.start, ShowEvent(id=out.next_id(), source=out.crew, at=plan.start, phase="start"))
    out.push(plan.end, ShowEvent(id=out.next_id(), source=out.crew, at=plan.end, phase="end"))
    for shift in plan.shifts:
        out.push(
            shift.start,
            Host(id=out.next_id(), source=out.crew, at=shift.start, host=shift.host, phase="start"),
        )
        out.push(
            shift.end, Host(id=out.next_id(), source=out.crew, at=shift.end, host=shift.host, phase="end")
        )
    for slot in plan.slots:
        product = GOODS[slot.good].id if slot.good is not None else None
        edges: tuple[tuple[int, Phase], ...] = ((slot.start, "start"), (slot.end, "end"))
        for at, phase in edges:
            event = Slot(
                id=out.next_id(), source=out.crew, at=at, slot=slot.id, phase=phase,
                kind=slot.kind, product=product, label=slot.label,
            )  # fmt: skip
            out.push(at, event)
        if slot.kind == "talk" and product:
            _act(stage, slot.start + 4_000 + int(rng.random() * 8_000), "pin", {"product": product})
    _remarks(stage, rng)


def _act(stage: Stage, at: int, action: str, data: dict[str, Any], why: str | None = None) -> None:
    out, by = stage.out, stage.params.actor
    out.push(at, Action(id=out.next_id(), source=out.crew, at=at, action=action, by=by, why=why, data=data))


def _remarks(stage: Stage, rng: Random) -> None:
    """Notes, whispers, and what is said when something planted happens."""
    plan = stage.plan
    for item in plan.planted:
        if item.kind == "offer" and item.product:
            title = next(good.short for good in GOODS if good.id == item.product)
            text = f"{title}限时价 {from_minor(item.price or 0, 'CNY')} 元，已核对价格依据"
            _act(stage, item.start, "note", {"text": text}, "限时降价")
        elif item.kind == "incident":
            _act(stage, item.start + 20_000, "whisper", {"text": "画面在恢复，先和大家聊两句"})
            _act(stage, min(plan.end, item.end + 15_000), "note", {"text": "推流已恢复"})
    for text in rng.sample(_NOTES, 2):
        at = plan.start + int(rng.uniform(0.15, 0.9) * (plan.end - plan.start))
        _act(stage, at, "note", {"text": text})


class Readings:
    """The gauges; `entered` and `left` are called as people come and go."""

    def __init__(self, stage: Stage, rng: Random) -> None:
        self._p, self._plan, self._out, self._truth = stage
        self._rng = rng
        self._online = self._likes = self._total = 0
        self._spend = 0.0
        self._since = [0] * len(CHANNELS)
        self._place = {channel.name: place for place, channel in enumerate(CHANNELS)}

    def entered(self, channel: str) -> None:
        place = self._place[channel]
        self._online += 1
        self._total += 1
        self._since[place] += 1
        self._spend += CHANNELS[place].cost
        self._truth.channels[channel] += 1
        self._truth.totals.pcu = max(self._truth.totals.pcu, self._online)

    def left(self) -> None:
        self._online -= 1

    def liked(self, count: int) -> None:
        self._likes += count

    def tick(self, second: int, at: int) -> Iterator[Any]:
        """What is read at this second of the show."""
        p, out = self._p, self._out
        if second % p.exposure_s == 0:
            yield from self._exposures(at)
        if second % p.gauge_s == 0:
            for name, value in (
                ("online", self._online),
                ("viewers_total", self._total),
                ("likes_total", self._likes),
            ):
                yield Gauge(id=out.next_id(), source=out.live, at=at, name=name, value=value)
        if second % p.spend_s == 0:
            self._truth.totals.spend = int(self._spend)
            yield Gauge(id=out.next_id(), source=out.ads, at=at, name="spend", value=int(self._spend))
        if second % p.stream_s == 0:
            yield self._stream(at)
        self._truth.totals.views, self._truth.totals.likes = self._total, self._likes

    def _exposures(self, at: int) -> Iterator[Any]:
        for place, channel in enumerate(CHANNELS):
            entered, self._since[place] = self._since[place], 0
            shown = entered + poisson(self._rng, entered * (1 / channel.enter - 1))
            if shown:
                yield Exposure(
                    id=self._out.next_id(), source=self._out.live, at=at, channel=channel.name, count=shown
                )

    def _stream(self, at: int) -> Any:
        rng = self._rng
        bad = any(item.kind == "incident" and item.start <= at < item.end for item in self._plan.planted)
        bitrate = rng.gauss(1150, 180) if bad else rng.gauss(5850, 90)
        return Stream(
            id=self._out.next_id(), source=self._out.obs, at=at, state="degraded" if bad else "live",
            bitrate_kbps=max(200, int(bitrate)), fps=round(rng.uniform(11, 18), 1) if bad else 30.0,
            dropped=int(rng.uniform(150, 320)) if bad else int(rng.random() * 1.04),
            rtt_ms=int(rng.gauss(420, 60)) if bad else int(rng.gauss(38, 3)),
            loudness_lufs=round(rng.gauss(-16.2, 0.5), 1),
        )  # fmt: skip
