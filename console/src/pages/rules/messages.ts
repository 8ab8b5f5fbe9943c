import type { Messages } from "@/i18n";
import { en } from "./words.en";
import { zh } from "./words.zh";

/** Only what shared parts look up by name; everything else is in words.ts. */
export default { zh: { rules: { parts: zh.parts } }, en: { rules: { parts: en.parts } } } satisfies Messages;
