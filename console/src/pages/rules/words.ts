/** Words of the rule pages. */
import { words } from "@/ui/words";
import { en } from "./words.en";
import { type RuleWords, zh } from "./words.zh";

export type { RuleWords };
export const ruleWords = words<RuleWords>(zh, en);

/** Fields of the server whose word here has another name. */
const NAMES: Readonly<Record<string, keyof RuleWords>> = { conditions: "when", steps: "then", hold_s: "hold", cooldown_s: "cooldown", expire_s: "expire", effect_s: "effect" };
/** A field of a rule as people call it. */
export function fieldName(field: string, w: RuleWords): string {
  const word = w[NAMES[field] ?? (field as keyof RuleWords)];
  return typeof word === "string" ? word : field;
}
