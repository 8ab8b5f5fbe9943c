import type { Messages } from "@/i18n";

export default {
  zh: { notfound: { title: "没有这一页", lead: "地址 {path} 不对，或这一页还没有。", back: "回到今日" } },
  en: { notfound: { title: "No such page", lead: "The address {path} is wrong, or the page does not exist yet.", back: "Back to Today" } },
} satisfies Messages;
