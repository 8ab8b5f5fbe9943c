/** Words of the live console. */
import { words } from "@/ui/words";
import { en } from "./words.en";
import { type LiveWords, REASONS, type Reason, zh } from "./words.zh";

export { REASONS };
export type { LiveWords, Reason };
export const liveWords = words<LiveWords>(zh, en);
