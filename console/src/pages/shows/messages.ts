import type { Messages } from "@/i18n";

export default {
  zh: { shows: { title: "场次" } },
  en: { shows: { title: "Shows" } },
} satisfies Messages;
