import type { Messages } from "@/i18n";

export default {
  zh: { offers: { title: "优惠" } },
  en: { offers: { title: "Offers" } },
} satisfies Messages;
