import { computed, type ComputedRef } from "vue";
import { me } from "@/api/session";
import type { components } from "@/api/schema";

export type Role = components["schemas"]["Role"];

/** Whether the person has one of these roles; an owner always may. The server decides: this spares people a refusal. */
export const useMay = (...roles: Role[]): ComputedRef<boolean> =>
  computed(() => (me.value?.person.roles ?? []).some((role) => role === "owner" || roles.includes(role)));
