/** Where moments stand on a line, and round minutes beneath it. */
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60];

export interface Scale {
  /** 0…1, kept inside. */
  share: (ms: number) => number;
  ticks: number[];
}

export function scaleOf(from: number, to: number, most = 8): Scale {
  const span = Math.max(1, to - from);
  const minutes = STEPS_MIN.find((step) => span / 60_000 / step <= most) ?? 120;
  const step = minutes * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return { share: (ms) => Math.min(1, Math.max(0, (ms - from) / span)), ticks };
}
