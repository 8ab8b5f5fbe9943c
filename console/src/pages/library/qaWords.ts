/** Words of the question and answer library. */
import { words } from "@/ui/words";

const zhIntents: Record<string, string> = { price: "价格", size: "尺码", shipping: "物流", stock: "库存", link: "链接", quality: "品质", usage: "用法", coupon: "优惠", orderhelp: "订单", demand: "要看要讲", complaint: "抱怨", ordered: "已下单", greet: "招呼", spam: "广告" };
const enIntents: Record<string, string> = { price: "price", size: "size", shipping: "shipping", stock: "stock", link: "link", quality: "quality", usage: "usage", coupon: "offers", orderhelp: "order help", demand: "show me", complaint: "complaint", ordered: "ordered", greet: "greeting", spam: "ads" };

export const qaWords = words(
  {
    tabs: { answers: "答案", gaps: "没答上的", uses: "使用记录" },
    lead: "观众常问的，先想好怎么答：一句口语、有出处、有有效期，由另一个人批准。直播中按 R 发给主播，按 O 同时上画面。",
    search: "搜问法或答案", product: "商品", shop: "全店", anyIntent: "全部意图", anyState: "全部状态", expiring: "14 天内到期", add: "写一条", bring: "导入", take: "导出",
    states: { approved: "已批准", draft: "草稿", expired: "已过期", withdrawn: "已撤下" } as Record<string, string>,
    intents: zhIntents,
    sources: { fact: "商品参数", evidence: "资质或报告", policy: "店铺政策", manual: "说明书" } as Record<string, string>,
    question: "问法", answer: "答案", basis: "依据", until: "有效期", state: "状态", more: (n: number) => `另 ${n} 种问法`, noSource: "没有依据", noUntil: "没有有效期",
    empty: "问答库还是空的。", emptyHint: "先写最常被问的三条：什么时候发货、能不能退、这款适合谁。", nothing: "没有符合条件的答案。", clear: "清除筛选",
    fresh: "写一条答案", edit: "改答案", variants: "观众怎么问（一行一种，至少一种，常用 3–10 种）", intent: "属于哪类", host: "谁的亲身体验（不讲自己用过就不选）",
    short: "口语答案（15 秒内说得完）", shortHint: "像回朋友一句话：先说结论，再说一个依据。数字用有出处的。", shortEn: "英文（可不填）", long: "详细版（可不填，给客服和商品页用）",
    source: "依据是什么", sourceHint: "例如：说明书第 3 页；售后政策 v3", paper: "选一份资质", never: "不能说（一行一条）", neverHint: "例如：绝不粘锅",
    seconds: (n: number) => `念完约 ${n} 秒`, save: "保存草稿", saved: "已保存为草稿，等另一个人批准", approve: "批准", approved: (who: string) => `${who} 批准`, withdraw: "撤下", restore: "恢复为草稿", history: "历史", own: "自己写的要由另一个人批准",
    needed: "问法和口语答案要填", again: "改了文字要重新批准", preview: "主播看到的", said: "知道了", notSaid: "不能说", from: "依据", validUntil: "至",
    verdict: { BLOCK: "不能说", EVID: "要有证据", FIX: "建议改", PASS: "可以" } as Record<string, string>, use: (text: string) => `改成「${text}」`, drop: "删掉这几个字", fine: "没有发现问题", checkFailed: "没查成，保存时再查。",
    steps: { create: "新建", edit: "修改", approve: "批准", withdraw: "撤下", restore: "恢复", import: "导入" } as Record<string, string>,
    byline: (who: string) => `${who} 写`,
    usesLead: "主播要说「我自己用过」，先签一条使用记录：哪款、从哪天用到哪天、怎么用的，签自己的名字。没有记录，第一人称的答案不能批准（广告法 38）。",
    sign: "签一条", signHost: "主播", used: "使用日期", usedWords: "怎么用的", signName: "签名（主播本人的名字）", signed: "签于", inForce: "有效", gone: "已撤回", takeBack: "撤回", noUses: "还没有使用记录。", pickAll: "主播、商品、日期、内容和签名都要填",
    fields: { variants: "问法", intent: "类别", short: "口语答案", short_en: "英文", long: "详细版", source: "依据", until: "有效期", never: "不能说", host: "亲身体验", product: "商品" } as Record<string, string>,
    importHint: "CSV 或 XLSX，列名同导出的表。每行一条；有编号的更新那一条，没有的新建为草稿。", imported: (made: number, changed: number, same: number, bad: number) => `新建 ${made}，更新 ${changed}，不变 ${same}，退回 ${bad}`,
    gapsLead: "问得多、库里没有答案的。写一条，下一场就答得上；也会提醒流程里讲这款时补上。", gapAsked: "条提问", gapPeople: "人", gapShows: "场", gapExamples: "原话", writeOne: "写一条", noGaps: "没有攒下没答上的问题。", noGapsHint: "一场直播结束后，这里列出问了没答的。", noProduct: "没有指明商品", asOf: (when: string) => `统计到 ${when}`,
  },
  {
    tabs: { answers: "Answers", gaps: "Not answered", uses: "Use records" },
    lead: "What viewers ask often, answered beforehand: one spoken sentence with a source and an end, approved by a second person. On air R sends it to the host, O to the picture as well.",
    search: "Search questions and answers", product: "Product", shop: "whole shop", anyIntent: "Any intent", anyState: "Any state", expiring: "Ends within 14 days", add: "Write one", bring: "Import", take: "Export",
    states: { approved: "approved", draft: "draft", expired: "expired", withdrawn: "withdrawn" } as Record<string, string>,
    intents: enIntents,
    sources: { fact: "product fact", evidence: "paper or report", policy: "shop policy", manual: "manual" } as Record<string, string>,
    question: "Question", answer: "Answer", basis: "Source", until: "Valid until", state: "State", more: (n: number) => `${n} more ways of asking`, noSource: "no source", noUntil: "no end",
    empty: "The library is empty.", emptyHint: "Begin with the three asked most: when is it sent, can I return it, who is it for.", nothing: "No answer fits these filters.", clear: "Clear filters",
    fresh: "Write an answer", edit: "Edit answer", variants: "How viewers ask (one a line; one at least, 3–10 are usual)", intent: "What it is about", host: "Whose own experience (leave empty if nobody's)",
    short: "Spoken answer (within 15 s)", shortHint: "As to a friend: the conclusion first, then one reason. Figures only with a source.", shortEn: "English (optional)", long: "Long version (optional, for service and the product page)",
    source: "What it rests on", sourceHint: "e.g. manual, page 3; returns policy v3", paper: "Choose a paper", never: "Must not be said (one a line)", neverHint: "e.g. never sticks",
    seconds: (n: number) => `about ${n} s to say`, save: "Save draft", saved: "Saved as a draft; another person approves it", approve: "Approve", approved: (who: string) => `approved by ${who}`, withdraw: "Withdraw", restore: "Back to draft", history: "History", own: "what you wrote is approved by somebody else",
    needed: "A question and the spoken answer are needed", again: "a changed text is approved anew", preview: "What the host sees", said: "Got it", notSaid: "Do not say", from: "Source", validUntil: "until",
    verdict: { BLOCK: "not allowed", EVID: "needs evidence", FIX: "better changed", PASS: "fine" } as Record<string, string>, use: (text: string) => `Use “${text}”`, drop: "Leave these words out", fine: "Nothing found", checkFailed: "Not checked; saving checks again.",
    steps: { create: "created", edit: "edited", approve: "approved", withdraw: "withdrawn", restore: "restored", import: "imported" } as Record<string, string>,
    byline: (who: string) => `by ${who}`,
    usesLead: "Before a host says “I used it myself” they sign a record: which product, from when to when, how. Without one a first-person answer is not approved (Advertising Law 38).",
    sign: "Sign one", signHost: "Host", used: "Days of use", usedWords: "How it was used", signName: "Signature (the host's own name)", signed: "signed", inForce: "in force", gone: "withdrawn", takeBack: "Withdraw", noUses: "There is no use record yet.", pickAll: "Host, product, days, words and signature are all needed",
    fields: { variants: "questions", intent: "intent", short: "spoken answer", short_en: "English", long: "long version", source: "source", until: "valid until", never: "must not say", host: "own experience", product: "product" } as Record<string, string>,
    importHint: "CSV or XLSX with the columns of the export. One answer a row; a row with an id changes that one, others become drafts.", imported: (made: number, changed: number, same: number, bad: number) => `${made} new, ${changed} changed, ${same} the same, ${bad} kept back`,
    gapsLead: "Asked often, with no answer in the library. Write one and the next show can answer; the rundown is reminded of it, too.", gapAsked: "questions", gapPeople: "people", gapShows: "shows", gapExamples: "Examples", writeOne: "Write one", noGaps: "No unanswered questions have gathered.", noGapsHint: "When a show is over, what was asked and not answered is listed here.", noProduct: "no product named", asOf: (when: string) => `as of ${when}`,
  },
);
