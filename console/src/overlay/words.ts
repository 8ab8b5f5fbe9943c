import { lang } from "@/ui/light/useView";

const zh = {
  title: "贴片 · OnAir 播控",
  paid: ["本场已付款", "单"],
  paidNote: "只算付款成功的订单",
  asOf: (t: string) => `截至 ${t}`,
  online: (n: string) => `在线 ${n}`,
  live: "直播价",
  left: (n: string) => `剩 ${n} 件`,
  soldOut: "已售罄",
  stockAt: (t: string) => `库存 ${t}`,
  delay: (n: number) => `数据延迟 ${n} 秒`,
  staged: "演练",
  noToken: "贴片地址不完整：请在中控台重新复制。",
  someone: "观众",
};
const en: typeof zh = {
  title: "Overlay · OnAir",
  paid: ["Paid orders", ""],
  paidNote: "counted when payment succeeded",
  asOf: (t) => `as of ${t}`,
  online: (n) => `${n} online`,
  live: "Live price",
  left: (n) => `${n} left`,
  soldOut: "Sold out",
  stockAt: (t) => `stock ${t}`,
  delay: (n) => `Data ${n} s late`,
  staged: "Rehearsal",
  noToken: "This overlay address is incomplete; copy it again from the console.",
  someone: "viewer",
};
export const words = lang === "zh" ? zh : en;
