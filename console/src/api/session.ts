import { shallowRef } from "vue";
import { setShopZone } from "@/format";
import type { Me } from "./types";

/** Who is logged in: undefined = not asked yet, null = nobody. */
export const me = shallowRef<Me | null | undefined>(undefined);
/** A request found the session over; the login window stands over the page until this is answered. */
export const relogin = shallowRef(false);

let waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];

export const csrf = (): string => me.value?.csrf ?? "";

/** Waits until somebody logged in again. What was typed in the page below stays where it is. */
export function expired(): Promise<void> {
  relogin.value = true;
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}

/** After a login: every waiting request is sent again. */
export function entered(who: Me): void {
  setShopZone(who.zone);
  me.value = who;
  relogin.value = false;
  for (const { resolve } of waiting) resolve();
  waiting = [];
}

/** After a logout, or when the person turned the login window away. */
export function left(reason: Error): void {
  me.value = null;
  relogin.value = false;
  for (const { reject } of waiting) reject(reason);
  waiting = [];
}
