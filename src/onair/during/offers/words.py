"""What an offer promises, in few words: chips on cards, overlays and the prompter."""

from onair.during.offers.terms import Terms
from onair.kernel.i18n import Text
from onair.kernel.money import spoken

KINDS: dict[str, Text] = {
    "flash": Text("限时秒杀", "flash sale"),
    "batch": Text("限量发售", "limited batch"),
    "coupon": Text("优惠券", "coupon"),
    "bundle": Text("组合装", "bundle"),
    "gift": Text("赠品", "with a gift"),
    "instalment": Text("分期", "instalments"),
    "trial": Text("试用", "trial"),
    "return_promise": Text("无忧退", "return promise"),
}
WHOM: dict[str, Text] = {
    "new": Text("新客专享", "new customers"),
    "member": Text("会员专享", "members"),
    "exclusive": Text("专属优惠", "by invitation"),
}


def chips(terms: Terms) -> list[tuple[str, Text]]:
    """(code, words) of every condition and promise beside the price, the condition first."""
    found: list[tuple[str, Text]] = []
    if (whom := WHOM.get(terms.eligible.kind)) is not None:
        said = terms.eligible.words
        found.append(("eligible", Text(said or whom.zh, said or whom.en)))
    if terms.per_person is not None:
        found.append(("per_person", Text(f"每人限{terms.per_person}件", f"{terms.per_person} per person")))
    if terms.coupon is not None:
        over, off = (spoken(value, terms.currency) for value in (terms.coupon.threshold, terms.coupon.off))
        found.append(("coupon", Text(f"满{over}减{off}", f"{off} off from {over}")))
    for gift in terms.gifts:
        found.append(("gift", Text(f"赠{gift.name}×{gift.qty}", f"with {gift.qty} × {gift.name}")))
    return found + _promises(terms)


def _promises(terms: Terms) -> list[tuple[str, Text]]:
    found = []
    if (part := terms.instalment) is not None:
        fee = spoken(part.fee, terms.currency)
        zh, en = ("免息", "no fee") if part.fee == 0 else (f"，费用{fee}", f"{fee} fee")
        found.append(("instalment", Text(f"{part.n}期{zh}", f"{part.n} payments, {en}")))
    if terms.trial is not None:
        found.append(("trial", Text(f"试用{terms.trial.days}天", f"{terms.trial.days} days' trial")))
    if (back := terms.returns) is not None:
        zh, en = f"{back.days}天可退", f"{back.days} days to return"
        if back.condition:
            zh, en = f"{zh}（{back.condition}）", f"{en} ({back.condition})"
        found.append(("returns", Text(zh, en)))
    return found
