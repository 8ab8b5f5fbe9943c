"""What a proposal says of the prepared offer before anybody presses the key: floor, basis, limit. Pure."""

from msgspec import Struct

from onair.during.offers.planning.breach import OfferBreach
from onair.during.offers.planning.desk import Planned
from onair.during.offers.planning.judge import Judged
from onair.kernel.i18n import Text


class OfferFloorCheck(Struct, frozen=True):
    """One line of the floor checks. `ok` False: it stands against publishing."""

    ok: bool
    zh: str
    en: str


def floor_checks(plan: Planned, found: Judged) -> list[OfferFloorCheck]:
    """Margin against its floor, what a compared price rests on, the personal limit; then whatever else blocks it."""
    draft, floor = plan.draft, found.floor
    blocks = {one.code for one in found.blocks}
    coupon = Text("券后毛利", "margin after coupon") if draft.coupon is not None else Text("毛利", "margin")
    said = [
        OfferFloorCheck(
            not blocks & {"price_floor", "stack_floor", "cost_unknown"},
            *_margin(coupon, floor.margin, floor.share),
        )
    ]
    if draft.reference != "none":
        about = {one for one in blocks if one.startswith(("reference", "maker"))}
        said.append(OfferFloorCheck(not about, "价格依据", "price basis"))
    if draft.per_person is not None:
        said.append(OfferFloorCheck(True, f"限购 {draft.per_person}", f"limit {draft.per_person}"))
    seen = ("price_floor", "stack_floor", "cost_unknown", "reference", "maker")
    said += [_blocked(one) for one in found.blocks if not one.code.startswith(seen)]
    return said


def _margin(name: Text, margin: float | None, share: float) -> Text:
    """Without the figures: the whole team reads it (`schemas.SEES_MARGIN`)."""
    if margin is None:
        return Text(f"{name.zh} —（成本或佣金没有登记）", f"{name.en} — (cost or commission not entered)")
    if margin >= share:
        return Text(f"{name.zh}不低于底线", f"{name.en} at or above its floor")
    return Text(f"{name.zh}低于底线", f"{name.en} below its floor")


def _blocked(one: OfferBreach) -> OfferFloorCheck:
    return OfferFloorCheck(False, one.zh, one.en)


def title_of(plan: Planned) -> Text:
    """「满 169 减 20」券 200 张, as the step of a proposal names it."""
    draft = plan.draft
    if draft.stock is None:
        return Text(f"「{draft.title}」", f"“{draft.title}”")
    unit = Text("张", "coupons") if draft.kind == "coupon" else Text("份", "pieces")
    return Text(f"「{draft.title}」{draft.stock} {unit.zh}", f"“{draft.title}”, {draft.stock} {unit.en}")
