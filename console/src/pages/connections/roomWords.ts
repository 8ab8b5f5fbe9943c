import { words } from "@/ui/words";

export const roomWords = words(
  {
    title: "直播间", lead: "价格按哪里的规则查、剩多少件谁说了算，按直播间定。", edit: "改", empty: "还没有直播间。", emptyHint: "建场次时可以顺手建一个。", toShows: "去建场次",
    cols: { name: "直播间", account: "账号", market: "价格规则", stock: "库存", acts: "操作" },
    name: "名称", platform: "平台", account: "账号（同一账号的直播间算同一经营场所）",
    market: "价格规则", markets: { cn: "中国 · 比近 7 日最低成交", eu: "欧盟 · 比近 30 日最低价", uk: "英国 · 比近 7 日最低成交", us: "美国 · 比近 7 日最低成交" } as Record<string, string>,
    marketHint: "换了规则，没发布的优惠会按新规则重新检查；已发布的条款不变。",
    stock: "库存由谁掌握", owners: { onair: "OnAir 记账", platform: "平台" } as Record<string, string>,
    stockHint: { onair: "优惠的件数由 OnAir 记账：预占、付款、补货都在账本里，卖不超。", platform: "件数以平台读数为准：OnAir 只显示读数和它的时间，平台久不更新或更少时提醒；不能预占，也不说已售。" } as Record<string, string>,
    save: "保存", cancel: "不改", saved: "已保存",
  },
  {
    title: "Rooms", lead: "Whose price rules hold, and who knows what is left, is set room by room.", edit: "Change", empty: "There are no rooms yet.", emptyHint: "One can be made along with a show.", toShows: "To the shows",
    cols: { name: "Room", account: "Account", market: "Price rules", stock: "Stock", acts: "Actions" },
    name: "Name", platform: "Platform", account: "Account (rooms of one account are one place of business)",
    market: "Price rules", markets: { cn: "China · lowest paid in 7 days", eu: "EU · lowest in 30 days", uk: "UK · lowest paid in 7 days", us: "US · lowest paid in 7 days" },
    marketHint: "Offers that are not out are checked anew by the new rules; what is published keeps its terms.",
    stock: "Who owns the stock", owners: { onair: "OnAir keeps the books", platform: "The platform" },
    stockHint: { onair: "OnAir counts an offer's pieces: holds, payments and restocks are in its ledger and cannot oversell.", platform: "The platform's reading counts: OnAir shows it with its time and warns when it is silent or lower; nothing can be reserved here, and no sold count is told." },
    save: "Save", cancel: "Leave it", saved: "Saved",
  },
);
