/** Funnel and channels, which the stream of the wall does not hold: by the link's token, or for somebody logged in. */
import { onScopeDispose, ref } from "vue";

export interface Stage {
  stage: string;
  people: number | null;
}
export interface Channel {
  name: string | null;
  group: string | null;
  views: number;
}
const EVERY = 15_000;
/** What could not be asked for this long is not shown as if it were now. */
const OLD = 60_000;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const get = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

export function read(body: unknown): { stages: Stage[]; channels: Channel[] } {
  return {
    stages: list(get(body, "funnels", "core")).map((s) => ({ stage: text(get(s, "stage")) ?? "", people: number(get(s, "people")) })),
    channels: list(get(body, "rows"))
      .map((row) => ({
        name: text(get(row, "label")) ?? text(get(row, "key")),
        group: text(get(row, "group")),
        views: number(get(row, "metrics", "view_pv", "value")) ?? 0,
      }))
      .filter((row) => row.views > 0)
      .sort((a, b) => b.views - a.views),
  };
}

export function numbersOf(place: { show: string | null; token: string | null }): string | null {
  if (place.show) return `/api/v1/shows/${encodeURIComponent(place.show)}/numbers?by=channel`;
  return place.token ? `/api/v1/view/${encodeURIComponent(place.token)}/numbers` : null;
}

export function useNumbers(place: { show: string | null; token: string | null }) {
  const stages = ref<Stage[]>([]);
  const channels = ref<Channel[]>([]);
  const address = numbersOf(place);
  let heard = Date.now();
  async function ask(): Promise<void> {
    if (!address) return;
    try {
      const answer = await fetch(address);
      if (answer.ok) {
        ({ stages: stages.value, channels: channels.value } = read(await answer.json()));
        heard = Date.now();
      }
    } catch (error) {
      console.info("numbers of the wall not reachable", error); // the stream says that the line is cut
    }
    if (Date.now() - heard > OLD) stages.value = channels.value = [];
  }
  void ask();
  const timer = window.setInterval(() => void ask(), EVERY);
  onScopeDispose(() => window.clearInterval(timer));
  return { stages, channels };
}
