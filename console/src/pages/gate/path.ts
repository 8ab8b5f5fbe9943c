import type { Gate, Point } from "./data";

/** The way of a show to the air, in the order in which it is walked. */
export const STEPS = ["selection", "rundown", "warmup", "techcheck", "gate"] as const;
export type Step = (typeof STEPS)[number];

/** Which points of the gate are settled on which page; what is in none of them is settled on the gate's own. */
const CODES: Readonly<Record<Exclude<Step, "gate">, readonly string[]>> = {
  selection: ["dossiers", "stock"],
  rundown: ["hosts", "rundown"],
  warmup: ["promises", "warmup"],
  techcheck: ["techcheck"],
};

export interface PathStep {
  id: Step;
  /** The worst of its points. */
  state: Point["state"];
  /** How many are open. */
  open: number;
  to: string;
}

const WORST = ["open", "warn", "waived", "ok"] as const satisfies readonly Point["state"][];

export function pathOf(gate: Gate): PathStep[] {
  const elsewhere = new Set(Object.values(CODES).flat());
  return STEPS.map((id) => {
    const points = gate.points.filter((point) => (id === "gate" ? !elsewhere.has(point.code) : CODES[id].includes(point.code)));
    const link = id === "techcheck" ? points[0]?.link : undefined;
    return {
      id,
      state: WORST.find((state) => points.some((point) => point.state === state)) ?? "ok",
      open: points.filter((point) => point.state === "open").length,
      to: link ?? `/${id}/${gate.show}`,
    };
  });
}
