"""Everything that can stand against an offer, in words: the field, the law, what is wrong, what to do. Data only.

`{names}` are filled by the checks. A rule named C.. is one of the table of docs/algorithms/offer-checks.md.
"""

from collections.abc import Mapping
from typing import NamedTuple

from onair.kernel.i18n import Text


class Wording(NamedTuple):
    """`law`: (rule, key of LAWS, article). `warn`: told, but no reason to refuse."""

    field: str
    law: tuple[str, str, str]
    say: Text
    repair: Text
    warn: bool = False


_OWN = ("own", "own", "")
_REFERENCE = ("C10", "price", "16")
_MAKER = ("C11", "price", "16")
_POLICY = ("C19", "ecommerce", "20")
_STATE_IT = Text("先在「商品政策」里如实登记", "State it in the product's policy first")
_AS_GRANTED = Text("改成政策给的，或先改商品政策", "Write what the policy grants, or change the policy first")
_OWNER = Text("，或由负责人写明理由放行", ", or let an owner pass it with a reason")

WORDS: Mapping[str, Wording] = {
    # ---- money; what is said here is read by the whole team, so it names neither the floor nor the margin
    "cost_unknown": Wording(
        "price", _OWN,
        Text("算不出毛利底线：商品的成本或佣金没有登记",
             "the floor cannot be told: cost or commission is not entered"),
        Text(f"在选品的供应页填成本和佣金（没有佣金填 0）{_OWNER.zh}",
             f"Enter cost and commission (0 for none) in the selection{_OWNER.en}"),
    ),
    "price_floor": Wording(
        "price", _OWN,
        Text("每件 {worst}，低于毛利底线", "a unit comes to {worst}, below the margin floor"),
        Text(f"提高价格到底线以上{_OWNER.zh}", f"Raise the price above the floor{_OWNER.en}"),
    ),
    "stack_floor": Wording(
        "coupon", _OWN,
        Text("用券叠加后每件最低 {worst}，低于毛利底线",
             "with coupons a unit may come to {worst}, below the margin floor"),
        Text(f"提高门槛、减少面额、限每人件数，或不与其他券同享{_OWNER.zh}",
             f"Raise the threshold, lower the amount, limit the pieces, or do not combine{_OWNER.en}"),
    ),
    "reference_none": Wording(
        "reference", _REFERENCE,
        Text("这个经营场所没有这件商品的成交记录，不能写比较价",
             "nothing was ever sold of it at this place, so nothing may be compared with"),
        Text("去掉比较价，或先导入真实订单", "Take the compared price away, or import the real orders first"),
    ),
    "reference_lower": Wording(
        "reference", _REFERENCE,
        Text("依据价 {cap} 不高于现在的价格，写比较价会误导",
             "the basis {cap} is not above the price now; comparing would mislead"),
        Text("去掉比较价", "Take the compared price away"),
    ),
    "reference_high": Wording(
        "reference_amount", _REFERENCE,
        Text("比较价 {said} 高于依据：{basis}", "the compared price {said} is above its basis: {basis_en}"),
        Text("改成 {cap}，并写明「{basis}」", "Make it {cap} and say: {basis_en}"),
    ),
    "reference_high_eu": Wording(
        "reference_amount", ("C10", "eu", "6a"),
        Text("比较价 {said} 高于依据：{basis}", "the compared price {said} is above its basis: {basis_en}"),
        Text("改成 {cap}，并写明「{basis}」", "Make it {cap} and say: {basis_en}"),
    ),
    "maker_paper": Wording(
        "reference", _MAKER,
        Text("厂商建议零售价没有有效的文件登记", "no valid document of the maker's suggested price is on file"),
        Text("在商品资质里登记「厂商建议零售价文件」并填价格，或不写",
             "File the maker's document and its price, or leave it out"),
    ),
    "maker_differs": Wording(
        "reference_amount", _MAKER,
        Text("写了 {said}，厂商文件是 {price}", "{said} is written; the maker's document says {price}"),
        Text("改成 {price}", "Make it {price}"),
    ),
    "raised_before": Wording(
        "usual_price", ("C11", "price", "17"),
        Text("{days} 天内标价从 {low} 涨到 {now}，不能当作降价的起点",
             "the list price rose from {low} to {now} within {days} days; it is nothing to come down from"),
        Text("按 {low} 写日常价", "Use {low} as the usual price"),
    ),
    "usual_high": Wording(
        "usual_price", ("C12", "price", "19"),
        Text("结束后的价格写了 {said}，商品标价是 {price}",
             "the price afterwards says {said}; the product is listed at {price}"),
        Text("改成 {price}，或先改商品标价", "Make it {price}, or change the list price first"),
    ),
    "bundle_high": Wording(
        "usual_price", ("C12", "price", "19"),
        Text("套装的日常价写了 {said}，里面的东西单买合计 {price}",
             "the bundle's usual price says {said}; bought one by one its parts come to {price}"),
        Text("改成 {price} 以内", "Make it {price} at most"),
    ),
    "countdown_hollow": Wording(
        "price", ("C17", "price", "20"),
        Text("优惠期内与结束后价格一样，倒计时到零什么都没有变",
             "during and after it costs the same; at zero nothing would change"),
        Text("降低优惠价，或不用限时优惠", "Lower the price, or do not limit its time"),
    ),
    "countdown_reset": Wording(
        "ends_at", ("C17", "price", "20"),
        Text("「{title}」说的是 {end} 截止；紧接着以相同或更好的条件再开，等于把倒计时拨回去",
             "“{title}” said it ends at {end}; as good again right after winds the countdown back"),
        Text("不再开；要再卖，用日常价，或条件更差的另一份优惠",
             "Do not open it; sell at the usual price, or offer less"),
    ),
    "offered_again": Wording(
        "price", ("C17", "promotion", ""),
        Text("7 天内又是相同或更好的条件：{day}「{title}」{end} 截止的说法不再成立，会记在那一份上",
             "as good again within 7 days: what “{title}” of {day} said of {end} is no longer true, which is noted on it"),
        Text("隔 7 天以上再开，或改差条件", "Wait seven days, or offer less"),
        warn=True,
    ),
    # ---- words
    "typed_count": Wording(
        "title", ("C15", "unfair", "9"),
        Text("名称里手写了销量", "the title has a typed count of sales"),
        Text("删掉数字；屏上的件数来自账本并带时间",
             "Take the number out; screens count from the ledger, with the time"),
    ),
    "typed_scarcity": Wording(
        "title", ("C16", "punish", "6"),
        Text("名称里手写了剩余件数，卖出一件就不真了",
             "the title has a typed number left; after one sale it is untrue"),
        Text("删掉数字；屏上的剩余来自账本", "Take the number out; screens show what the ledger has left"),
    ),
    "title_price": Wording(
        "title", ("C12", "price", "19"),
        Text("名称里写了 {said}，{what}却是 {real}", "the title says {said}; {what_en} is {real_en}"),
        Text("改成 {real}，或删掉金额：屏上的价格来自条款",
             "Make it {real_en}, or leave it out: screens show the price of the terms"),
    ),
    "title_price_none": Wording(
        "title", ("C12", "price", "19"),
        Text("名称里写了 {said}，这份优惠里没有{what}", "the title says {said}; the offer has no such thing ({what_en})"),
        Text("删掉这个金额，或先在条款里填上", "Leave it out, or put it into the terms first"),
    ),
    "batch_words": Wording(
        "title", ("C16", "punish", "6"),
        Text("还计划补货 {n} 次，「限量」会让人以为只有这些",
             "{n} restocks are planned; “limited” makes people believe that this is all"),
        Text("写「本批」，例如「本批上架 80 件」", "Say “this batch”"),
    ),
    "gift_vague": Wording(
        "gifts", ("C13", "price", "18"),
        Text("赠品「{name}」没有说是什么", "the gift “{name}” does not say what it is"),
        Text("写品名和数量，例如「同款替换芯 1 个」", "Name it and say how many"),
    ),
    "gift_value": Wording(
        "gifts", ("C13", "price", "18"),
        Text("赠品「{name}」标了价值 {value}，本店没有它的现价",
             "the gift “{name}” is said to be worth {value}; the shop has no price of it"),
        Text("选一个在售商品作依据，或去掉价值", "Choose a product on sale as the basis, or leave the value out"),
    ),
    "gift_value_high": Wording(
        "gifts", ("C13", "price", "18"),
        Text("赠品「{name}」标了 {value}，本店现价 {price}",
             "the gift “{name}” says {value}; the shop's price is {price}"),
        Text("改成 {price}", "Make it {price}"),
    ),
    "condition_missing": Wording(
        "eligible", ("C12", "order", "32"),
        Text("不是人人可得，却没有写清条件", "not everybody can have it, and the condition is not told"),
        Text("写出条件，例如「首次在本店下单」「会员 2 级以上」", "State it, for example “first order in this shop”"),
    ),
    "condition_personal": Wording(
        "eligible", ("C28", "person", "24"),
        Text("「{words}」是按支付意愿区别定价", "“{words}” prices people by what they would pay"),
        Text("改成公开、可达成的条件：新客、会员等级、关注时间",
             "Use an open condition that anybody can meet: new customer, member level"),
    ),
    # ---- promises, stock, time
    "returns_narrowed": Wording(
        "returns", ("C19", "consumer", "25"),
        Text("写了 {days} 天可退，法定七日无理由不能缩短",
             "{days} days are written; the seven of the law cannot be narrowed"),
        Text("写 7 天或更长；确属例外的先在商品政策里登记理由",
             "Write seven or more; state a real exception in the policy first"),
    ),
    "returns_condition": Wording(
        "returns", ("C19", "consumer", "25"),
        Text("商品政策写明不适用七日无理由（{why}），这里没有说条件",
             "the policy excludes the seven days ({why_en}); no condition is told here"),
        Text("写出条件，例如「付款前勾选确认」", "State the condition"),
    ),
    "returns_unstated": Wording(
        "returns", _POLICY,
        Text("商品政策里没有登记退货天数，承诺没有着落",
             "the product's policy states no days of return; the promise rests on nothing"), _STATE_IT,
    ),
    "returns_beyond": Wording(
        "returns", _POLICY,
        Text("{asked} 天可退，商品政策是 {days} 天", "{asked} days of return; the policy grants {days}"), _AS_GRANTED,
    ),
    "instalment_unstated": Wording(
        "instalment", _POLICY,
        Text("商品政策里没有登记分期，承诺没有着落",
             "the product's policy has no payment in parts; the promise rests on nothing"), _STATE_IT,
    ),
    "instalment_beyond": Wording(
        "instalment", _POLICY,
        Text("{asked} 期免息，商品政策最多 {days} 期", "{asked} free payments; the policy has {days}"), _AS_GRANTED,
    ),
    "trial_unstated": Wording(
        "trial", _POLICY,
        Text("商品政策里没有登记试用，承诺没有着落",
             "the product's policy has no trial; the promise rests on nothing"), _STATE_IT,
    ),
    "trial_beyond": Wording(
        "trial", _POLICY,
        Text("试用 {asked} 天，商品政策 {days} 天", "{asked} days of trial; the policy grants {days}"), _AS_GRANTED,
    ),
    "stock_platforms": Wording(
        "stock", ("C16", "unfair", "9"),
        Text("这个直播间的库存由平台掌握，不能另设一份",
             "the platform owns this room's stock; a second one cannot be set"),
        Text("留空：只显示平台给的读数并提醒", "Leave it empty: the platform's readings are shown"),
    ),
    "stock_short": Wording(
        "stock", ("C14", "ecommerce", "49"),
        Text("放了 {asked} 份，仓里只有 {there}", "{asked} are offered, only {there} in stock"),
        Text("改成 {there} 以内，或先更新库存", "Offer at most {there}, or update the stock"),
    ),
    "product_gone": Wording(
        "product", _OWN,
        Text("没有商品 {product}，或它已移除",
             "there is no product {product}, or it was removed"), Text("换一个商品", "Choose another product"),
    ),
    "currency_differs": Wording(
        "product", _OWN,
        Text("商品以 {own} 标价，本场是 {show}", "it is priced in {own}, the show in {show}"),
        Text("换一个商品，或改商品币种", "Choose another product, or change its currency"),
    ),
    "end_missing": Wording(
        "ends_at", ("C17", "promotion", ""),
        Text("限时优惠没有截止时间", "a limited offer has no end"),
        Text("写截止时间，或写持续多久", "Give an end, or how long it lasts"),
    ),
    "end_past": Wording(
        "ends_at", _OWN,
        Text("截止时间已过，或早于开始", "it would be over before it begins"),
        Text("改晚截止时间；已发布过的请新建一份", "Choose a later end; of a published one make another"),
    ),
    "part_missing": Wording(
        "{part}", _OWN,
        Text("这一类优惠少了它自己的内容", "an offer of this kind lacks what it is about"),
        Text("补全后再发布", "Complete it first"),
    ),
    "price_above": Wording(
        "price", _OWN,
        Text("优惠价高于结束后的价格", "the price is above the price afterwards"),
        Text("改低优惠价", "Lower the price"),
    ),
}  # fmt: skip
