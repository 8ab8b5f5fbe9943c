import { ref, shallowRef } from "vue";
import { asProblem, type ProblemError } from "@/api/problem";
import { upload } from "@/api/upload";
import { DEFAULT_ZONE, fromLocal } from "@/format";

export interface Options {
  show: string | null;
  title: string;
  kind: string;
  /** Wall clock "2026-11-21T19:30" or "". */
  stage: string;
  t0: string;
  /** Dates with the year last: which of the two comes first. */
  dayOrder: "" | "dmy" | "mdy";
}

export interface UploadRow {
  key: number;
  file: File;
  share: number;
  problem: ProblemError | null;
  fields: Record<string, string>;
  cancel: () => void;
}

function fieldsOf(options: Options): Record<string, string> {
  const stage = options.stage ? fromLocal(options.stage, DEFAULT_ZONE) : null;
  const t0 = options.t0 ? fromLocal(options.t0, DEFAULT_ZONE) : null;
  return {
    ...(options.show ? { show: options.show } : options.title.trim() ? { title: options.title.trim() } : {}),
    ...(options.kind !== "auto" ? { kind: options.kind } : {}),
    ...(stage === null ? {} : { stage: String(stage) }),
    ...(t0 === null ? {} : { t0: String(t0) }),
    ...(options.dayOrder ? { day_order: options.dayOrder } : {}),
  };
}

/** Files on their way to the server, one after the other; a failed one stays until put aside. */
export function useUploads(arrived: (id: string) => void) {
  const uploads = shallowRef<UploadRow[]>([]);
  const options = ref<Options>({ show: null, title: "", kind: "auto", stage: "", t0: "", dayOrder: "" });
  let next = 0;
  let line: Promise<void> = Promise.resolve();

  const change = (key: number, part: Partial<UploadRow>): void => {
    uploads.value = uploads.value.map((row) => (row.key === key ? { ...row, ...part } : row));
  };
  const forget = (key: number): void => {
    uploads.value = uploads.value.filter((row) => row.key !== key);
  };
  async function one(key: number): Promise<void> {
    const row = uploads.value.find((item) => item.key === key);
    if (!row) return;
    const job = upload<{ id: string }>("/api/v1/imports", row.file, row.fields, (share) => change(key, { share }));
    change(key, { cancel: job.cancel });
    try {
      const { id } = await job.answer;
      forget(key);
      arrived(id);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === "cancelled") forget(key);
      else change(key, { problem });
    }
  }
  function send(files: File[]): void {
    const fields = fieldsOf(options.value);
    for (const file of files) {
      const key = next++;
      uploads.value = [...uploads.value, { key, file, share: 0, problem: null, fields, cancel: () => forget(key) }];
      line = line.then(() => one(key));
    }
  }
  const cancel = (key: number): void => uploads.value.find((row) => row.key === key)?.cancel();
  return { uploads, options, send, cancel, forget };
}
