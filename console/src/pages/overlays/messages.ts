import type { Messages } from "@/i18n";

export default {
  zh: { overlays: { title: "贴片" } },
  en: { overlays: { title: "Overlays" } },
} satisfies Messages;
