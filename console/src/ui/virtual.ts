/** Which rows of a long list are to be drawn. Pure. */

/** offsets[i] = top of row i; one more entry than rows: the height of all. */
export function offsetsOf(keys: readonly string[], heights: ReadonlyMap<string, number>, estimate: (i: number) => number): Float64Array {
  const found = new Float64Array(keys.length + 1);
  for (let i = 0; i < keys.length; i++) found[i + 1] = (found[i] ?? 0) + (heights.get(keys[i] ?? "") ?? estimate(i));
  return found;
}

/** Index of the row at height `y`. */
export function rowAt(offsets: Float64Array, y: number): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** Rows [from, to) that touch the window, and some more on both sides. */
export function windowOf(offsets: Float64Array, top: number, height: number, spare: number): [number, number] {
  const rows = offsets.length - 1;
  if (rows <= 0) return [0, 0];
  const from = Math.max(0, rowAt(offsets, top) - spare);
  const to = Math.min(rows, rowAt(offsets, top + height) + 1 + spare);
  return [from, to];
}
