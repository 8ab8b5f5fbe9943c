/** Words of the offers in the review. */
import { words } from "@/ui/words";

export const offerReview = words(
  {
    title: "优惠", note: (n: number, found: number) => `发布 ${n} 份${found ? `，${found} 处说法后来不成立` : ""}`,
    cols: { title: "优惠", at: "发布", end: "结束", price: "到手价", usual: "之后", on: "投放", sold: "已付", buyers: "买家", left: "剩", held: "占用", released: "释放", expired: "过期", back: "退回", restocks: "补货", basis: "价格依据" },
    why: { time: "到点", sold_out: "抢完", asked: "手动结束", show_over: "下播" } as Record<string, string>,
    running: "进行中", none: "没写比较价", paid: (p: string, n: number, d: number) => `${p} · ${d} 日 ${n} 笔`, findings: "后来不成立的说法", below: "低于底线放行",
    rule: "件数来自账本：已付不含取消和退款；占用是还没付款的预占；平台掌握库存的记“—”。",
  },
  {
    title: "Offers", note: (n: number, found: number) => `${n} published${found ? `, ${found} claims untrue afterwards` : ""}`,
    cols: { title: "Offer", at: "Published", end: "Ended", price: "To pay", usual: "Afterwards", on: "On sale", sold: "Paid", buyers: "Buyers", left: "Left", held: "Held", released: "Released", expired: "Expired", back: "Returned", restocks: "Restocks", basis: "Price basis" },
    why: { time: "its time", sold_out: "sold out", asked: "by hand", show_over: "show over" },
    running: "live", none: "nothing compared", paid: (p: string, n: number, d: number) => `${p} · ${n} in ${d} days`, findings: "Claims untrue afterwards", below: "passed below the floor",
    rule: "Pieces are the ledger's: paid without cancelled and refunded; held is reserved and not yet paid; — where the platform owns the stock.",
  },
);
