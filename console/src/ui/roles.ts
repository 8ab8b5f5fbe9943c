/** A role of a product keeps its colour and its name on every page; without a role the neutral colour. */
import type { Lang } from "@/prefs/prefs";
import type { TokenName } from "@/theme/tokens";

interface RoleLook {
  colour: TokenName;
  zh: string;
  en: string;
  /** Codes and words that mean it. */
  codes: readonly string[];
}

const ROLES: readonly RoleLook[] = [
  { colour: "c1", zh: "引流", en: "Traffic", codes: ["引流", "traffic", "hook"] },
  { colour: "c2", zh: "利润", en: "Profit", codes: ["利润", "profit"] },
  { colour: "c3", zh: "承接", en: "Follow-up", codes: ["承接", "follow", "followup"] },
  { colour: "c3", zh: "返场", en: "Encore", codes: ["返场", "encore"] },
  { colour: "c4", zh: "形象", en: "Image", codes: ["形象", "image"] },
  { colour: "c5", zh: "主推", en: "Hero", codes: ["主推", "hero", "main"] },
  { colour: "c6", zh: "福利", en: "Welfare", codes: ["福利", "welfare", "gift", "game", "互动"] },
];

const find = (role: string | null | undefined): RoleLook | undefined => ROLES.find((look) => role && look.codes.includes(role));

export function roleColour(role: string | null | undefined): TokenName {
  return find(role)?.colour ?? "line2";
}

/** The role in the reader's language; a word that is not one of ours stays as it is. */
export function roleName(role: string | null | undefined, lang: Lang): string {
  return find(role)?.[lang] ?? role ?? "";
}
