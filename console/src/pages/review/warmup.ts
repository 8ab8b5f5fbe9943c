/** Words of the warm-up's card in the review. */
import { words } from "@/ui/words";

export const warmupWords = words(
  {
    title: "预热带来了什么",
    rule: (hours: number) => `末次触达：进场归给同渠道（或同链接）在它之前 ${hours} 小时内最后发出的一条`,
    orderRule: "订单归给付款前最后一次把买家带进来的那一条；各行相加等于全场，说的是从哪里来，不是为什么来。",
    rest: "没有条目认领",
    blind: "来源没有提供进场，进场和订单无法归到条目；点击和预约仍然有效。",
    unknown: (n: string) => `${n} 次进场没有用户，只计次数。`,
    blindOrders: (n: string) => `${n} 单不知道买家，算在“没有条目认领”里。`,
    cols: {
      name: "条目",
      layer: "层 · 渠道",
      sent: "发出",
      clicks: "点击",
      reserved: "预约",
      entries: "进场次",
      people: "进场人",
      orders: "付款单",
      paid: (unit: string) => `付款额 ${unit}`,
      cost: (unit: string) => `花费 ${unit}`,
      per: (unit: string) => `每次进场 ${unit}`,
    },
  },
  {
    title: "What the warm-up brought",
    rule: (hours: number) => `Last touch: an entry belongs to the last item sent on its channel (or link) within ${hours} h before it`,
    orderRule: "An order belongs to the item that last brought its buyer in before paying; rows add up to the whole show. It tells where from, not why.",
    rest: "No item claims these",
    blind: "The source tells no entries, so neither entries nor orders can be attributed; clicks and bookings hold.",
    unknown: (n: string) => `${n} entries have no user and are only counted.`,
    blindOrders: (n: string) => `${n} orders have no known buyer and stand under “no item claims these”.`,
    cols: {
      name: "Item",
      layer: "Layer · channel",
      sent: "Sent",
      clicks: "Clicks",
      reserved: "Bookings",
      entries: "Entries",
      people: "People",
      orders: "Paid orders",
      paid: (unit: string) => `Paid ${unit}`,
      cost: (unit: string) => `Cost ${unit}`,
      per: (unit: string) => `Per entry ${unit}`,
    },
  },
);
