/** Words of what was asked without an answer and of what answers changed. */
import { words } from "@/ui/words";

export const qaGapWords = words(
  {
    title: "观众问了什么", library: "问答库", review: "复盘", live: "直播台", gate: "开播门禁", again: "重新统计", facts: { comments: "评论", questions: "提问", answered: "有答案可给", gaps: "还没有答案" },
    answeredRule: "按当时的商品和主播", openNote: "两个人以上问过，可以写成答案", passing: (n: number) => `问价格、库存、链接的 ${n} 种`, passingLead: "这些按当时的价格、库存和链接现答，不写进问答库：写下来一分钟后就可能不对。", showLead: "最近几场里，观众对本场商品问过、问答库至今没有答案的问题。写好并由另一人批准，直播时就会自动对上。",
    gapsTitle: "问了没答案的", noneLeft: "问过两个人以上的，现在都有答案了。", soFar: "直播中，统计到按下这一刻", noneAsked: "这一场没有读到提问。", choose: "看哪一场的提问", card: "观众问过、还没有答案", toCard: "写进本卡问答", toCardDone: "已在本卡问答里", people2: (n: number, shows: number) => `${n} 人 · ${shows} 场`, writeIt: "去写答案",
    looked: (n: number) => `最近 ${n} 场`, asked: "条", people: "人", effects: "答了以后，问的人少了吗",
    effectsLead: "每次答出前后各 5 分钟，同类提问占全部评论的份额；同一款在讲时才算。区间含 0 就是看不出。",
    given: "答了几次", before: "答前", after: "答后", effect: "变化（点，95% 区间）", points: "点", fewer: "少了", more: "多了", unclear: "看不出变化", few: (n: number, least: number) => `样本不足：${n} 条，要 ${least} 条`,
  },
  {
    title: "What viewers asked", library: "Q&A library", review: "Review", live: "Live console", gate: "Go-live gate", again: "Count again", facts: { comments: "Comments", questions: "Questions", answered: "Have an answer", gaps: "No answer yet" },
    answeredRule: "For the product and host of then", openNote: "Two people at least; an answer can be written", passing: (n: number) => `${n} about price, stock or links`, passingLead: "Answered by the price, stock and link of that minute; a prepared sentence would be wrong a minute later.", showLead: "What viewers of the newest shows asked of this show's products and the library still has no answer for. Written and approved by another person, it is found on air by itself.",
    gapsTitle: "Asked, not answered", noneLeft: "Everything that two people asked has an answer now.", soFar: "On air; counted up to this press", noneAsked: "No questions were read in this show.", choose: "Which show's questions", card: "Asked before, no answer yet", toCard: "Put into this card", toCardDone: "In this card", people2: (n: number, shows: number) => `${n} people · ${shows} shows`, writeIt: "Write the answer",
    looked: (n: number) => `${n} newest shows`, asked: "Questions", people: "People", effects: "Did fewer ask once it was answered",
    effectsLead: "Share of such questions among all comments, five minutes before and after each answer, while the same product was talked about. An interval over 0 tells nothing.",
    given: "Given", before: "Before", after: "After", effect: "Change (points, 95 % interval)", points: "points", fewer: "fewer", more: "more", unclear: "no change to be seen", few: (n: number, least: number) => `too few: ${n}, ${least} are needed`,
  },
);
