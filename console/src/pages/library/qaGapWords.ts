/** Words of what was asked without an answer and of what answers changed. */
import { words } from "@/ui/words";

export const qaGapWords = words(
  {
    looked: (n: number) => `最近 ${n} 场`, asked: "条", people: "人", effects: "答了以后，问的人少了吗",
    effectsLead: "每次答出前后各 5 分钟，同类提问占全部评论的份额；同一款在讲时才算。区间含 0 就是看不出。",
    given: "答了几次", before: "答前", after: "答后", effect: "变化（点，95% 区间）", points: "点", fewer: "少了", more: "多了", unclear: "看不出变化", few: (n: number, least: number) => `样本不足：${n} 条，要 ${least} 条`,
  },
  {
    looked: (n: number) => `${n} newest shows`, asked: "Questions", people: "People", effects: "Did fewer ask once it was answered",
    effectsLead: "Share of such questions among all comments, five minutes before and after each answer, while the same product was talked about. An interval over 0 tells nothing.",
    given: "Given", before: "Before", after: "After", effect: "Change (points, 95 % interval)", points: "points", fewer: "fewer", more: "more", unclear: "no change to be seen", few: (n: number, least: number) => `too few: ${n}, ${least} are needed`,
  },
);
