import type { Messages } from "@/i18n";

export default {
  zh: { review: { title: "复盘" } },
  en: { review: { title: "Review" } },
} satisfies Messages;
