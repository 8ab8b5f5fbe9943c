/** What the people page asks of the server. */
import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components, paths } from "@/api/schema";
import { usePages } from "@/shared/pages";

type Schemas = components["schemas"];
export type Person = Schemas["ProfileRow"];
export type Detail = Schemas["ProfileOut"];
export type Field = Schemas["ProfileField"];
export type Act = Schemas["ProfileAct"];
export type Deal = Schemas["ProfileDeal"];
export type Stage = Person["stage"];
export type Sort = NonNullable<NonNullable<paths["/api/v1/profiles"]["get"]["parameters"]["query"]>["sort"]>;

export const STAGES = ["new", "watching", "first", "repeat", "dormant", "lost"] as const satisfies readonly Stage[];
export const SORTS = ["last_seen", "first_seen", "shows", "clicks", "paid", "spend", "expected"] as const satisfies readonly Sort[];
export const TONES: Record<Stage, "accent" | "muted" | "ok" | "hot" | "warn" | "plain"> = {
  new: "accent", watching: "muted", first: "ok", repeat: "hot", dormant: "warn", lost: "plain",
};
const EVERY_MS = 30_000;

export interface Wanted {
  stage: Stage | null;
  buyers: "any" | "yes" | "no";
  sort: Sort;
  q: string;
}

export const usePeopleList = (wanted: MaybeRefOrGetter<Wanted>) =>
  usePages<Person, Schemas["ProfilePage"]>(
    () => ["profiles", "list", toValue(wanted)],
    (cursor) => {
      const { stage, buyers, sort, q } = toValue(wanted);
      const query = { sort, q, ...(stage ? { stage } : {}), ...(buyers === "any" ? {} : { buyers: buyers === "yes" }), ...(cursor ? { cursor } : {}) };
      return take(api.GET("/api/v1/profiles", { params: { query } }));
    },
    { every: () => EVERY_MS },
  );
export const usePerson = (person: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ["profiles", "one", toValue(person)]),
    queryFn: () => take(api.GET("/api/v1/profiles/{person}", { params: { path: { person: toValue(person) } } })),
    retry: false,
  });

/** The last of a key that people read out to each other; the namespace stands beside it. */
export const short = (person: string): string => person.slice(person.indexOf(":") + 1).slice(0, 8);
