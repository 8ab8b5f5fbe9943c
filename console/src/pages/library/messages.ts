import type { Messages } from "@/i18n";

export default {
  zh: {
    library: {
      title: "资料", tabs: { hosts: "主播与人设", qa: "问答", themes: "主题", rules: "规则", papers: "资质清单", lint: "合规", emergency: "应急", comments: "评论标注" },
      comments: { teach: "把这条评论标成这一类", negative: "负面 / 非负面", abuse: "辱骂", skip: "跳过这条", back: "撤回上一条标注" },
      hosts: {
        lead: "人设用来选谁讲、给讲解卡定口气；门禁会问专业标签有没有凭据。", name: "主播", labels: "专业标签", expertise: "专长类目", proof: "凭据", voice: "说话的样子", edit: "写人设", look: "看人设", add: "添加主播", newName: "主播名字", none: "还没有主播。先添加一位。", noPersona: "还没有人设",
        valid: "{n} 条有效", expired: "{n} 条过期", vague: "{n} 条没有出处", rename: "改名", fit: "谁适合讲这款", product: "选一款商品看契合", score: "契合（满分 100）", why: "理由", gaps: "还缺",
      },
      papers: {
        lead: "每个品类要哪些资质。选品、流程检查和门禁按这里逐个商品点名缺哪一种；品类里含有清单的词就按那份，几份都含时按最长的词。",
        law: "自带的清单依据《直播电商监督管理办法》（第 117 号令）第 27 条和所列法条整理，是起点，不是法律意见；按你们的类目改。",
        name: "清单", words: "品类词", kinds: "要有的资质", basis: "依据", general: "通用清单", generalHint: "没有品类、或品类不在以上清单里的商品", anyOne: "任意一种资质即可",
        edit: "改", editOne: "改清单「{name}」", add: "新清单", restore: "恢复自带的清单", restoreAsk: "你们改过的清单会换回自带的。", came: "自带的清单，还没有改过", changed: "你们改过", removedOne: "移除了清单「{name}」",
        nameEn: "英文名（可不填）", wordsHint: "用顿号或逗号隔开，例如：食品、零食、坚果", needWords: "至少写一个品类词", needKinds: "至少选一种资质", needName: "写清单的名字", rules: "各品类清单", count: "{n} 份",
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
      title: "Library", tabs: { hosts: "Hosts and personas", qa: "Q&A", themes: "Themes", rules: "Rules", papers: "Required papers", lint: "Compliance", emergency: "Emergencies", comments: "Comments" },
      comments: { teach: "Label the comment with this class", negative: "Negative, not negative", abuse: "Abuse", skip: "Skip it", back: "Take the last label back" },
      hosts: {
        lead: "Personas say who should talk about what and give talk cards their voice; the gate asks whether expertise is proven.", name: "Host", labels: "Labels", expertise: "Expertise", proof: "Proof", voice: "Voice", edit: "Write persona", look: "Persona", add: "Add host", newName: "Name of the host", none: "There is no host yet. Add one first.", noPersona: "no persona yet",
        valid: "{n} valid", expired: "{n} expired", vague: "{n} without a source", rename: "Rename", fit: "Who should talk about this", product: "Choose a product to see who fits", score: "Fit (of 100)", why: "Reasons", gaps: "Missing",
      },
      papers: {
        lead: "Which papers goods of a category need. Selection, rundown checks and the gate name the missing kind product by product. A list counts when a category contains one of its words; of several, the longest word decides.",
        law: "The lists that came follow Order 117, art. 27 and the articles named. They are a beginning, no legal advice; change them to your categories.",
        name: "List", words: "Words of the category", kinds: "Papers needed", basis: "Basis", general: "General list", generalHint: "Goods without a category, or of one that no list names", anyOne: "any one paper will do",
        edit: "Edit", editOne: "Edit list {name}", add: "New list", restore: "As they came", restoreAsk: "Your lists are replaced by those that came with OnAir.", came: "As they came, unchanged", changed: "changed by your team", removedOne: "Removed list {name}",
        nameEn: "English name (optional)", wordsHint: "Separated by commas, e.g. food, snack, nuts", needWords: "Write at least one word", needKinds: "Choose at least one paper", needName: "Give the list a name", rules: "Lists by category", count: "{n} lists",
      },
      themes: {
        lead: "A theme brings a template: rundowns are laid loop by loop from it. Changing a theme leaves rundowns as they are.", list: "Themes", add: "New theme", copy: "Duplicate", remove: "Remove", restore: "As it came", back: "Restore {name}", removed: "Removed themes of the catalogue", removedOne: "Removed {name}",
        source: { catalogue: "built in", changed: "changed", own: "own" }, minutes: "loop of {n} min", name: "Name", hook: "Hook (the suspense or question that opens each loop)", zh: "Chinese", en: "English", opening: "Opening (min)", closing: "Closing (min)", loop: "Slots of one loop", kind: "Kind", length: "min", step: "Title", role: "Product wanted", any: "any", up: "Up", down: "Down", drop: "Delete slot {n}", more: "Add a slot",
        short: "a loop of {n} min; 20–25 is usual", noTalk: "no talk in the loop: no product can be laid", noRelease: "no game or welfare in the loop: one will be missing every 30 min", unsaved: "Changed, not saved", required: "The name and every title need Chinese words", none: "There is no theme. Make one, or restore those that came.",
      },
    },
  },
} satisfies Messages;
