import type { Messages } from "@/i18n";

export default {
  zh: { feedback: { title: "反馈", tabs: { tickets: "工单", aftersales: "售后", trends: "商品趋势", forms: "反馈表", setup: "时限与提醒" }, keys: { next: "下一条", back: "上一条", open: "打开工单", fresh: "新建工单", find: "搜索" } } },
  en: { feedback: { title: "Feedback", tabs: { tickets: "Tickets", aftersales: "After-sales", trends: "By product", forms: "Forms", setup: "Limits and reminders" }, keys: { next: "next", back: "previous", open: "open the ticket", fresh: "new ticket", find: "search" } } },
} satisfies Messages;
