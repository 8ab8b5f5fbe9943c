/** Words of the after-action report in the review. */
import { words } from "@/ui/words";

export const emergencyReview = words(
  {
    title: "应急复盘",
    drill: "演练",
    counts: (real: number, drills: number) => [real ? `应急 ${real} 次` : "", drills ? `演练 ${drills} 次` : ""].filter(Boolean).join("，"),
    cols: { card: "应急卡", at: "打开", by: "打开人", notice: "发现用时", open: "发现到开卡", act: "开卡到第一步", recover: "恢复用时", end: "结果", undone: "没做的" },
    outcomes: { recovered: "已恢复", handled: "已处理", false_alarm: "误报" } as Record<string, string>,
    leftOpen: "没有收尾",
    going: "进行中",
    details: (name: string, at: string) => `${name} ${at} 的时间线`,
    moments: { began: "开始", found: "发现", opened: "打开应急卡", recovered: "恢复", closed: "收尾", done: "完成", failed: "没做成", skipped: "跳过", unknown: "不确定", asked: "等执行", begun: "执行中" } as Record<string, string>,
    late: (t: string) => `超时 ${t}`,
    slips: "纠正单",
    slip: { at: "时间", by: "谁", said: "原话", right: "更正" },
    undone: "已撤销",
    rule: "用时按日志里的时间算。没有接信号来源、手动打开的，开始和发现时间不知道，写“—”。",
  },
  {
    title: "Emergencies",
    drill: "drill",
    counts: (real: number, drills: number) => [real ? `${real} real` : "", drills ? `${drills} drills` : ""].filter(Boolean).join(", "),
    cols: { card: "Card", at: "Opened", by: "By", notice: "Noticed after", open: "Found to card", act: "Card to first act", recover: "Recovered after", end: "Outcome", undone: "Not done" },
    outcomes: { recovered: "recovered", handled: "handled", false_alarm: "false alarm" },
    leftOpen: "left open",
    going: "open",
    details: (name: string, at: string) => `Timeline of ${name}, ${at}`,
    moments: { began: "it began", found: "found", opened: "card opened", recovered: "recovered", closed: "closed", done: "done", failed: "not done", skipped: "skipped", unknown: "not known", asked: "asked for", begun: "under way" },
    late: (t: string) => `${t} late`,
    slips: "Corrections",
    slip: { at: "Time", by: "Who", said: "Said", right: "Right" },
    undone: "undone",
    rule: "Times are those of the log. Where no signal source is connected and a card was opened by hand, beginning and detection are not known: “—”.",
  },
);
