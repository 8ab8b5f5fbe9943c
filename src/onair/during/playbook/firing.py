"""What a rule says when it fires: the event of a proposal, with facts and evidence of that very tick."""

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from onair.during.playbook.evaluate import Firing
from onair.during.playbook.facts import Facts, Unfilled, filled, told
from onair.during.playbook.history import Series
from onair.during.playbook.offering import Prepared
from onair.during.playbook.proposals import Body, Lot, Offered
from onair.during.playbook.reading import Scene, readings
from onair.during.playbook.readings.audience import online_now
from onair.during.playbook.rule import Step, Words
from onair.during.playbook.words import number
from onair.events.model import Proposal

BARS, BAR_TICKS = 12, 3
SOURCE = "onair"


def id_of(firing: Firing) -> str:
    """The same in every replay."""
    of = "" if firing.product is None else f":{sha256(firing.product.encode()).hexdigest()[:8]}"
    return f"p:{firing.rule.id}:{firing.at // 1000}{of}"


def proposal_of(
    firing: Firing, names: Mapping[str, str], auto: str | None, lot: Lot | None = None, offer: Prepared | None = None
) -> Proposal:  # fmt: skip
    """`names`: product → what people call it. `auto`: who let the rule act by itself. `lot`: of a switchback. `offer`:
    prepared for the product."""
    rule, facts = firing.rule, facts_of(firing, names)
    first = readings()[rule.conditions[0].reading]
    product = firing.product if first.by_product else None
    body = Body(
        name=rule.name, tag=rule.tag, topic=rule.topic, severity=rule.severity, seat=rule.seat,
        until=firing.at + rule.expire_s * 1000, effect_s=rule.effect_s,
        steps=[offered(step, facts, offer) for step in rule.steps], checks=firing.trace.checks, series=first.series,
        bars=bars(firing.scene, first.series, product) if first.series else [],
        usual=_usual(firing, first.series), number=rule.number, auto=auto, lot=lot,
    )  # fmt: skip
    id_ = id_of(firing)
    return Proposal(
        id=id_, source=SOURCE, at=firing.at, product=firing.product, proposal=id_, rule=rule.id,
        data=msgspec.to_builtins(body),
    )  # fmt: skip


def facts_of(firing: Firing, names: Mapping[str, str]) -> Facts:
    """What is not known is None: it is never filled with a guess."""
    product, history = firing.product, firing.scene.history
    current = product if product is not None else (history.last.product if history.last is not None else None)
    checks = firing.trace.checks
    check = next((one for one in checks if one.met), checks[0])  # where one is enough, the one that spoke
    online = online_now(firing.scene).value
    return {
        "product": current, "product_name": names.get(current, current) if current is not None else None,
        "stock": history.stock.get(current) if current is not None else None,
        "online": None if online is None else round(online),
        "value": None if check.value is None else number(check.value),
        "times": None if check.value is None else number(check.value),
        "percent": None if check.value is None else number(check.value * 100),
        "share": next((number((c.numerator or 0) / c.denominator * 100) for c in checks if c.denominator), None),
        "limit": None if check.limit is None else number(check.limit), "n": check.n,
    }  # fmt: skip


def offered(step: Step, facts: Facts, offer: Prepared | None = None) -> Offered:
    own = {name: value for name, value in step.data.items() if isinstance(value, int | float | str)}
    known = {
        **facts,
        **{name: value for name, value in own.items() if name not in facts or facts[name] is None},
    }
    title = offer.title if offer is not None else None
    known |= {"offer": offer.offer if offer is not None else None}
    say = Words(
        told(step.say.zh, known | {"offer_title": title.zh if title else None}),
        told(step.say.en, known | {"offer_title": title.en if title else None}),
    )
    try:
        return Offered(act=step.act, say=say, data=filled(step.data, known))
    except Unfilled as error:
        return Offered(act=step.act, say=say, data=step.data, lacks=str(error.args[0]))


def bars(scene: Scene, series: Series, product: str | None) -> list[float | None]:
    """The last six minutes, half a minute each: sums of counts, means of the audience."""
    seen = scene.history.values(series, BARS * BAR_TICKS, product=product)
    values: list[float | None] = [*[None] * (BARS * BAR_TICKS - len(seen)), *seen]
    found: list[float | None] = []
    for start in range(0, len(values), BAR_TICKS):
        known = [value for value in values[start : start + BAR_TICKS] if value is not None]
        whole = sum(known) / len(known) if known else None
        found.append(whole if whole is None or series == "online" else whole * BAR_TICKS)
    return found


def _usual(firing: Firing, series: Series | None) -> float | None:
    """What a bar would be without the change: from the denominator of a comparison, scaled to a bar."""
    check = firing.trace.checks[0]
    if series is None or check.denominator is None or readings()[check.reading].unit != "times":
        return None
    if series == "online":
        return check.denominator
    return check.denominator * BAR_TICKS * 10 / (check.over_s or check.window_s)
