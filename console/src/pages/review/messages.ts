import type { Messages } from "@/i18n";

export default {
  zh: { review: { title: "复盘", compare: "对比" } },
  en: { review: { title: "Review", compare: "Compare" } },
} satisfies Messages;
