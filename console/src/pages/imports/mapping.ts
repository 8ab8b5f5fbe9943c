import type { Mapping } from "./data";

/** What a column of an unknown table may become. */
export const FIELDS = [
  "at", "id", "type", "user", "nick", "product", "channel", "text", "order", "amount", "qty", "count", "value", "name", "gift", "group", "reason", "paid_at", "refund",
] as const;
export type Field = (typeof FIELDS)[number];

/** Types that a table of outsiders may hold. */
export const TYPES = [
  "enter", "leave", "comment", "like", "share", "follow", "group_join", "gift", "exposure", "product_exposure", "product_click", "favourite", "add_cart", "order", "pay", "cancel", "refund", "gauge", "stock",
] as const;

const GUESSES: Readonly<Partial<Record<Field, RegExp>>> = {
  paid_at: /^(支付时间|支付完成时间|订单付款时间|付款时间|paid[ _]?(time|at))$/i,
  at: /^(时间|下单时间|订单创建时间|发送时间|时间戳|time|timestamp|ts|at|date|created.?(at|time)|.*时间)$/i,
  id: /^(消息id|event_?id|id)$/i,
  type: /^(类型|行为|事件|type|event|behaviou?r|action)$/i,
  user: /^(用户(id|编号)?|会员名|买家会员名|user.?id|user|buyer.*)$/i,
  nick: /^(昵称|用户昵称|nick.*)$/i,
  product: /^(商品(id|编号)|item.?id|product.?id|sku.?id|product|item)$/i,
  channel: /^(渠道(名称)?|流量来源|channel)$/i,
  text: /^(评论(内容)?|弹幕|内容|text|content|comment)$/i,
  order: /^(订单(编号|号)|主订单编号|order.?(id|no)?)$/i,
  refund: /^(退款金额|refund.*)$/i,
  amount: /^(总金额|.*支付金额|.*应付金额|金额|amount|.*amount)$/i,
  qty: /^(商品数量|数量|件数|qty|quantity)$/i,
};

/** A first proposal by header, each field once. */
export function guess(headers: readonly string[]): Record<string, Field | ""> {
  const taken = new Set<Field>();
  const found: Record<string, Field | ""> = {};
  for (const header of headers) {
    const hit = (Object.entries(GUESSES) as [Field, RegExp][]).find(([field, rule]) => !taken.has(field) && rule.test(header.trim()));
    found[header] = hit?.[0] ?? "";
    if (hit) taken.add(hit[0]);
  }
  return found;
}

/** What the server proposes (field → header), turned round; else our own guess. */
export function proposal(headers: readonly string[], known: Readonly<Record<string, string>> | null | undefined): Record<string, Field | ""> {
  if (!known) return guess(headers);
  const found: Record<string, Field | ""> = Object.fromEntries(headers.map((header) => [header, ""]));
  for (const field of FIELDS) {
    const header = known[field];
    if (header !== undefined && header in found) found[header] = field;
  }
  return found;
}

/** Words people write in a type column → event type. */
const WORDS: Readonly<Record<string, string>> = {
  评论: "comment", 弹幕: "comment", 进入: "enter", 进房: "enter", 离开: "leave", 点赞: "like", 分享: "share", 关注: "follow", 入群: "group_join", 礼物: "gift", 曝光: "exposure",
  商品曝光: "product_exposure", 点击: "product_click", 商品点击: "product_click", 收藏: "favourite", 加购: "add_cart", 下单: "order", 付款: "pay", 支付: "pay", 取消: "cancel", 退款: "refund",
  pv: "product_click", click: "product_click", cart: "add_cart", fav: "favourite", buy: "pay", chat: "comment", join: "enter",
};

export function typeGuess(value: string): string {
  const word = value.trim().toLowerCase();
  return (TYPES as readonly string[]).includes(word) ? word : (WORDS[word] ?? "");
}

export interface Choice {
  fields: Record<string, Field | "">;
  /** One type for all rows, when no column tells it. */
  type: string;
  /** Value of the type column → event type ("" = leave out). */
  types: Record<string, string>;
  dayOrder: "auto" | "dmy" | "mdy";
}

export type Fault = { kind: "at" | "type" } | { kind: "twice"; field: Field };

export function faultOf(choice: Choice): Fault | null {
  const seen = new Set<Field>();
  for (const field of Object.values(choice.fields)) {
    if (!field) continue;
    if (seen.has(field)) return { kind: "twice", field };
    seen.add(field);
  }
  if (!seen.has("at")) return { kind: "at" };
  return seen.has("type") || choice.type ? null : { kind: "type" };
}

/** What is sent: field → header, and how a row's type is known. */
export function mappingOf(choice: Choice): Mapping {
  const columns = Object.fromEntries(Object.entries(choice.fields).flatMap(([header, field]) => (field ? [[field, header]] : [])));
  const types = Object.fromEntries(Object.entries(choice.types).filter(([, type]) => type));
  return {
    columns,
    ...("type" in columns ? (Object.keys(types).length ? { types } : {}) : { type: choice.type }),
    ...(choice.dayOrder === "auto" ? {} : { day_order: choice.dayOrder }),
  };
}
