import type { Messages } from "@/i18n";

/** Titles and key names that the shell shows; the words of the page itself are in words.ts. */
export default {
  zh: {
    live: {
      title: "直播中控台",
      keys: {
        help: "打开 / 关闭按键表",
        start: "下一段；没有流程时开始一段",
        other: "开始流程外的一段",
        extend: "延长或缩短这一段，先看后面的新时间",
        skip: "跳过后面的一段",
        swap: "把下一段和后面的换位",
        accept: "执行",
        choose: "选择",
        accept_proposal: "接受最上面的提案并执行",
        snooze_proposal: "提案稍后 2 分钟再提",
        dismiss_proposal: "忽略提案，再按数字选理由",
        end: "结束这一段",
        note: "写场记",
        whisper: "给主播发耳语",
        pin: "置顶正在讲的或选中的商品",
        up: "上一条评论",
        down: "下一条评论",
        hide: "隐藏选中的评论，再按数字选理由",
        undo: "撤销我的上一个动作",
        close: "收起打开的输入或面板",
      },
    },
  },
  en: {
    live: {
      title: "Live console",
      keys: {
        help: "Open / close the list of keys",
        start: "Next slot; without a rundown start one",
        other: "Start a slot outside the rundown",
        extend: "Lengthen or shorten this slot, new times first",
        skip: "Skip a slot that comes",
        swap: "Swap the next slot with a later one",
        accept: "Do it",
        choose: "Choose",
        accept_proposal: "Accept the first proposal and do it",
        snooze_proposal: "Ask again in 2 minutes",
        dismiss_proposal: "Dismiss it, then a digit for the reason",
        end: "End this slot",
        note: "Write a note",
        whisper: "Whisper to the host",
        pin: "Pin the product on air or picked",
        up: "Comment before",
        down: "Next comment",
        hide: "Hide the picked comment, then a digit for the reason",
        undo: "Undo my last action",
        close: "Close what is open",
      },
    },
  },
} satisfies Messages;
