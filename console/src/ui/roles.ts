/** A role of a product keeps its colour on every page; without a role the neutral one. */
import type { TokenName } from "@/theme/tokens";

const ROLES: readonly (readonly [TokenName, readonly string[]])[] = [
  ["c1", ["引流", "traffic", "hook"]],
  ["c2", ["利润", "profit"]],
  ["c3", ["承接", "返场", "承接·返场", "follow", "encore", "followup"]],
  ["c4", ["形象", "image"]],
  ["c5", ["主推", "hero", "main"]],
  ["c6", ["福利", "welfare", "gift", "game", "互动"]],
];

export function roleColour(role: string | null | undefined): TokenName {
  return ROLES.find(([, names]) => role && names.includes(role))?.[0] ?? "line2";
}
