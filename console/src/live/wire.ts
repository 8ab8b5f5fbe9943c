import type { FeedChange, FeedEvent } from "./feed";

/** Between a tab and whoever holds the line (shared worker or the leading tab). */
export type ToShared = { kind: "join"; url: string } | { kind: "leave" } | { kind: "here" };
export type FromShared =
  | { kind: "begin"; url: string; event: FeedEvent }
  | { kind: "change"; url: string; change: FeedChange };
