/** Colours and shapes of what is on the track, as on the live console. */
import type { TrackItem } from "@/api/frames";
import type { TokenName } from "@/theme/tokens";
import { proposalLabel } from "@/pages/live/proposals";
import type { Lang } from "@/prefs/prefs";
import { roleColour } from "@/ui/roles";
import type { Mark, Shape } from "@/ui/timeaxis/model";
import type { Row, Slot } from "./data";

const SHAPES: Readonly<Record<string, Shape>> = {
  action: "diamond",
  incident: "triangle",
  host: "circle",
  note: "flag",
  offer: "diamond",
  proposal: "square",
};

export function blockColour(slot: Slot, products: readonly Row[]): TokenName {
  const byRole = roleColour(products.find((r) => r.key !== null && String(r.key) === slot.product)?.group);
  if (byRole !== "line2") return byRole;
  return slot.kind === "talk" ? "c1" : roleColour(slot.kind);
}

export function markOf(item: TrackItem, names: ReadonlyMap<string, string>, lang: Lang): Mark {
  const acted = item.kind === "action" || item.kind === "offer";
  const own = item.kind === "proposal" ? proposalLabel(item, lang) : null;
  const label = own ?? names.get(item.product ?? "") ?? names.get(`${item.kind}:${item.label}`) ?? item.label;
  return {
    id: item.id,
    at: item.at,
    row: acted ? 1 : 2,
    shape: acted && item.auto ? "diamond-open" : (SHAPES[item.kind] ?? "flag"),
    label,
    detail: item.by ? `${label} · ${item.by}` : label,
  };
}
