"""From a case to one judgement: which links stand out, which cause, the one next change. Pure."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from onair.after.diagnosis.base import Base, base_of, cut_of, noise
from onair.after.diagnosis.case import Case, Labels, Suspicion
from onair.after.diagnosis.causes import Cause, causes
from onair.after.diagnosis.chain import chain_of, form, own
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.finding import Finding, NextChange, Share, filled, finding_id
from onair.after.diagnosis.links import decompose
from onair.after.diagnosis.plain import plain
from onair.after.diagnosis.spread import Spread, spread

LEVEL = 0.06
"""Probability, over all links together, that a usual evening stands out in one."""
LIFTS_Z, LIFTS = 5.0, 0.08
"""A cause that a row proves lifts its link above the usual, although the link alone does not stand out."""
FINDINGS_MAX = 6
OF_PRODUCT = frozenset({"slot_order", "slot_minutes", "card", "offer"})
State = Literal["normal", "below", "above", "few", "broken", "nothing"]


class Judged(NamedTuple):
    """`top`: the link that lost most (or brought most) of those that stand out. `findings`: the first is the cause, the
    rest other things seen in links that stand out."""

    state: State
    case: Case
    spreads: tuple[Spread, ...]
    out: frozenset[str]
    top: str | None
    findings: tuple[Finding, ...]


def judge(now: Facts, past: Sequence[Facts], labels: Labels | None = None) -> Judged:
    """`past` oldest first, comparable shows only."""
    case = case_of(now, past, labels or {})
    if case.chain is None or case.base is None:
        return _within(case)
    spreads = tuple(spread(case.chain, case.base, now.stages))
    family = len(spreads) + 1
    out = {
        link.to for link, usual in zip(case.chain.links, case.base.links, strict=False)
        if abs(case.strays[link.to]) > usual.limit(LEVEL / family)
    }  # fmt: skip
    found = _suspects(case)
    fell = {link.to for link in case.chain.links if link.to in out and link.part < 0}
    fell |= {one.stage for _, one in found if _lifts(case, one)}
    broken = case.chain.broken
    if not fell and not broken:
        rose = [link for link in case.chain.links if link.to in out]
        top = max(rose, key=lambda link: link.part).to if rose else None
        return Judged("above" if top else "normal", case, spreads, frozenset(out), top, ())
    top = broken if broken and not fell else min(fell, key=lambda stage: _part(case, stage, found))
    findings = _findings(case, found, top, fell, spreads)
    return Judged("broken" if broken else "below", case, spreads, frozenset(out | fell), top, findings)


def case_of(now: Facts, past: Sequence[Facts], labels: Labels) -> Case:
    """What lies before a level shift of the room is left out."""
    cut = cut_of([show.stages for show in past], "gmv")
    known = [show for show in past if (show.stages.get("gmv") or 0) > 0][cut:]
    stages = chain_of([show.stages for show in known], now.stages)
    base: Base | None = (
        base_of([show.stages for show in known], stages) if stages and stages[-1] == "gmv" else None
    )
    if base is None:
        return Case(now, tuple(known), None, None, {}, labels)
    chain = decompose(base.stages, now.stages, form(stages))
    strays = {
        link.to: usual.strays(link.target, noise(now.stages, usual))
        for link, usual in zip(chain.links, base.links, strict=False)
    }
    return Case(now, tuple(known), base, chain, strays, labels)


Suspect = tuple[Cause, Suspicion]


def _suspects(case: Case) -> list[Suspect]:
    return [(cause, one) for cause in causes().values() if (one := cause.test(case)) is not None]


def _lifts(case: Case, one: Suspicion) -> bool:
    if one.stage == "refund":
        return True
    return one.direct and one.z >= LIFTS_Z and one.explains >= LIFTS and case.link(one.stage) is not None


def _part(case: Case, stage: str, found: Sequence[Suspect]) -> float:
    """Money of the link; of refunds what came back beyond the usual."""
    if stage == "refund":
        return min(_refund(case, one) for _, one in found if one.stage == "refund")
    link = case.link(stage)
    return link.part if link else 0.0


def _refund(case: Case, one: Suspicion) -> float:
    gmv = float(case.now.stages.get("gmv") or 0)
    return -gmv * (float(one.value or 0) - float(one.base or 0))


def _weight(case: Case, one: Suspicion) -> float:
    """Share of the link's loss that it accounts for, a little less where no row says so itself."""
    lost = max(case.lost(one.stage), 0.05) if one.stage != "refund" else one.explains
    return max(0.0, min(1.0, one.explains / lost)) * (1.0 if one.direct else 0.8)


def _findings(
    case: Case, found: Sequence[Suspect], top: str, fell: set[str], spreads: Sequence[Spread]
) -> tuple[Finding, ...]:
    of_top = [(c, one) for c, one in found if _same(case, one.stage, top)]
    others = [
        (c, one)
        for c, one in found
        if not _same(case, one.stage, top) and any(_same(case, one.stage, s) for s in fell)
    ]
    of_top.sort(key=lambda pair: (-_weight(case, pair[1]), -pair[1].z))
    others.sort(key=lambda pair: (_part(case, pair[1].stage, found), -_weight(case, pair[1])))
    told = [_finding(case, cause, one, spreads) for cause, one in (*of_top, *others)]
    if not of_top or told[0].weight < 0.25:
        told.insert(0, _plain(case, top, spreads))
    return tuple(told[:FINDINGS_MAX])


def _same(case: Case, stage: str, other: str) -> bool:
    a, b = case.link(stage), case.link(other)
    return stage == other or (a is not None and b is not None and a.to == b.to)


def _finding(case: Case, cause: Cause, one: Suspicion, spreads: Sequence[Spread]) -> Finding:
    weight, params, link = _weight(case, one), dict(one.params), case.link(one.stage)
    change = _change(cause, one)
    return Finding(
        finding_id(cause.id, one.about), case.now.show, link.to if link else one.stage, cause.id, cause.seat,
        one.about, f"cause.{cause.id}", params, filled(cause.words, params), one.rows,
        _share(case, one, weight, spreads), weight, change,
    )  # fmt: skip


def _change(cause: Cause, one: Suspicion) -> NextChange:
    """What needs a product and has none becomes a task."""
    words = filled(cause.next, one.params)
    kind = "task" if cause.change in OF_PRODUCT and one.about.of != "product" else cause.change
    params = {**cause.params, "text": words.zh} if kind == "card" else dict(cause.params)
    return NextChange(cause.id, one.about, one.metric, cause.better, one.value, one.base, kind, words, params)


def _share(case: Case, one: Suspicion, weight: float, spreads: Sequence[Spread]) -> Share:
    """The part of its link's money that the cause accounts for."""
    if one.stage == "refund":
        return Share(_refund(case, one), None, None)
    link = case.link(one.stage)
    mine = next((s for s in spreads if link is not None and s.link.to == link.to), None)
    if mine is None or link is None:
        return Share(None, None, None)
    part = min(1.0, weight)
    return Share(mine.link.part * part, mine.low * part, mine.high * part)


def _plain(case: Case, stage: str, spreads: Sequence[Spread]) -> Finding:
    """No cause of the rule base shows: the link, who looks after it, and what to look at."""
    rule, link, id_ = plain()[stage], case.link(stage), f"link_{stage}"
    value, base = (link.target, link.base) if link else (None, None)
    one = Suspicion(stage, 0.0, False, 0.0, (), rule.metric, value, base)
    change = NextChange(id_, one.about, rule.metric, "up", value, base, "task", rule.next)
    share = _share(case, one, 1.0, spreads)
    return Finding(
        id_,
        case.now.show,
        stage,
        id_,
        rule.seat,
        one.about,
        f"link.{stage}",
        {},
        rule.words,
        (),
        share,
        0.0,
        change,
    )


def _within(case: Case) -> Judged:
    """Too few shows to compare with: only what this show's own rows say."""
    stages = own(case.now.stages)
    told = [pair for pair in _suspects(case) if pair[1].direct]
    told.sort(key=lambda pair: -pair[1].explains)
    findings = tuple(_finding(case, cause, one, ()) for cause, one in told[:FINDINGS_MAX])
    return Judged(
        "few" if stages else "nothing",
        case,
        (),
        frozenset(),
        findings[0].link if findings else None,
        findings,
    )
