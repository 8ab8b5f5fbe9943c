/** Words of plan against real in the review. */
import { words } from "@/ui/words";

export const playoutWords = words(
  {
    title: "计划与实际",
    counts: (aired: number, skipped: number, missed: number) => [`播 ${aired} 段`, skipped ? `跳过 ${skipped}` : "", missed ? `没播 ${missed}` : ""].filter(Boolean).join("，"),
    whole: (t: string) => `全场结束比计划 ${t}`,
    states: { done: "已播", on_air: "在播", next: "未播", waiting: "未播", skipped: "跳过", missed: "没播" } as Record<string, string>,
    unplanned: "流程外",
    moved: "换过位置",
    undone: "已撤销",
    dropped: "撤下",
    shortened: (t: string) => `重排 ${t}`,
    acts: { slot_extend: "调整", slot_skip: "跳过", slot_swap: "换位", slot_move: "移动", slot_restore: "恢复" } as Record<string, string>,
    cols: { name: "段", state: "状态", planned: "计划开始", real: "实际开始", late: "开始偏差", length: "计划时长", lasted: "实际时长", over: "超时", changes: "改动：谁、为什么" },
    five: "每轮五个数",
    fiveRule: "一轮从钩子（引流、福利、互动）开始。开链接以发布优惠为准，没有则以置顶商品为准；来源没有提供的写“—”，不是 0。",
    loop: { name: "轮 · 钩子", at: "开始", hook: "憋单时长", online: "憋单期间在线变化", sold: "开链接后 3 分钟成交", talk: "讲品时长", pushes: "逼单次数" },
  },
  {
    title: "Plan and real",
    counts: (aired: number, skipped: number, missed: number) => [`${aired} slots on air`, skipped ? `${skipped} skipped` : "", missed ? `${missed} not on` : ""].filter(Boolean).join(", "),
    whole: (t: string) => `end against plan ${t}`,
    states: { done: "done", on_air: "on air", next: "to come", waiting: "to come", skipped: "skipped", missed: "not on" },
    unplanned: "not planned",
    moved: "moved",
    undone: "undone",
    dropped: "dropped",
    shortened: (t: string) => `re-planned ${t}`,
    acts: { slot_extend: "changed length", slot_skip: "skipped", slot_swap: "swapped", slot_move: "moved", slot_restore: "restored" },
    cols: { name: "Slot", state: "State", planned: "Planned start", real: "Real start", late: "Deviation", length: "Planned", lasted: "Real", over: "Over", changes: "Changes: who, why" },
    five: "Five numbers a loop",
    fiveRule: "A loop begins with its hook (traffic, welfare, a game). The link is opened by a published offer, or else by pinning a product; what no source tells is “—”, not 0.",
    loop: { name: "Loop · hook", at: "Start", hook: "Held back", online: "Audience meanwhile", sold: "Paid in 3 min after the link", talk: "Talk", pushes: "Pushes" },
  },
);
