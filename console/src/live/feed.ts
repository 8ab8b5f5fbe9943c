import type { Bye, Frame } from "@/api/frames";
import { type LiveState, merge } from "./merge";

export type LinkStatus = "connecting" | "live" | "cut" | "ended" | "revoked";

export interface Link {
  status: LinkStatus;
  /** When the link was cut, by this machine's clock; null while it stands. */
  cutAt: number | null;
}

export interface FeedEvent extends Link {
  state: LiveState | null;
}

/** What changed: between tabs only the frame travels, each tab merges it into its own state. */
export interface FeedChange extends Link {
  frame?: Frame;
}

/** The part of EventSource that a feed needs; tests bring their own. */
export interface Source {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface FeedTools {
  open: (url: string) => Source;
  now: () => number;
  /** Runs `task` after `ms`; the answer cancels it. */
  later: (task: () => void, ms: number) => () => void;
  /** Whether the server still answers; asked when the line is silent for long. */
  alive: () => Promise<boolean>;
  /** 0…1, so that many screens do not come back at one moment. */
  random: () => number;
}

const CLOSED = 2;
const SILENCE = 15_000;
const WAITS = [500, 1000, 2000, 5000];

/** One SSE connection with its merged state. The browser resumes by Last-Event-ID while the source
 * lives; a source that is given up is opened anew and starts with a snapshot. */
export class Feed {
  private source: Source | null = null;
  private cancel: () => void = () => undefined;
  private tries = 0;
  private heardAt = 0;
  private current: FeedEvent = { state: null, status: "connecting", cutAt: null };

  constructor(
    private readonly url: string,
    private readonly tools: FeedTools,
    private readonly tell: (change: FeedChange) => void,
  ) {
    this.connect();
  }

  get event(): FeedEvent {
    return this.current;
  }

  close(): void {
    this.cancel();
    this.source?.close();
    this.source = null;
  }

  private connect(): void {
    this.close();
    const source = this.tools.open(this.url);
    this.source = source;
    for (const type of ["snapshot", "delta", "bye"]) {
      source.addEventListener(type, (event) => this.source === source && this.heard(event.data));
    }
    source.addEventListener("open", () => this.source === source && this.opened());
    source.addEventListener("error", () => this.source === source && this.failed(source));
    this.watch();
  }

  private opened(): void {
    this.heardAt = this.tools.now();
    if (this.current.state) this.say({ status: "live", cutAt: null });
  }

  private heard(data: string): void {
    this.heardAt = this.tools.now();
    this.tries = 0;
    const frame = JSON.parse(data) as Frame;
    if (frame.frame === "bye") return this.farewell(frame);
    const state = merge(this.current.state, frame);
    if (state) this.say({ state, status: "live", cutAt: null }, frame);
  }

  private farewell({ reason }: Bye): void {
    if (reason === "ended" || reason === "revoked") {
      this.close();
      this.say({ status: reason, cutAt: null });
    } else {
      this.retry(reason === "stopping" ? "cut" : this.current.status);
    }
  }

  private failed(source: Source): void {
    // While the source lives the browser reconnects by itself and resumes where it stood.
    if (source.readyState === CLOSED) this.retry("cut");
    else this.lost("cut");
  }

  private lost(status: LinkStatus): void {
    this.say({ status, cutAt: status === "cut" ? (this.current.cutAt ?? this.tools.now()) : this.current.cutAt });
  }

  private retry(status: LinkStatus): void {
    this.close();
    this.lost(status);
    const wait = (WAITS[Math.min(this.tries++, WAITS.length - 1)] ?? 5000) * (0.5 + this.tools.random());
    this.cancel = this.tools.later(() => this.connect(), wait);
  }

  /** A pulled cable makes no sound: when nothing came for long, ask the server. */
  private watch(): void {
    this.cancel();
    this.cancel = this.tools.later(() => void this.listen(), SILENCE);
  }

  private async listen(): Promise<void> {
    const source = this.source;
    if (this.tools.now() - this.heardAt >= SILENCE && !(await this.tools.alive())) {
      if (this.source === source) this.retry("cut");
      return;
    }
    if (this.source === source) this.watch();
  }

  private say(change: Partial<FeedEvent>, frame?: Frame): void {
    this.current = { ...this.current, ...change };
    const { status, cutAt } = this.current;
    this.tell(frame ? { status, cutAt, frame } : { status, cutAt });
  }
}

/** The other end of FeedChange: the event after it. */
export function follow(event: FeedEvent, change: FeedChange): FeedEvent {
  const state = change.frame ? merge(event.state, change.frame) : event.state;
  return { state, status: change.status, cutAt: change.cutAt };
}

export const browserTools: FeedTools = {
  open: (url) => new EventSource(url),
  now: () => Date.now(),
  random: () => Math.random(),
  later: (task, ms) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  alive: async () => {
    try {
      return (await fetch("/api/v1/healthz", { cache: "no-store", signal: AbortSignal.timeout(3000) })).ok;
    } catch {
      return false; // no answer is the answer
    }
  },
};
