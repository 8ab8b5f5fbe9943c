/** Words of effects and switchbacks on a rule's page. */
import { words } from "@/ui/words";

const zh = {
  effect: "采纳之后",
  title: "对照实验",
  lead: "让规则的提案一半照常、一半由抽签按计划不提示，再比较两边：最可靠的证据。不提示的每一次都记在动作里，写明“对照”。",
  none: "还没有做过。",
  room: "直播间",
  moments: "时刻数（偶数，8 到 200）",
  start: "开始",
  stop: "停止并给出结果",
  only: "由运营开始和停止。",
  states: { running: "进行中", done: "已完成", stopped: "已停止", broken: "登记被改动" } as Record<string, string>,
  by: (name: string, when: string) => `${name} ${when} 开始`,
  arms: (taken: number, moments: number, held: number) => `${taken} / ${moments} 个时刻，${held} 个不提示`,
};
const en: typeof zh = {
  effect: "After it was accepted",
  title: "Switchback",
  lead: "Half of the rule's proposals are made as always, half are held back by lot, and the two are compared: the strongest evidence there is. Each one held back stands in the feed as such.",
  none: "None so far.",
  room: "Room",
  moments: "Moments (even, 8 to 200)",
  start: "Start",
  stop: "Stop and tell the result",
  only: "Operators start and stop it.",
  states: { running: "running", done: "done", stopped: "stopped", broken: "plan changed" },
  by: (name, when) => `begun by ${name}, ${when}`,
  arms: (taken, moments, held) => `${taken} of ${moments} moments, ${held} held back`,
};
export const trialWords = words(zh, en);
