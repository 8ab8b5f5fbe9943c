import { describe, expect, it } from "vitest";
import { effectWords } from "@/ui/effectWords";
import { before, shown, told } from "./effects";

const say = { zh: "暂无：还没有采纳过", en: "None yet: never accepted" };
const w = effectWords.zh;

describe("effects of proposals", () => {
  it("of repeats say how often, by what, how sure and how compared", () => {
    const past = { n: 23, say, series: "clicks", effect: 0.18, i95: { low: 0.06, high: 0.31 }, kinds: { control: 23 } };
    expect(before(past, w, "zh")).toMatchObject({ before: "同类 23 次：点击", figures: "+18% [+6%，+31%]", behind: "对照" });
    expect(before({ ...past, kinds: { control: 20, before_after: 3 } }, w, "zh").behind).toBe("对照 20、前后 3");
  });
  it("say why there are none", () => {
    expect(before({ n: 0, say }, w, "zh")).toMatchObject({ figures: "", whole: say.zh });
    expect(before({ n: 2, say: { zh: "样本不足", en: "few" }, series: "clicks" }, w, "zh")).toMatchObject({ figures: "", whole: "样本不足" });
    expect(before(null, w, "en").whole).toBe("—");
  });
  it("of one act are figures with the verdict, or the reason", () => {
    const one = { status: "measured", kind: "control", series: "clicks", n: 212, say, effect: 0.28, i95: { low: -0.05, high: 0.7 }, verdict: "unclear" } as const;
    expect(shown(one, w, "zh")).toBe("点击 +28% [−5%，+70%] 对照 · 看不出");
    expect(shown({ status: "inseparable", kind: "before_after", series: "clicks", n: 0, say }, w, "zh")).toBe("效果 不可分离");
  });
  it("stand in the feed, and odd data break nothing", () => {
    const named = (act: string): string => (act === "whisper" ? "耳语" : act);
    const data = { names: ["whisper"], series: "online", effect: { status: "measured", kind: "before_after", effect: 0.1, i95: { low: -0.1, high: 0.2 } } };
    expect(told(data, named, w, "zh")).toBe("耳语 在线 +10% [−10%，+20%] 前后");
    expect(told({ ...data, effect: { status: "gaps" } }, named, w, "zh")).toBe("耳语 数据有缺口");
    expect(told({}, named, w, "zh")).toBe("");
  });
});
