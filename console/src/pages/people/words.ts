import { words } from "@/ui/words";

export const peopleWords = words(
  {
    lead: "所有已结束场次里出现过的人。平台编号只留加密散列；没有身份的观众不算成一个人。",
    asOf: (when: string, shows: string, people: string) => `截至 ${when} · ${shows} 场 · ${people} 人`,
    making: "正在更新", stale: "超过两天没有更新", notYet: "还没有可读的场次", notYetHint: "一场直播结束后，这里会列出来过的人；导入历史场次也可以。",
    none: "没有符合条件的人。", byDays: "买家太少，阶段按天数判断，不估计概率", all: "全部", stage: "阶段", who: "谁", sort: "排序", find: "编号开头",
    buyers: { any: "全部的人", yes: "买过", no: "没买过" } as Record<string, string>,
    stages: { new: "新", watching: "观望", first: "首购", repeat: "复购", dormant: "沉睡", lost: "流失" } as Record<string, string>,
    why: {
      new: "首次出现不到 7 天，只看过一场，没有买过", watching: "看过但没有买过", first: "买过一次，还在复购买家通常的间隔之内",
      repeat: "在两天或更多天买过，估计仍会再买", dormant: "买过，比通常的间隔久没有再来", lost: "久到不太会再来",
    } as Record<string, string>,
    sorts: { last_seen: "最近出现", first_seen: "最新认识", shows: "场次", clicks: "商品点击", paid: "成交订单", spend: "消费金额", expected: "预计购买" } as Record<string, string>,
    cols: { person: "编号", stage: "阶段", last: "最近出现", shows: "场次", clicks: "点击", carts: "加购", paid: "成交", spend: "消费", rfm: "R F M", alive: "仍会买", follow: "关注" },
    unknown: (n: string) => `+${n} 单金额未知`, following: { yes: "关注中", no: "已取关" } as Record<string, string>,
    fields: "这个人的每一项", rows: (n: string) => `来自 ${n} 行`, derived: "由其他项算出", show: "怎么算的", acts: "按场次和行为", deals: "订单",
    act: { show: "场次", kind: "行为", product: "商品", channel: "来源", n: "次数", at: "最近一次" },
    deal: { order: "订单号", state: "状态", at: "时间", amount: "金额", refunded: "退款" },
    dealStates: { created: "未付款", paid: "已付款", cancelled: "已取消", refunded: "有退款" } as Record<string, string>,
    kinds: {
      exposure: "曝光", enter: "进入", leave: "离开", comment: "评论", like: "点赞", share: "分享", follow: "关注", unfollow: "取关", group_join: "入群", gift: "礼物",
      product_exposure: "商品曝光", product_click: "商品点击", favourite: "收藏", unfavourite: "取消收藏", add_cart: "加购",
    } as Record<string, string>,
    noDeals: "没有订单。", noActs: "没有行为。", fifth: (n: string) => `${n} / 5`, noPerson: "返回名单",
  },
  {
    lead: "Everybody seen in shows that are over. Of platform ids only a keyed hash is kept; viewers without identity are never made one person.",
    asOf: (when: string, shows: string, people: string) => `As of ${when} · ${shows} shows · ${people} people`,
    making: "Being updated", stale: "Not updated for two days", notYet: "No show was read yet", notYetHint: "When a show is over, who was there is listed here; past shows can be imported too.",
    none: "Nobody fits.", byDays: "Too few buyers: stages go by days, chances are not estimated", all: "All", stage: "Stage", who: "Who", sort: "Order", find: "Key begins with",
    buyers: { any: "Everybody", yes: "Bought", no: "Never bought" },
    stages: { new: "New", watching: "Watching", first: "First purchase", repeat: "Repeat", dormant: "Dormant", lost: "Lost" },
    why: {
      new: "First seen within 7 days, one show, no purchase", watching: "Watched, never bought", first: "Bought once, within the time repeat buyers usually wait",
      repeat: "Bought on two days or more and is expected to buy again", dormant: "Bought, and has waited longer than usual", lost: "Away for so long that a return is unlikely",
    },
    sorts: { last_seen: "Last seen", first_seen: "Newest", shows: "Shows", clicks: "Product clicks", paid: "Orders paid", spend: "Spend", expected: "Expected purchases" },
    cols: { person: "Key", stage: "Stage", last: "Last seen", shows: "Shows", clicks: "Clicks", carts: "Carts", paid: "Paid", spend: "Spend", rfm: "R F M", alive: "Still buys", follow: "Follows" },
    unknown: (n: string) => `+${n} unknown`, following: { yes: "Follows", no: "Unfollowed" },
    fields: "Field by field", rows: (n: string) => `from ${n} rows`, derived: "Worked out from others", show: "how it is counted", acts: "By show and act", deals: "Orders",
    act: { show: "Show", kind: "Act", product: "Product", channel: "Source", n: "Times", at: "Last" },
    deal: { order: "Order", state: "State", at: "When", amount: "Amount", refunded: "Refunded" },
    dealStates: { created: "Unpaid", paid: "Paid", cancelled: "Cancelled", refunded: "Refunded" },
    kinds: {
      exposure: "Exposure", enter: "Entry", leave: "Leave", comment: "Comment", like: "Like", share: "Share", follow: "Follow", unfollow: "Unfollow", group_join: "Group joined", gift: "Gift",
      product_exposure: "Product shown", product_click: "Product click", favourite: "Favourite", unfavourite: "Favourite removed", add_cart: "Added to cart",
    },
    noDeals: "No orders.", noActs: "No acts.", fifth: (n: string) => `${n} of 5`, noPerson: "Back to the list",
  },
);
