import { words } from "@/ui/words";

export const segmentWords = words(
  {
    lead: "每场结束后自动重算；进出的人数与上一次比。优惠可以只给某个分群。", fresh: "新建分群", own: "自己的", preset: "自带", none: "还没有可数的人。",
    cols: { name: "分群", n: "人数", entered: "新进", gone: "离开", says: "条件", overlap: "重叠" }, edit: "改条件", copy: "照此另建", remove: "删除", removeAsk: "删除后不再计算；已发出的内容不受影响。", members: "成员", trend: "历次人数",
    form: { title: "分群条件", name: "名称", named: "请起个名字", join: { all: "全部满足", any: "满足任一" } as Record<string, string>, addIs: "加一项资料", addDid: "加一个行为", addThen: "加先后顺序", addGroup: "加一组", remove: "去掉这一条", not: "不是", save: "保存分群", deep: "这个条件比构建器能显示的更深，请用接口修改。" },
    cmp: { ge: "≥", le: "≤", eq: "=", ne: "≠", known: "已知", unknown: "未知" } as Record<string, string>, yes: "是", no: "否",
    did: { ge: "至少", le: "至多", times: "次", days: "近几天（空 = 不限）", product: "商品编号（可不填）", then: "之后", within: "天内" },
    live: (n: string, of: string) => `${n} 人符合，共 ${of} 人`, counting: "正在数…", sample: "其中一些人", asOf: (when: string) => `截至 ${when}`, moneyHint: (c: string) => `单位 ${c}`,
    pick: "选两个以上看重叠", both: (n: string) => `两边都有 ${n} 人`,
  },
  {
    lead: "Counted anew after every show; who came and went is against the count before. An offer may be for one segment only.", fresh: "New segment", own: "Own", preset: "Comes with OnAir", none: "There are no people to count yet.",
    cols: { name: "Segment", n: "People", entered: "Entered", gone: "Left", says: "Rule", overlap: "Overlap" }, edit: "Edit", copy: "Make one from it", remove: "Remove", removeAsk: "It is counted no more; what was sent stands.", members: "Members", trend: "Counts so far",
    form: { title: "Rule of the segment", name: "Name", named: "Give it a name", join: { all: "All of", any: "Any of" }, addIs: "Add a field", addDid: "Add an act", addThen: "Add a sequence", addGroup: "Add a group", remove: "Take this away", not: "not", save: "Save segment", deep: "This rule is deeper than the builder shows; change it by the API." },
    cmp: { ge: "≥", le: "≤", eq: "=", ne: "≠", known: "is known", unknown: "is unknown" }, yes: "yes", no: "no",
    did: { ge: "at least", le: "at most", times: "times", days: "last days (empty = ever)", product: "product id (optional)", then: "then", within: "days" },
    live: (n: string, of: string) => `${n} of ${of} people fit`, counting: "Counting…", sample: "Some of them", asOf: (when: string) => `As of ${when}`, moneyHint: (c: string) => `in ${c}`,
    pick: "Pick two or more to see who is in both", both: (n: string) => `${n} in both`,
  },
);
