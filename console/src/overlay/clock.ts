/** The server's clock as this page knows it: from the frames, carried on by the page's own monotonic clock. The machine's
 * wall clock is never asked, so one that is wrong or is set while the show runs changes nothing. */

const KEPT_MS = 60_000;

export class ServerClock {
  private samples: { offset: number; at: number }[] = [];
  private speed = 1;

  /** A frame said `clock` (ms) when the monotonic clock stood at `at`. The one that was under way for the shortest time
   * says it best: it has the largest offset. */
  heard(clock: number, at: number, speed = 1): void {
    if (speed !== this.speed) this.samples = [];
    this.speed = speed;
    if (speed !== 1) {
      this.samples = [{ offset: clock - at * speed, at }];
      return;
    }
    const offset = clock - at;
    // The server's clock was set back, or this machine slept on another clock: what was known is worth nothing.
    if (this.samples.length > 0 && Math.abs(offset - this.offset()) > 5000) this.samples = [];
    this.samples = this.samples.filter((one) => one.offset > offset && at - one.at < KEPT_MS);
    this.samples.push({ offset, at });
  }

  get known(): boolean {
    return this.samples.length > 0;
  }

  /** The server's time (ms) when the monotonic clock stands at `at`. */
  now(at: number): number {
    return at * this.speed + this.offset();
  }

  private offset(): number {
    return this.samples[0]?.offset ?? 0;
  }
}

/** 05:14, 1:02:03; what is left of a second counts as a whole one, so that 00:00 is the end. */
export function countdown(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}
