import type { Messages } from "@/i18n";

export default {
  zh: {
    library: {
      title: "资料", tabs: { hosts: "主播与人设", themes: "主题" },
      hosts: {
        lead: "人设用来选谁讲、给讲解卡定口气；门禁会问专业标签有没有凭据。", name: "主播", labels: "专业标签", expertise: "专长类目", proof: "凭据", voice: "说话的样子", edit: "写人设", add: "添加主播", newName: "主播名字", none: "还没有主播。先添加一位。", noPersona: "还没有人设",
        valid: "{n} 条有效", expired: "{n} 条过期", vague: "{n} 条没有出处", rename: "改名", fit: "谁适合讲这款", product: "选一款商品看契合", score: "契合（满分 100）", why: "理由", gaps: "还缺",
      },
      themes: {
        lead: "主题带一份模板：铺流程时按一轮一轮铺开。改了主题不影响已经铺好的流程。", list: "主题列表", add: "新主题", copy: "复制一份", remove: "移除", restore: "恢复自带的样子", back: "恢复「{name}」", removed: "已移除的自带主题", removedOne: "移除了「{name}」",
        source: { catalogue: "自带", changed: "改过", own: "自建" }, minutes: "一轮 {n} 分", name: "名称", hook: "钩子（每一轮开头的悬念或问题）", zh: "中文", en: "英文", opening: "开场（分）", closing: "收尾（分）", loop: "一轮里的段", kind: "段型", length: "分", step: "段名", role: "要哪种商品", any: "不限", up: "上移", down: "下移", drop: "删除第 {n} 段", more: "加一段",
        short: "一轮 {n} 分，常用 20–25 分", noTalk: "一轮里没有讲解段，铺不出商品", noRelease: "一轮里没有互动或福利，隔 30 分钟会缺一次", unsaved: "有改动没保存", required: "名称和每段段名要写中文", none: "一个主题都没有。新建一个，或恢复自带的。",
      },
    },
  },
  en: {
    library: {
      title: "Library", tabs: { hosts: "Hosts and personas", themes: "Themes" },
      hosts: {
        lead: "Personas say who should talk about what and give talk cards their voice; the gate asks whether expertise is proven.", name: "Host", labels: "Labels", expertise: "Expertise", proof: "Proof", voice: "Voice", edit: "Write persona", add: "Add host", newName: "Name of the host", none: "There is no host yet. Add one first.", noPersona: "no persona yet",
        valid: "{n} valid", expired: "{n} expired", vague: "{n} without a source", rename: "Rename", fit: "Who should talk about this", product: "Choose a product to see who fits", score: "Fit (of 100)", why: "Reasons", gaps: "Missing",
      },
      themes: {
        lead: "A theme brings a template: rundowns are laid loop by loop from it. Changing a theme leaves rundowns as they are.", list: "Themes", add: "New theme", copy: "Duplicate", remove: "Remove", restore: "As it came", back: "Restore {name}", removed: "Removed themes of the catalogue", removedOne: "Removed {name}",
        source: { catalogue: "built in", changed: "changed", own: "own" }, minutes: "loop of {n} min", name: "Name", hook: "Hook (the suspense or question that opens each loop)", zh: "Chinese", en: "English", opening: "Opening (min)", closing: "Closing (min)", loop: "Slots of one loop", kind: "Kind", length: "min", step: "Title", role: "Product wanted", any: "any", up: "Up", down: "Down", drop: "Delete slot {n}", more: "Add a slot",
        short: "a loop of {n} min; 20–25 is usual", noTalk: "no talk in the loop: no product can be laid", noRelease: "no game or welfare in the loop: one will be missing every 30 min", unsaved: "Changed, not saved", required: "The name and every title need Chinese words", none: "There is no theme. Make one, or restore those that came.",
      },
    },
  },
} satisfies Messages;
