/** Words of 预测. */
import { words } from "@/ui/words";

const zh = {
  title: "这场可能做多少",
  totals: { gmv: "成交", view_uv: "观看", order_paid: "成交单" } as Record<string, string>,
  est: "估",
  planned: (n: number) => `按本间可比 ${n} 场推算，P10–P90；这样的场次五场里约有四场落在区间内`,
  running: (share: string) => `播到 ${share}，按过往同一进度推算到下播，P10–P90`,
  over: "开播前会这样说，与实际对照",
  toEnd: "到下播",
  held: (held: number, tried: number) => `过去 ${tried} 场里 ${held} 场落在当时的区间内`,
  soFar: (v: string) => `已有 ${v}`,
  came: (v: string) => `实际 ${v}`,
  inside: "区间内",
  outside: "区间外",
  assumed: (n: number) => `没有计划结束时间，按过往中位 ${n} 分钟算`,
  missing: "来源未提供",
  few: (need: number, n: number) => `需要 ${need} 场，已有 ${n} 场`,
  empty: (n: number) => `${n} 场为 0，未计入`,
  plan: "还早，只按计划推算",
  stale: "没有刷新成功，这是上一次的推算",
};
const en: typeof zh = {
  title: "What this show may bring",
  totals: { gmv: "GMV", view_uv: "Viewers", order_paid: "Paid orders" },
  est: "est.",
  planned: (n) => `from ${n} comparable shows of this room, P10–P90; about four in five shows like these lie within`,
  running: (share) => `${share} of the show is over; to its end by the pace of past shows, P10–P90`,
  over: "what would have been said before it, beside what came",
  toEnd: "by the end",
  held: (held, tried) => `${held} of ${tried} past shows lay within what was said then`,
  soFar: (v) => `${v} so far`,
  came: (v) => `${v} came`,
  inside: "within",
  outside: "outside",
  assumed: (n) => `no end is planned; past shows lasted ${n} min (median)`,
  missing: "no source tells it",
  few: (need, n) => `takes ${need} shows, has ${n}`,
  empty: (n) => `${n} shows with none are left out`,
  plan: "early: from the plan alone",
  stale: "not renewed; this is the last one told",
};
export const outlookWords = words(zh, en);
