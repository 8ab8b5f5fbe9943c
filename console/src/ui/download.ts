/** Files made in the browser: what is on the screen, saved. */

/** A cell a spreadsheet cannot run: a leading = + - @ tab or CR is kept as text by a quote mark before it. */
export function csvCell(text: string): string {
  if (/^−[\d,.]+%?$/.test(text)) return csvCell(`-${text.slice(1)}`);
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d,.]+%?$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** UTF-8 with a byte order mark, so that Excel reads Chinese. */
export function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `\uFEFF${[head, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function save(name: string, url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** `name` with its ending. */
export function saveText(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  save(name, url);
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function saveCsv(name: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  saveText(`${name}.csv`, csv(head, rows), "text/csv");
}

export function savePng(name: string, dataUrl: string): void {
  save(`${name}.png`, dataUrl);
}
