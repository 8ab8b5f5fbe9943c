/** What the form asks of the server: no session, no cookie, its token in the path. */
import type { components } from "@/api/schema";
import { lang } from "@/ui/light/useView";

type Schemas = components["schemas"];
export type FormShape = Schemas["FormOut"];
export type Asked = Schemas["AskedOut"];
export type Filled = Schemas["FormFilled"];

/** Why the server said no, in the reader's language; status 0 = it was not reached. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

export async function call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { "Accept-Language": lang };
  const file = body instanceof FormData;
  if (body !== undefined && !file) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/feedback/${path}`, { method, headers, body: file ? body : body === undefined ? undefined : JSON.stringify(body), credentials: "omit" });
  } catch (error) {
    throw new Refused(0, "offline", String(error));
  }
  const text = await answer.text();
  if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw refusal(answer.status, text);
}

function refusal(status: number, text: string): Refused {
  try {
    const found = JSON.parse(text) as { code?: string; detail?: string };
    return new Refused(status, found.code ?? "", found.detail ?? "");
  } catch (error) {
    return new Refused(status, "unreadable", String(error));
  }
}

export function sendPhoto(token: string, photo: File): Promise<void> {
  const form = new FormData();
  form.append("file", photo, photo.name);
  return call("POST", `asked/${token}/proofs`, form);
}

/** The channel of an address as people type it; null = neither. */
export function channelOf(value: string): "sms" | "mail" | null {
  const plain = value.replace(/[\s-]/g, "");
  if (/^\+?\d{5,15}$/.test(plain)) return "sms";
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? "mail" : null;
}
