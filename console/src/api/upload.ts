import { headers } from "./client";
import { offlineProblem, ProblemError, problemFrom } from "./problem";
import { expired } from "./session";

export interface Upload<T> {
  answer: Promise<T>;
  cancel: () => void;
}

/**
 * Sends a file with fields: as multipart, or `raw`, the file as the body and the fields in the query.
 * fetch cannot tell how far it is, so this is XMLHttpRequest.
 */
export function upload<T>(path: string, file: File, fields: Record<string, string>, progress: (share: number) => void, raw = false): Upload<T> {
  let current: XMLHttpRequest | null = null;
  let cancelled = false;
  const send = (): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      current = request;
      request.open("POST", raw ? `${path}?${new URLSearchParams(fields)}` : path);
      for (const [name, value] of Object.entries(headers("POST"))) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onload = () => resolve({ status: request.status, body: request.responseText });
      request.onerror = () => reject(offlineProblem());
      request.onabort = () => reject(new ProblemError(0, "cancelled", "", ""));
      if (raw) {
        request.setRequestHeader("Content-Type", "application/octet-stream");
        request.send(file);
        return;
      }
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", file, file.name);
      request.send(form);
    });
  const run = async (): Promise<T> => {
    let answer = await send();
    if (answer.status === 401) {
      await expired();
      if (cancelled) throw new ProblemError(0, "cancelled", "", "");
      answer = await send();
    }
    if (answer.status < 200 || answer.status >= 300) throw problemFrom(answer.status, answer.body);
    return JSON.parse(answer.body) as T;
  };
  return {
    answer: run(),
    cancel: () => {
      cancelled = true;
      current?.abort();
    },
  };
}
