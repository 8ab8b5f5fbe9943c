import type { Messages } from "@/i18n";
import en from "./words.en";
import zh from "./words.zh";

export default { zh: { selection: zh }, en: { selection: en } } satisfies Messages;
