/** Example data for the editor's preview and for pictures: recognisably made up, and marked so on the page. */
import type { OverlayOffer, OverlayPanel } from "@/api/frames";
import { fromSnapshot } from "@/live/merge";
import type { LiveState } from "@/live/stream";
import { lang } from "@/ui/light/useView";

const T = Date.UTC(2026, 10, 21, 12, 51, 6);
const zh = lang === "zh";
const LONG = "麦饭石不粘炒锅加深加厚家用燃气电磁电陶炉通用带盖礼盒装三十二厘米一套含铲勺与百洁布的很长很长的名字".repeat(3);
export const EXAMPLES = ["live", "sold_out", "ended", "delayed", "empty", "long", "no_stock", "back_soon"] as const;
export type Example = (typeof EXAMPLES)[number];

const offer = (change: Partial<OverlayOffer> = {}): OverlayOffer => ({
  id: "ofr_example",
  kind: "coupon",
  title: zh ? "满 169 减 20 券（示例）" : "20 off 169, coupon (example)",
  goods: zh ? "麦饭石不粘炒锅 32cm（示例）" : "Granite-coated wok 32 cm (example)",
  state: "live",
  price: 14_900,
  after: 16_900,
  starts_at: T - 600_000,
  ends_at: T + 314_000,
  on_sale: 600,
  left: 386,
  left_at: null,
  per_person: 1,
  terms: [
    { code: "returns", zh: "7 天无理由退", en: "7 days to return" },
    { code: "trial", zh: "不粘层一年质保", en: "one year on the coating" },
    { code: "per", zh: "48 小时内发货", en: "ships within 48 h" },
  ],
  only: [{ code: "coupon", zh: "满 169 元的订单领券可用", en: "orders from 169 with the coupon" }],
  ...change,
});
const OFFERS: Record<Example, OverlayOffer | null> = {
  live: offer(),
  delayed: offer(),
  back_soon: offer(),
  sold_out: offer({ state: "sold_out", left: 0 }),
  ended: offer({ state: "ended", ends_at: T - 4000 }),
  empty: null,
  long: offer({ goods: LONG, title: LONG, terms: Array.from({ length: 9 }, (_, i) => ({ code: `t${i}`, zh: LONG.slice(0, 30), en: "a rather long condition of the offer" })) }),
  no_stock: offer({ on_sale: null, left: null }),
};

export function exampleState(asked: string): LiveState {
  const which = (EXAMPLES as readonly string[]).includes(asked) ? (asked as Example) : "live";
  const shown = OFFERS[which];
  const empty = which === "empty";
  const long = which === "long";
  const values: OverlayPanel["values"] = empty
    ? {}
    : {
        "show.paid_orders": { value: 214, at: T - 4000 },
        "product.paid_orders": { value: 214, at: T - 4000 },
        "product.name": { value: long ? LONG : zh ? "炒锅（示例）" : "Wok (example)" },
        "show.restocks_today": { value: 2, at: T - 60_000 },
        "next.product": { value: zh ? "可视空气炸锅 5L（示例）" : "Air fryer 5 L (example)" },
      };
  const panel: OverlayPanel = {
    values,
    current: shown?.id ?? null,
    offers: shown ? [shown] : [],
    seller: {
      name: long ? LONG : zh ? "示例厨房用品店" : "Example Kitchen Shop",
      address: long ? LONG : zh ? "示例市样品路 1 号" : "1 Sample Road, Example City",
      contact: "000-0000-0000",
    },
    answer: empty ? null : { at: T, question: long ? LONG : zh ? "电磁炉能用吗" : "Does it work on induction?", text: long ? LONG : zh ? "能用，燃气、电磁、电陶炉都行" : "Yes: gas, induction and ceramic" },
    coming: empty ? null : { name: long ? LONG : zh ? "可视空气炸锅 5L（示例）" : "Air fryer 5 L (example)", at: T + 294_000 },
    scene: which === "back_soon" ? { name: "back_soon", at: T, text: zh ? "主播喝口水，两句话的工夫" : "The host has a sip of water" } : null,
    captions: empty ? [] : [{ at: T, text: long ? LONG : zh ? "这口锅是平底的，电磁炉也能用" : "It has a flat base, so induction works too", typed: true }],
    ai: which !== "ended",
  };
  return fromSnapshot({
    frame: "snapshot",
    show: { id: "example", title: zh ? "示例场次" : "Example show", state: "on_air", currency: "CNY", zone: "Asia/Shanghai" },
    as_of: T,
    clock: T,
    offset: 0,
    tiles: {},
    series: {},
    products: [],
    product_total: { id: "", name: "" },
    track: [],
    comments: [],
    comment_total: 0,
    sources: [],
    people: [],
    actions: [],
    panels: { overlay: panel, overlay_layouts: { layouts: [], notes: NOTES } },
  });
}

const kept = { kind: "count", zh: "只算付款成功；取消、退款和自有账号已剔除", en: "Paid only; cancelled, refunded and our own left out", needs: "orders" };
const NOTES = {
  "show.paid_orders": kept,
  "product.paid_orders": kept,
  "product.name": { kind: "text", zh: "正在讲的商品", en: "The product on air" },
  "show.restocks_today": { kind: "count", zh: "今天本场记下的补货次数", en: "Restocks recorded in this show today" },
  "next.product": { kind: "text", zh: "流程里下一个商品", en: "The next product" },
};
