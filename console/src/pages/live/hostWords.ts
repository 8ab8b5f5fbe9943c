/** Words of the piece about the host's screen. */
import { words } from "@/ui/words";

const zh = {
  title: "主播屏",
  share: "分享屏幕",
  putRight: "纠正",
  whisper: "耳语",
  none: "还没有耳语。按 T 给主播一句话，提词页上点「知道了」后这里会显示时间。",
  acked: (t: string, who: string) => `${t} 知道了 · ${who}`,
  waits: (t: string) => `未读 ${t}`,
  due: (n: number) => `${n}`,
  late: (n: number) => `晚 ${n} 秒`,
  done: "完成",
  doneIn: (s: string, who: string) => `${s} 秒 · ${who}`,
  gone: "已移除的成员",
  missed: "没人接",
  dropped: "主播撤回",
  by: (who: string) => `${who} 喊`,
  median: (s: string, n: number) => `口令到执行 中位 ${s} 秒（${n} 次）`,
  templates: "常用",
  texts: ["先答评论里的问题", "报真实库存和价格", "催付：还有未付款的", "语速慢一点", "还有 2 分钟过款", "准备下一款", "口误了，请更正", "喝口水，气氛带起来"],
};
const en: typeof zh = {
  title: "Host's screen",
  share: "Share screens",
  putRight: "Correct",
  whisper: "Whisper",
  none: "No whispers yet. T sends the host a word; when Got it is tapped there, the time shows here.",
  acked: (t, who) => `${t} got it · ${who}`,
  waits: (t) => `unread ${t}`,
  due: (n) => `${n}`,
  late: (n) => `${n} s late`,
  done: "Done",
  doneIn: (s, who) => `${s} s · ${who}`,
  gone: "removed member",
  missed: "not taken",
  dropped: "taken back",
  by: (who) => `called by ${who}`,
  median: (s, n) => `cue to act, median ${s} s (${n})`,
  templates: "Often",
  texts: ["Answer the questions first", "Say the true stock and price", "Remind: unpaid orders", "Slow down a little", "2 minutes to the next item", "Get the next item ready", "A slip: please correct it", "Take a sip, lift the mood"],
};
export const hostWords = words(zh, en);
