/** Words of 动作与效果 in the review. */
import { words } from "@/ui/words";

const zh = {
  title: "动作与效果",
  note: (n: number, measured: number) => `${n} 个动作，测出 ${measured} 个；与本场其他时刻比较，95 % 区间`,
  now: "到现在为止",
  cols: { at: "时刻", act: "动作", who: "谁", series: "看什么", line: "", effect: "效果", range: "95 % 区间", kind: "对照", n: "n", verdict: "结论" },
  rule: (name: string) => `规则 · ${name}`,
  acts: { whisper: "耳语", pin: "置顶", slot_extend: "调整时长", slot_next: "下一段", note: "写场记", offer_publish: "开优惠", offer_restock: "补货", offer_end: "结束优惠", show_overlay: "贴片" } as Record<string, string>,
  undone: "已撤销",
  holm: "结论已把本场所有动作一起算过（Holm）：动作越多，越不容易凭运气算作有效。",
};
const en: typeof zh = {
  title: "Actions and their effects",
  note: (n, measured) => `${n} actions, ${measured} measured; against other moments of this show, 95 % interval`,
  now: "so far",
  cols: { at: "At", act: "Action", who: "Who", series: "Looked at", line: "", effect: "Effect", range: "95 % interval", kind: "Against", n: "n", verdict: "Verdict" },
  rule: (name) => `rule · ${name}`,
  acts: { whisper: "whisper", pin: "pin", slot_extend: "changed length", slot_next: "next slot", note: "note", offer_publish: "opened an offer", offer_restock: "restocked", offer_end: "ended an offer", show_overlay: "overlay" },
  undone: "undone",
  holm: "The verdict counts all actions of the show in (Holm): the more there were, the less counts as an effect by luck.",
};
export const effectsWords = words(zh, en);
