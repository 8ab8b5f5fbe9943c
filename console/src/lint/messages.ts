import type { Messages } from "@/i18n";

export default {
  zh: {
    lint: {
      list: "合规检查",
      verdict: { BLOCK: "必须改", EVID: "要证据", FIX: "提醒", PASS: "可用" },
      article: "《{law}》{article}",
      platform: "平台规则（不是法律）：{name}",
      use: "换成「{words}」",
      leaveOut: "去掉这几个字",
      evidence: "登记证据",
      fine: "合规检查：没有问题",
      proven: "合规检查：{n} 处说法有证据",
      failed: "没查成，文字没有变。",
      again: "再查一次",
    },
  },
  en: {
    lint: {
      list: "Compliance check",
      verdict: { BLOCK: "must change", EVID: "needs evidence", FIX: "reminder", PASS: "fine" },
      article: "{law} {article}",
      platform: "Platform rule (no law): {name}",
      use: "Use “{words}”",
      leaveOut: "Leave these words out",
      evidence: "Enter evidence",
      fine: "Compliance check: nothing found",
      proven: "Compliance check: {n} claims have evidence",
      failed: "It could not be checked; your words are unchanged.",
      again: "Check again",
    },
  },
} satisfies Messages;
