import { ref, shallowRef } from "vue";
import { asProblem, type ProblemError } from "@/api/problem";
import { upload } from "@/api/upload";
import { type Dropped, type Outline, useReportsChanged } from "./data";

export type DayOrder = "" | "dmy" | "mdy";

/** A file on its way, or what became of it. */
export interface Sending {
  key: number;
  file: File;
  share: number;
  problem: ProblemError | null;
  answer: Dropped | null;
  outline: Outline | null;
}

/** Files dropped on the page, one after the other. The browser keeps each until it is put aside: an unknown one can be taught and sent again. */
export function useSending(arrived: (answer: Dropped) => void) {
  const rows = shallowRef<Sending[]>([]);
  const changed = useReportsChanged();
  const next = ref(0);
  let line: Promise<void> = Promise.resolve();
  const put = (key: number, part: Partial<Sending>): void => {
    rows.value = rows.value.map((row) => (row.key === key ? { ...row, ...part } : row));
  };
  const forget = (key: number): void => {
    rows.value = rows.value.filter((row) => row.key !== key);
  };
  async function one(key: number, order: DayOrder): Promise<void> {
    const row = rows.value.find((item) => item.key === key);
    if (!row) return;
    put(key, { problem: null, share: 0, outline: null });
    const fields: Record<string, string> = order ? { day_order: order } : {};
    try {
      const answer = await upload<Dropped>("/api/v1/reports", row.file, fields, (share) => put(key, { share })).answer;
      put(key, { answer });
      arrived(answer);
    } catch (error) {
      put(key, { problem: asProblem(error) });
    }
    await changed();
  }
  const again = (key: number, order: DayOrder = ""): void => void (line = line.then(() => one(key, order)));
  function send(files: File[]): void {
    for (const file of files) {
      const key = next.value++;
      rows.value = [...rows.value, { key, file, share: 0, problem: null, answer: null, outline: null }];
      again(key);
    }
  }
  /** What the file holds, so that its columns can be explained. */
  async function look(key: number): Promise<void> {
    const row = rows.value.find((item) => item.key === key);
    if (!row) return;
    try {
      put(key, { outline: await upload<Outline>("/api/v1/report-outlines", row.file, {}, () => undefined).answer });
    } catch (error) {
      put(key, { problem: asProblem(error) });
    }
  }
  /** A file of single events goes to the imports; → the import, null when it did not get there. */
  async function hand(key: number): Promise<string | null> {
    const row = rows.value.find((item) => item.key === key);
    if (!row) return null;
    put(key, { problem: null, share: 0 });
    try {
      return (await upload<{ id: string }>("/api/v1/imports", row.file, {}, (share) => put(key, { share })).answer).id;
    } catch (error) {
      put(key, { problem: asProblem(error) });
      return null;
    }
  }
  return { rows, send, again, forget, look, hand };
}
