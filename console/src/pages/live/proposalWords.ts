/** Words of the proposals column. */
import { words } from "@/ui/words";

export const DISMISS = ["wrong", "known", "not_now", "no_stock", "host_busy", "other"] as const;
export type DismissReason = (typeof DISMISS)[number];
type Reading = { name: string; unit: string };
const r = (name: string, unit = ""): Reading => ({ name, unit });

const zh = {
  title: "提案",
  of: (n: number) => `共 ${n} 条`,
  rule: (n: number | null) => (n === null ? "自建规则" : `规则 ${n}`),
  whyIt: "为什么提：看每个条件当时的值",
  ago: (t: string) => `${t} 前`,
  accept: "接受并执行",
  snooze: "稍后 2 分",
  dismiss: "忽略…",
  undo: "撤销",
  why: "为什么忽略？",
  reasons: { wrong: "误报", known: "已经在处理", not_now: "时机不对", no_stock: "没有货", host_busy: "主播腾不开", other: "其他" } as Record<string, string>,
  history: "历史效果",
  becomes: "流程重排",
  floors: "底线检查",
  cannot: "暂不可用",
  nothing: "这条提案现在没有能执行的动作",
  last: (s: number) => (s % 60 ? `近 ${s} 秒` : `近 ${s / 60} 分`),
  limit: "界限",
  own: (n: number) => `自身同时段，${n} 场`,
  ops: { "<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于" } as Record<string, string>,
  states: { accepted: "已执行", dismissed: "已忽略", expired: "已过期", snoozed: "稍后", held: "对照" } as Record<string, string>,
  due: (t: string) => `效果 ${t} 后可看`,
  measuring: "效果测量中",
  auto: "规则自动",
  held: "本次按计划不提示，用来比较",
  none: "现在没有提案",
  watching: (n: number) => `${n} 条规则在看；有变化时这里给出：为什么、做什么、依据与样本、按哪个键。`,
  blind: "还没有数据可看：开始接收事件后，规则才能判断。",
  broken: (n: number) => `${n} 条规则出错已停，其余照常`,
  bars: (n: number) => `近 6 分钟，每 30 秒一根，共 ${n} 根`,
  readings: {
    online: r("在线人数", " 人"), online_vs_before: r("在线 ÷ 之前", " 倍"), online_in_slot: r("本段在线变化", "%"),
    peak_to_mean: r("峰均比", " 倍"), stay_estimated: r("次均停留（估）", " 秒"), comments_per_online: r("评论 ÷ 在线", "%"),
    interactions_per_online: r("互动 ÷ 在线", "%"), comments: r("评论", " 条"), entries: r("进入", " 次"), clicks: r("商品点击", " 次"),
    orders: r("创建订单", " 单"), paid: r("成交订单", " 单"), paid_vs_before: r("成交 ÷ 之前", " 倍"), clicks_vs_usual: r("点击 ÷ 自身平时", " 倍"),
    prod_ctr_pv: r("商品点击率（次数）", "%"), click_pay_pv: r("点击成交率（次数）", "%"), cart_rate_pv: r("点击加购率（次数）", "%"),
    unpaid: r("压单", " 单"), stock_left: r("真实库存", " 件"), returning_buyers: r("老客成交占比", "%"), comments_about: r("问到的人", " 人"),
    comments_share: r("含这些词的评论占比下限", "%"), comments_intent: r("问到的人", " 人"), complaint_share: r("负面评论占比下限", "%"), complaint_wave: r("负面占告警线", "%"), incidents: r("事件", " 次"), dropped_share: r("丢帧率", "%"), click_surge: r("点击突增", " 倍"),
    order_surge: r("下单突增", " 倍"), comment_surge: r("评论突增", " 倍"), online_dip: r("在线下滑", " 倍"), online_rise: r("在线上升", " 倍"),
    ctr_dip: r("点击率下滑", " 倍"),
  } as Record<string, Reading>,
};

export type ProposalWords = typeof zh;

const en: ProposalWords = {
  title: "Proposals",
  of: (n) => `${n} open`,
  rule: (n) => (n === null ? "own rule" : `rule ${n}`),
  whyIt: "Why: every condition at that moment",
  ago: (t) => `${t} ago`,
  accept: "Accept and do",
  snooze: "In 2 min",
  dismiss: "Dismiss…",
  undo: "Undo",
  why: "Why dismiss it?",
  reasons: { wrong: "False alarm", known: "In hand already", not_now: "Bad moment", no_stock: "No stock", host_busy: "Host is busy", other: "Other" },
  history: "Past effect",
  becomes: "Rundown",
  floors: "Floor checks",
  cannot: "Not available",
  nothing: "Nothing of this proposal can be done now",
  last: (s) => (s % 60 ? `last ${s} s` : `last ${s / 60} min`),
  limit: "limit",
  own: (n) => `own, this hour, ${n} shows`,
  ops: { "<": "below", "<=": "at most", ">": "above", ">=": "at least" },
  states: { accepted: "done", dismissed: "dismissed", expired: "expired", snoozed: "later", held: "held" },
  due: (t) => `effect in ${t}`,
  measuring: "measuring the effect",
  auto: "by the rule",
  held: "by plan nobody is asked this time, to compare",
  none: "No proposals now",
  watching: (n) => `${n} rules watch. When something changes: why, what to do, the evidence with n, which key.`,
  blind: "Nothing to judge by yet: rules need events.",
  broken: (n) => `${n} rules stopped on an error, the rest run`,
  bars: (n) => `last 6 minutes, 30 s each, ${n} bars`,
  readings: {
    online: r("people online"), online_vs_before: r("online ÷ before", "×"), online_in_slot: r("online since the slot began", "%"),
    peak_to_mean: r("peak ÷ mean", "×"), stay_estimated: r("stay per view (est.)", " s"), comments_per_online: r("comments ÷ online", "%"),
    interactions_per_online: r("interactions ÷ online", "%"), comments: r("comments"), entries: r("entries"), clicks: r("product clicks"),
    orders: r("orders created"), paid: r("orders paid"), paid_vs_before: r("paid ÷ before", "×"), clicks_vs_usual: r("clicks ÷ their usual", "×"),
    prod_ctr_pv: r("CTR (events)", "%"), click_pay_pv: r("click-to-order (events)", "%"), cart_rate_pv: r("click-to-cart (events)", "%"),
    unpaid: r("unpaid orders"), stock_left: r("true stock", " pcs"), returning_buyers: r("returning buyers", "%"), comments_about: r("people asking"),
    comments_share: r("comments with these words, at least", "%"), comments_intent: r("people asking"), complaint_share: r("complaints, at least", "%"), complaint_wave: r("complaints ÷ line", "%"), incidents: r("incidents"), dropped_share: r("dropped frames", "%"), click_surge: r("click surge", "×"),
    order_surge: r("order surge", "×"), comment_surge: r("comment surge", "×"), online_dip: r("audience drop", "×"), online_rise: r("audience rise", "×"),
    ctr_dip: r("CTR drop", "×"),
  },
};

export const proposalWords = words<ProposalWords>(zh, en);
