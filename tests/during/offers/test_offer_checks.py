"""Each rule about an offer: what breaks it is refused with its article and a repair, its lawful near miss passes."""

from typing import Any

import pytest
from planned import COUPON, FACTS, FLASH, HOUR, NOW, codes, draft, held, other, paid, past, product

from onair.during.offers.planning.breach import LAWS, law_of
from onair.during.offers.planning.wording import WORDS
from onair.kernel.clock import DAY_MS, MINUTE_MS
from onair.trade.evidence.service import PricePoint, Supply
from onair.trade.policy import Policy


def goods(**change: Any) -> dict[str, Any]:
    return {**FACTS.products, "pan": product(**change)}


def policy(**change: Any) -> dict[str, Policy]:
    return {"pan": FACTS.policies["pan"]._replace(**change)}


GIFT = {"kind": "gift", "gifts": ({"name": "示例锅盖", "qty": 1, "product": "lid", "value": 2900},)}
PAIR = {"kind": "bundle", "usual_price": 19800, "price": 17900, "bundle": ({"product": "lid", "qty": 1},)}
BACK = {"kind": "return_promise", "price": 16900, "lasts_s": None}
OWNER = {"floor_why": "清仓，已与供应商谈妥", "floor_by": "prs_owner"}
TITLES = [
    # 149 is paid, 169 afterwards: a title that names another price, and one that names this one or none at all
    ("示例锅 129元", "示例锅 149元"), ("示例锅 ¥148.9", "示例锅 ¥149.00"), ("示例锅 一百二十九元", "示例锅 一百四十九元"),
    ("示例锅 129块", "示例锅 149块"), ("示例锅 到手价１２９", "示例锅 到手价149"), ("示例锅 129块9", "示例锅 3块装"),
    ("示例锅 2件258元", "示例锅 2件298元"), ("示例锅 立减50", "示例锅 立减20"), ("示例锅 日常价199元", "示例锅 日常价169元 今晚149元"),
    ("Example pan $129", "示例锅 50ml 规格 2件"), ("示例锅 价值99元", "示例锅 满99元包邮"), ("示例锅 0元试用", "示例锅 99元气系列"),
    ("示例锅 30元券", "示例锅 每片0.5元"), ("示例锅 1.2万元", "示例锅 24cm 双11"), ("示例锅 只要129", "示例锅 只要3件"),
]  # fmt: skip
CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # code, draft that breaks it, its facts; the lawful near miss, its facts
    ("price_floor", {"price": 9000}, {}, {"price": 9000}, {"roles": {"pan": "welfare"}}),
    ("price_floor", {"price": 10895}, {}, {"price": 10896}, {}),
    ("price_floor", {"price": 9900, "floor_why": "清仓清仓"}, {}, {"price": 9900, **OWNER}, {}),
    ("cost_unknown", {}, {"supplies": {"pan": Supply(cost=7000)}}, {}, {"supplies": {"pan": Supply(cost=7000, commission_rate=0.0)}}),
    ("stack_floor", {"price": 11500}, {"others": [other(coupon={"threshold": 10000, "off": 2000})]}, {"price": 11500}, {"others": [other(stacks=False, coupon={"threshold": 10000, "off": 2000})]}),
    ("stack_floor", {"price": 11500}, {"others": [other(coupon={"threshold": 10000, "off": 2000})]}, {"price": 11500}, {"others": [other(coupon={"threshold": 11600, "off": 2000})]}),
    ("reference_high", {"reference": "listed", "reference_amount": 22900}, {}, {"reference": "listed", "reference_amount": 15900}, {}),
    ("reference_high", {"reference": "lowest_paid", "reference_amount": 16900}, {}, {"reference": "lowest_paid"}, {}),
    ("reference_none", {"reference": "lowest_paid"}, {"paid": {}}, {"reference": "lowest_paid"}, {"paid": {"pan": [paid(15500, 30)]}}),
    ("reference_lower", {"reference": "lowest_paid", "price": 15900}, {}, {"reference": "lowest_paid", "price": 15899}, {}),
    ("maker_paper", {"reference": "maker"}, {}, {"reference": "maker"}, {"makers": frozenset({"pan"})}),
    ("maker_differs", {"reference": "maker", "reference_amount": 25900}, {"makers": frozenset({"pan"})}, {"reference": "maker", "reference_amount": 22900}, {"makers": frozenset({"pan"})}),
    ("raised_before", {"usual_price": 39900}, {"products": goods(price=39900), "listed": {"pan": [PricePoint(NOW - 40 * DAY_MS, 19900, "list"), PricePoint(NOW - DAY_MS, 39900, "list")]}},
     {"usual_price": 39900}, {"products": goods(price=39900), "listed": {"pan": [PricePoint(NOW - 40 * DAY_MS, 19900, "list"), PricePoint(NOW - 8 * DAY_MS, 39900, "list")]}}),
    ("raised_before", {"usual_price": 17900}, {"products": goods(price=17900), "listed": {"pan": [PricePoint(NOW - 2 * DAY_MS, 15900, "list")]}},
     {"usual_price": 15900}, {"products": goods(price=17900), "listed": {"pan": [PricePoint(NOW - 2 * DAY_MS, 15900, "list")]}}),
    ("usual_high", {"usual_price": 22900}, {}, {"usual_price": 16900}, {}),
    ("bundle_high", {**PAIR, "usual_price": 29900}, {}, PAIR, {}),
    ("countdown_hollow", {"price": 16900}, {}, {"price": 16899}, {}),
    ("price_above", {"price": 17000}, {}, {"price": 16000}, {}),
    ("countdown_reset", {}, {"past": [past(show="shw_1", ended_at=NOW - MINUTE_MS, ends_at=NOW - MINUTE_MS)]}, {"price": 15900}, {"past": [past(show="shw_1", ended_at=NOW - MINUTE_MS, ends_at=NOW - MINUTE_MS)]}),
    ("countdown_reset", {}, {"past": [past(show="shw_1", ended_at=None, ends_at=NOW + HOUR)]}, {}, {"past": [past(show="shw_1", product="lid")]}),
    ("typed_count", {"title": "示例锅 已售5000"}, {}, {"title": "示例锅 5000 毫升装"}, {}),
    ("typed_count", {"title": "示例锅 已有三千人下单"}, {}, {"title": "示例锅 三千家门店在用"}, {}),
    ("typed_scarcity", {"title": "示例锅 只剩20件"}, {}, {"title": "示例锅 一套20件"}, {}),
    ("typed_scarcity", {"title": "Example pan, only 5 left"}, {}, {"title": "Example pan, 5 year promise"}, {}),
    *(("title_price", {"title": title}, {}, {"title": near}, {}) for title, near in TITLES),
    ("title_price", {**COUPON, "title": "示例锅 满100减20"}, {}, {**COUPON, "title": "示例锅 满169减20"}, {}),
    ("title_price", {"title": "示例锅 比较价169元"}, {}, {"title": "示例锅 比较价159元，今晚149", "reference": "lowest_paid"}, {}),
    ("title_price", {"kind": "instalment", "instalment": {"n": 3}, "title": "示例锅 3期每期40元"}, {}, {"kind": "instalment", "instalment": {"n": 3}, "title": "示例锅 3期每期49.67元"}, {}),
    ("batch_words", {"title": "示例锅 限量80件", "restocks_planned": 2}, {}, {"title": "示例锅 本批限量80件", "restocks_planned": 2}, {}),
    ("batch_words", {"title": "示例锅 限量80件", "restocks_planned": 1}, {}, {"title": "示例锅 限量80件"}, {}),
    ("gift_vague", {**GIFT, "gifts": ({"name": "惊喜小礼", "qty": 1},)}, {}, {**GIFT, "gifts": ({"name": "同款替换芯", "qty": 1},)}, {}),
    ("gift_value", {**GIFT, "gifts": ({"name": "清洁刷", "qty": 1, "value": 1500},)}, {}, {**GIFT, "gifts": ({"name": "清洁刷", "qty": 1},)}, {}),
    ("gift_value_high", {**GIFT, "gifts": ({"name": "示例锅盖", "qty": 1, "product": "lid", "value": 5900},)}, {}, GIFT, {}),
    ("condition_missing", {"eligible": {"kind": "new"}}, {}, {"eligible": {"kind": "new", "words": "首次在本店下单"}}, {}),
    ("condition_missing", {"eligible": {"kind": "exclusive", "set": "aud_1"}}, {}, {"eligible": {"kind": "exclusive", "set": "aud_1", "words": "关注本店满 30 天"}}, {}),
    ("condition_personal", {"eligible": {"kind": "exclusive", "words": "仅限苹果用户"}}, {}, {"eligible": {"kind": "member", "words": "会员 2 级以上"}}, {}),
    ("returns_narrowed", {**BACK, "returns": {"days": 3}}, {}, {**BACK, "returns": {"days": 7}}, {}),
    ("returns_narrowed", {**BACK, "returns": {"days": 3}}, {"policies": policy(exclusion="by_nature", returns_days=3)},
     {**BACK, "returns": {"days": 3, "condition": "付款前勾选确认"}}, {"policies": policy(exclusion="by_nature", confirmed=True, returns_days=3)}),
    ("returns_condition", {**BACK, "returns": {"days": 3}}, {"policies": policy(exclusion="made_to_order", returns_days=3)},
     {**BACK, "returns": {"days": 3, "condition": "量裁窗帘，付款前勾选确认"}}, {"policies": policy(exclusion="made_to_order", returns_days=3)}),
    ("returns_beyond", {**BACK, "returns": {"days": 30}}, {}, {**BACK, "returns": {"days": 15}}, {}),
    ("returns_unstated", {**BACK, "returns": {"days": 15}}, {"policies": {}}, {**BACK, "returns": {"days": 7}}, {"policies": {}}),
    ("instalment_unstated", {"kind": "instalment", "instalment": {"n": 3}}, {"policies": {}}, {"kind": "instalment", "instalment": {"n": 3}}, {}),
    ("instalment_beyond", {"kind": "instalment", "instalment": {"n": 12}}, {}, {"kind": "instalment", "instalment": {"n": 6}}, {}),
    ("trial_unstated", {"kind": "trial", "trial": {"days": 7}}, {"policies": {}}, {"kind": "trial", "trial": {"days": 7}}, {}),
    ("trial_beyond", {"kind": "trial", "trial": {"days": 30}}, {}, {"kind": "trial", "trial": {"days": 7}}, {}),
    ("stock_platforms", {}, {"stock_owner": "platform"}, {"stock": None}, {"stock_owner": "platform"}),
    ("stock_short", {"stock": 501}, {}, {"stock": 500}, {}),
    ("part_missing", {"kind": "coupon", "price": None}, {}, COUPON, {}),
    ("part_missing", {"kind": "batch", "stock": None}, {}, {"kind": "batch"}, {}),
    ("product_gone", {}, {"products": goods(removed=True)}, {}, {}),
    ("currency_differs", {}, {"currency": "EUR"}, {}, {}),
    ("end_missing", {"lasts_s": None}, {}, {"kind": "batch", "lasts_s": None}, {}),
    ("end_past", {"lasts_s": None, "ends_at": NOW - 1}, {}, {"lasts_s": None, "ends_at": NOW + 1}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "breaks", "facts", "near", "near_facts"),
    CASES,
    ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)],
)
def test_what_breaks_a_rule_is_refused_and_its_near_miss_passes(code, breaks, facts, near, near_facts):
    found = held(draft(**breaks), FACTS._replace(**facts))
    assert code in [one.code for one in found.blocks], found.blocks
    assert found.terms is None
    one = next(one for one in found.blocks if one.code == code)
    assert (
        one.zh and one.en and one.repair_zh and one.repair_en and "{" not in one.zh + one.en + one.repair_zh
    )
    assert codes(draft(**near), FACTS._replace(**near_facts)) == []


def test_every_rule_that_can_refuse_is_tried_above_and_names_its_law():
    tried = {case[0] for case in CASES} | {"reference_high_eu"}
    tried.add("title_price_none")
    assert tried == {code for code, words in WORDS.items() if not words.warn}
    for code, words in WORDS.items():
        rule, key, article = words.law
        assert key in LAWS and (article or key in ("own", "promotion")), code
        assert (rule == "own") == (key == "own")


def test_the_lowest_price_paid_is_said_with_its_window_and_frozen_under_a_name_of_its_own():
    found = held(draft(reference="lowest_paid"))
    assert found.terms is not None and found.terms.reference is not None and found.evidence is not None
    about = found.terms.reference
    assert (about.amount, about.window_days, about.as_of, about.evidence) == (
        15900,
        7,
        NOW,
        found.evidence.id,
    )
    assert (found.evidence.lowest, found.evidence.n, found.evidence.basis) == (15900, 7, "window")
    changed = held(draft(reference="lowest_paid"), FACTS._replace(paid={"pan": [paid(15900, 6, n=3)]}))
    assert changed.evidence is not None and changed.evidence.id != found.evidence.id
    tonight = held(draft(reference="lowest_paid", price=12900), tonight={"pan": [paid(13900, 0.01, n=1)]})
    assert tonight.terms is not None and tonight.terms.reference is not None
    assert tonight.terms.reference.amount == 13900  # a price paid an hour ago counts, too
    assert codes(draft(reference="lowest_paid"), tonight={"pan": [paid(13900, 0.01)]}) == ["reference_lower"]


def test_without_a_sale_in_the_window_the_last_one_paid_counts():
    found = held(
        draft(reference="listed", reference_amount=16000),
        FACTS._replace(paid={"pan": [paid(15500, 30), paid(9900, 60)]}),
    )
    one = found.blocks[0]
    assert (one.code, one.article) == ("reference_high", "16")
    assert "没有成交" in one.zh and "¥155" in one.repair_zh
    assert law_of(one).zh == "《明码标价和禁止价格欺诈规定》第 16 条"


def test_a_european_shop_looks_back_thirty_days_and_at_what_was_asked():
    eu = FACTS._replace(market="eu")
    found = held(draft(reference="listed", reference_amount=15900), eu)
    assert [(one.code, one.instrument_en, one.article) for one in found.blocks] == [
        ("reference_high", "EU Directive 98/6/EC", "6a")
    ]
    assert codes(draft(reference="listed", reference_amount=15900)) == []
    asked = eu._replace(
        paid={"pan": [paid(16900, 2)]}, listed={"pan": [PricePoint(NOW - 20 * DAY_MS, 15500, "list")]}
    )
    low = held(draft(reference="lowest_paid"), asked)
    assert low.evidence is not None and (low.evidence.basis, low.evidence.cap) == ("asked", 15500)


def test_terms_as_good_within_seven_days_are_told_and_not_refused():
    found = held(draft(), FACTS._replace(past=[past()]))
    assert found.terms is not None
    assert [(one.code, one.level, one.other, one.rule) for one in found.breaches] == [
        ("offered_again", "warn", "ofr_old", "C17")
    ]
    for lawful in (
        past(ended_at=NOW - 8 * DAY_MS, ends_at=NOW - 8 * DAY_MS),
        past(worst=14000),
        past(ends_at=None),
        past(product="lid"),
    ):
        assert held(draft(), FACTS._replace(past=[lawful])).breaches == ()


def test_a_coupon_is_worth_what_a_unit_comes_to():
    found = held(draft(COUPON))
    assert found.terms is not None
    assert (found.terms.price, found.terms.usual_price, found.floor.worst) == (14900, 16900, 14900)
    below = draft(COUPON, coupon={"threshold": 30000, "off": 4000}, per_person=None)
    assert (below.paid, held(below).floor.worst) == (16900, 14900)  # two pieces for 338 - 40
    assert (
        held(draft(COUPON, coupon={"threshold": 30000, "off": 4000})).floor.worst == 16900
    )  # one piece a person


def test_costs_of_what_comes_along_are_in_the_floor():
    alone, gift = held(draft()).floor, held(draft(**GIFT)).floor
    assert alone.price is not None and gift.price is not None
    assert gift.price - alone.price == pytest.approx(900 / (1 - 0.05 - 0.28), abs=1)
    pair = draft(FLASH, kind="bundle", usual_price=19800, price=17900, bundle=({"product": "lid", "qty": 1},))
    assert held(pair).floor.price == gift.price
    unknown = FACTS._replace(supplies={"pan": FACTS.supplies["pan"]})
    assert codes(draft(**GIFT), unknown) == ["cost_unknown"]


def test_words_that_no_ledger_proves_are_the_lints():
    from onair.during.offers.planning.breach import OfferBreach

    one = OfferBreach(
        code="words", level="block", field="title", rule="C01", instrument_zh="广告法", instrument_en="Advertising Law", article="9",
        zh="「全网最低价」", en="“lowest anywhere”", repair_zh="删掉", repair_en="Leave it out",
    )  # fmt: skip
    facts = FACTS._replace(said={("示例锅今晚价", "pan"): (one,)})
    assert codes(draft(), facts) == ["words"]
    assert codes(draft(title="示例锅今晚"), facts) == []
