import type { Messages } from "@/i18n";

export default {
  zh: { people: { title: "用户", tabs: { list: "名单", segments: "分群" }, keys: { next: "下一位", back: "上一位", open: "打开这个人", find: "按编号找" } } },
  en: { people: { title: "People", tabs: { list: "List", segments: "Segments" }, keys: { next: "next", back: "previous", open: "open the person", find: "find by number" } } },
} satisfies Messages;
