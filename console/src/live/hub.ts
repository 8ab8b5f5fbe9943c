import { Feed, type FeedChange, type FeedEvent, type FeedTools } from "./feed";

/** Shares one feed per address between any number of listeners; lives in the shared worker, or in the
 * one tab that holds the line for the others. */
export class FeedHub {
  private readonly feeds = new Map<string, { feed: Feed; listeners: Set<(change: FeedChange) => void> }>();

  constructor(private readonly tools: FeedTools) {}

  get size(): number {
    return this.feeds.size;
  }

  /** `begin` gets what is known now, `listener` every change after it. The answer stops listening;
   * the last one hangs up. */
  join(url: string, begin: (event: FeedEvent) => void, listener: (change: FeedChange) => void): () => void {
    let entry = this.feeds.get(url);
    if (!entry) {
      const listeners = new Set<(change: FeedChange) => void>();
      const feed = new Feed(url, this.tools, (change) => listeners.forEach((each) => each(change)));
      entry = { feed, listeners };
      this.feeds.set(url, entry);
    }
    const joined = entry;
    joined.listeners.add(listener);
    begin(joined.feed.event);
    return () => {
      if (!joined.listeners.delete(listener) || joined.listeners.size > 0) return;
      joined.feed.close();
      if (this.feeds.get(url) === joined) this.feeds.delete(url);
    };
  }
}
