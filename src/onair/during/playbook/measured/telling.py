"""Effects as the routes give them."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from onair.during.playbook.effect.measure import CONTROLS
from onair.during.playbook.effect.model import Bounds
from onair.during.playbook.effect.switchback import PlanBroken, as_effect
from onair.during.playbook.effect.wording import against, refused, sentence, verdict
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.measured.repeats import Repeats
from onair.during.playbook.measured.repeats import sentence as said
from onair.during.playbook.measured.schemas import EffectBounds, EffectOut, RepeatedEffect, TrialOut
from onair.during.playbook.measured.trials import TrialView
from onair.kernel.i18n import Lang, Text


def when(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%H:%M:%S")


def say(one: Measured, zone: str) -> Text:
    """Other actions are told by their time."""
    times = {id_: when(at, zone) for id_, at in one.near.items()}
    zh = sentence(one.effect, {id_: f"{time} 的动作" for id_, time in times.items()}).zh
    return Text(zh, sentence(one.effect, {id_: f"the action of {time}" for id_, time in times.items()}).en)


def repeated_out(one: Repeats, lang: Lang) -> RepeatedEffect:
    found = one.pooled
    return RepeatedEffect(
        series=one.series, n=found.n, left_out=found.left_out, effect=found.effect, i80=_bounds(found.i80),
        i95=_bounds(found.i95), p=found.p, i2=found.i2, kinds=dict(one.kinds), why_not=dict(one.why_not),
        say=said(one).of(lang),
    )  # fmt: skip


def trial_out(one: TrialView, lang: Lang) -> TrialOut:
    row, result = one.row, one.result
    known = result is not None and result.enough
    return TrialOut(
        id=row.id, rule=row.rule_id, room=row.room_id, state=one.state, moments=row.moments, taken=one.taken,
        held=one.held, measured=one.measured, control=row.control,  # type: ignore[arg-type]
        by=row.created_by, name=row.created_name, at=row.created_at, stopped_at=row.stopped_at,
        effect=result.effect if known and result else None, i80=_bounds(result.i80) if result else None,
        i95=_bounds(result.i95) if result else None, alike=result.alike if known and result else None,
        say=_trial_says(one).of(lang),
    )  # fmt: skip


def _trial_says(one: TrialView) -> Text:
    if one.result is not None:
        return sentence(as_effect(one.result, one.row.id)) if one.result.enough else refused(one.result)
    if one.state == "broken":
        return Text(PlanBroken.zh, PlanBroken.en)
    if one.state == "running":
        return Text(
            f"对照实验进行中：{one.row.moments} 个时刻来了 {one.taken} 个，其中 {one.held} 个按计划不提示；全部测完才给结果",
            f"Running: {one.taken} of {one.row.moments} moments came, {one.held} held back by plan; told when all are read",
        )
    return Text("停止时一个时刻都没有来，没有结果", "Stopped before a single moment came: no result")


def effect_out(
    one: Measured, lang: Lang, zone: str, *, names: Mapping[str, str], goods: Mapping[str, str]
) -> EffectOut:  # fmt: skip
    """`names`: people and rules (`rule:<id>`); `goods`: products."""
    found = one.effect
    return EffectOut(
        action=one.action, at=one.at, acts=one.names, by=one.by, by_name=names.get(one.by, one.by), rule=one.rule,
        rule_name=names.get(f"rule:{one.rule}", one.rule) if one.rule else None, proposal=one.proposal,
        series=one.series, product=one.product, product_name=goods.get(one.product, one.product) if one.product else None,
        seconds=one.seconds, status=found.status, kind=found.kind, effect=found.effect, i80=_bounds(found.i80),
        i95=_bounds(found.i95), alike=found.alike, holm=found.holm, bh=found.bh, n=found.n,
        beside=list(found.beside), mixed=found.mixed, undone=one.undone, verdict=verdict(found),
        say=say(one, zone).of(lang), against=against(found.control, CONTROLS).of(lang) if found.effect is not None else "",
    )  # fmt: skip


def _bounds(bounds: Bounds | None) -> EffectBounds | None:
    return None if bounds is None else EffectBounds(low=bounds.low, high=bounds.high)
