import type { Messages } from "@/i18n";

export default {
  zh: { today: { title: "今日" } },
  en: { today: { title: "Today" } },
} satisfies Messages;
