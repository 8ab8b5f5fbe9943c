import { words } from "@/ui/words";

export type OfferAct = "offer_restock" | "offer_end" | "offer_cancels_explained";

export const liveOfferWords = words(
  {
    title: "优惠", none: "本场没有备优惠", all: "备优惠", ready: (n: number) => `备好 ${n} 份`, live: (n: number) => `进行中 ${n}`,
    states: { draft: "备好", refused: "不能发", missed: "已错过", scheduled: "未开始", live: "进行中", sold_out: "已抢完", ended: "已结束" } as Record<string, string>,
    left: "剩", held: "占", sold: "已付", buyers: (n: string) => `${n} 人`, then: (p: string) => `之后 ${p}`, was: (p: string) => `优惠时 ${p}`, begins: "距开始", ends: "距截止", noEnd: "不限时", asOf: (t: string) => `截至 ${t}`,
    platform: "平台库存", restocked: (n: number) => `补货 ${n} 次`, cut: "连接断开，数停在上一次",
    warns: { platform_less: "平台剩的比这里少", platform_silent: "平台库存 10 分钟没有更新", platform_unknown: "平台还没给过库存" } as Record<string, string>,
    publish: "发布", cannot: "不能发", restock: "补货", end: "结束", qty: "补几份", why: "原因", whys: { offer_restock: ["第二批到了", "追加备货"], offer_end: ["价格挂错", "超卖", "提前收"], offer_cancels_explained: ["买家要求取消", "地址送不到，已退款", "库存损坏，已补偿"] } as Record<OfferAct, string[]>, explain: "写明原因", cancelled: (n: number) => `${n} 笔已付款订单被取消，没有写明原因（《电子商务法》第 49 条）`, go: "确定", cancel: "不做",
    margin: (m: string, f: string) => `毛利 ${m} ≥ ${f}`, price: "优惠价", coupon: "券",
  },
  {
    title: "Offers", none: "No offer is prepared", all: "prepare", ready: (n: number) => `${n} prepared`, live: (n: number) => `${n} live`,
    states: { draft: "prepared", refused: "cannot go out", missed: "missed", scheduled: "to come", live: "live", sold_out: "sold out", ended: "ended" },
    left: "left", held: "held", sold: "paid", buyers: (n) => `${n} buyers`, then: (p) => `then ${p}`, was: (p) => `was ${p}`, begins: "begins in", ends: "ends in", noEnd: "no end", asOf: (t) => `as of ${t}`,
    platform: "platform's stock", restocked: (n) => `restocked ${n}×`, cut: "cut off: numbers as they were",
    warns: { platform_less: "the platform has fewer", platform_silent: "no stock from the platform for 10 min", platform_unknown: "the platform never told its stock" },
    publish: "Publish", cannot: "cannot go out", restock: "Restock", end: "End", qty: "Pieces", why: "Reason", whys: { offer_restock: ["second batch is here", "more set aside"], offer_end: ["wrong price", "oversold", "closing early"], offer_cancels_explained: ["the buyer asked for it", "cannot be delivered, paid back", "damaged, made good"] }, explain: "Give the reason", cancelled: (n) => `${n} paid orders were cancelled without a reason (E-Commerce Law, art. 49)`, go: "Do it", cancel: "Leave it",
    margin: (m, f) => `margin ${m} ≥ ${f}`, price: "offer", coupon: "coupon",
  },
);
