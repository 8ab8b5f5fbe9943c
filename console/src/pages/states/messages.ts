import type { Messages } from "@/i18n";

export default {
  zh: {
    states: {
      title: "状态与部件", dark: "深色", light: "浅色",
      ok: "正常", stale: "过期", missing: "缺失，绝不写 0", estimated: "估计", few: "样本不足", error: "出错，旧值留在详情", loading: "加载，超过 0.4 秒才出现", empty: "空",
      online: "实时在线", spend: "投放消耗", negative: "负反馈率", watch: "人均观看", surge: "点击突增", stock: "库存", gmv: "成交金额", offer: "优惠",
      mean5: "近 5 分均值", stood: "停在 20:43:06", notGiven: "官方导出未提供", how: "∫在线 dt，无离开事件", fewNote: "样本不足，少于 20 次", times: "次", unreadable: "无法读取", kept: "旧值 429 留在详情", none: "今晚还没有优惠", make: "建一个",
      fresh: "新鲜度", comments: "评论 2 s", traffic: "流量 22 s，偏慢", spendOld: "投放 4 分 12 秒前 · 过期", cut: "弹幕 断开 20:46:10　重连中", gifts: "礼物　来源未提供",
      showStates: "场次状态", buttons: "按钮与输入", primary: "主要", plain: "一般", off: "不可用", typed: "输入", choose: "选一个",
      roles: "角色与序列", change: "涨跌（中文习惯，可切换）", arrow: "箭头先于颜色", definition: "口径：把指针或焦点放到第一块上", numerator: "分子", denominator: "分母", source: "来源", onlineNow: "在线读数 1,936", mean: "近 5 分中位 1,799", room: "直播间在线",
    },
  },
  en: {
    states: {
      title: "States and parts", dark: "Dark", light: "Light",
      ok: "Normal", stale: "Stale", missing: "Missing, never 0", estimated: "Estimated", few: "Too few", error: "Error; the old value stays in the detail", loading: "Loading, only after 0.4 s", empty: "Empty",
      online: "Online now", spend: "Ad spend", negative: "Negative rate", watch: "Watch per view", surge: "Click surge", stock: "Stock", gmv: "Sales", offer: "Offers",
      mean5: "5 min mean", stood: "as of 20:43:06", notGiven: "not in the export", how: "∫ online dt, no leave events", fewNote: "too few, below 20", times: "clicks", unreadable: "Cannot be read", kept: "Old value 429 stays in the detail", none: "No offers tonight yet", make: "Make one",
      fresh: "Freshness", comments: "Comments 2 s", traffic: "Traffic 22 s, slow", spendOld: "Spend 4 m 12 s ago, stale", cut: "Chat cut off 20:46:10, reconnecting", gifts: "Gifts: not provided",
      showStates: "States of a show", buttons: "Buttons and inputs", primary: "Primary", plain: "Plain", off: "Disabled", typed: "Input", choose: "Choose",
      roles: "Roles and series", change: "Rise and fall (can be switched)", arrow: "Arrow before colour", definition: "Definition: point at or focus the first tile", numerator: "Numerator", denominator: "Denominator", source: "Source", onlineNow: "online reading 1,936", mean: "5 min median 1,799", room: "online of the room",
    },
  },
} satisfies Messages;
