/** Words of measured effects, wherever they are shown. */
import { words } from "./words";

const zh = {
  series: {
    online: "在线", entries: "进入", interactions: "互动", interactors: "互动人数", comments: "评论", likes: "点赞", exposures: "商品曝光", clicks: "点击",
    carts: "加购", orders: "下单", paid: "付款", gmv: "成交额",
  } as Record<string, string>,
  kinds: { randomised: "随机", control: "对照", before_after: "前后" } as Record<string, string>,
  status: {
    measured: "已测", not_due: "未到时候", too_few: "样本不足", few_events: "样本不足", gaps: "数据有缺口", flat: "数据不动",
    inseparable: "不可分离", not_comparable: "不可比",
  } as Record<string, string>,
  verdicts: { up: "有提升", down: "有下降", unclear: "看不出" } as Record<string, string>,
  times: (n: number) => `同类 ${n} 次`,
  kindsOf: (kind: string, n: number) => `${kind} ${n}`,
  effect: "效果",
  line: (text: string) => `零线左右的点是估计，粗线 80 %、细线 95 % 区间：${text}`,
};
export type EffectWords = typeof zh;
const en: EffectWords = {
  series: {
    online: "online", entries: "entries", interactions: "interactions", interactors: "people interacting", comments: "comments", likes: "likes",
    exposures: "impressions", clicks: "clicks", carts: "carts", orders: "orders", paid: "paid", gmv: "GMV",
  },
  kinds: { randomised: "randomised", control: "control", before_after: "before-after" },
  status: {
    measured: "measured", not_due: "not due", too_few: "too little data", few_events: "too little data", gaps: "data missing", flat: "stands still",
    inseparable: "inseparable", not_comparable: "not comparable",
  },
  verdicts: { up: "rose", down: "fell", unclear: "unclear" },
  times: (n) => `${n} repeats`,
  kindsOf: (kind, n) => `${n} ${kind}`,
  effect: "Effect",
  line: (text) => `the dot is the estimate, the thick line its 80 %, the thin one its 95 % interval around zero: ${text}`,
};
export const effectWords = words<EffectWords>(zh, en);
