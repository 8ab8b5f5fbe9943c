/** A Beta distribution as a curve; pure. */

export interface Shape {
  alpha: number;
  beta: number;
}

export const mean = ({ alpha, beta }: Shape): number => alpha / (alpha + beta);
export const spread = ({ alpha, beta }: Shape): number => Math.sqrt((alpha * beta) / ((alpha + beta) ** 2 * (alpha + beta + 1)));

/** Height up to a constant factor, in logarithms so that large counts do not overflow. */
function height({ alpha, beta }: Shape, x: number): number {
  return (alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x);
}

/** [from, to] that shows the curve and the `mark`, within 0…1. */
export function range(shape: Shape, mark: number | null): [number, number] {
  const [middle, sd] = [mean(shape), spread(shape)];
  const around = mark === null ? [middle] : [middle, mark];
  const low = Math.max(0, Math.min(...around) - 4 * sd);
  const high = Math.min(1, Math.max(...around) + 4 * sd);
  return [low, high > low ? high : low + 1e-6];
}

/** Points [x, height 0…1] of the curve between `from` and `to`. */
export function curve(shape: Shape, [from, to]: [number, number], steps = 90): [number, number][] {
  const xs = Array.from({ length: steps + 1 }, (_, place) => Math.min(Math.max(from + ((to - from) * place) / steps, 1e-9), 1 - 1e-9));
  const logs = xs.map((x) => height(shape, x));
  const top = Math.max(...logs);
  return xs.map((x, place) => [x, Math.exp((logs[place] ?? top) - top)]);
}

/** The x below which the share `part` of the distribution lies; read from the curve, good to a pixel. */
export function quantile(shape: Shape, part: number): number {
  const sd = spread(shape);
  const points = curve(shape, [Math.max(0, mean(shape) - 6 * sd), Math.min(1, mean(shape) + 6 * sd)], 2000);
  const total = points.reduce((sum, [, y]) => sum + y, 0);
  let reached = 0;
  for (const [x, y] of points) {
    reached += y / total;
    if (reached >= part) return x;
  }
  return points.at(-1)?.[0] ?? 1;
}
