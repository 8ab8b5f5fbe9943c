import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import { usePages } from "@/shared/pages";

type Schemas = components["schemas"];
export type Target = Schemas["TargetOut"];
export type Kind = Schemas["KindOut"];
export type Switch = Schemas["SwitchOut"];
export type Outgoing = Schemas["MessageOut"];
export type OutboxState = Outgoing["state"];
export type Contact = Schemas["ContactOut"];
export type ContactImport = Schemas["ContactImport"];
export type Rules = Schemas["RulesOut"];
export type Channel = Contact["points"][number]["channel"];
export type Purpose = Contact["consents"][number]["purpose"];
export type Source = Schemas["NewContact"]["source"];
export type Link = Schemas["LinkOut"];

export const CHANNELS = ["sms", "mail", "wecom", "member"] as const satisfies readonly Channel[];
export const PURPOSES = ["reminder", "marketing", "service"] as const satisfies readonly Purpose[];
export const SOURCES = ["form", "platform", "counter", "service", "import"] as const satisfies readonly Source[];
export const STATES = ["queued", "sending", "confirm_wait", "sent", "unknown", "failed", "blocked", "dry", "cancelled"] as const satisfies readonly OutboxState[];

const KEY = ["delivery"];
const EVERY_MS = 3000;

export const useKinds = () =>
  useQuery({ queryKey: [...KEY, "kinds"], queryFn: async () => (await take(api.GET("/api/v1/delivery/kinds"))).items, staleTime: Infinity });
export const useTargets = () =>
  useQuery({ queryKey: [...KEY, "targets"], queryFn: async () => (await take(api.GET("/api/v1/delivery/targets"))).items, refetchInterval: EVERY_MS });
export const useSwitch = () =>
  useQuery({ queryKey: [...KEY, "switch"], queryFn: () => take(api.GET("/api/v1/delivery/switch")), refetchInterval: EVERY_MS });
export const useHealth = () =>
  useQuery({ queryKey: [...KEY, "health"], queryFn: () => take(api.GET("/api/v1/delivery/health")), refetchInterval: EVERY_MS });
export const useRules = () => useQuery({ queryKey: [...KEY, "rules"], queryFn: () => take(api.GET("/api/v1/contacts-rules")) });
/** The outbox moves by itself: what is on the screen is asked for again every few seconds. */
export const useOutbox = (state: MaybeRefOrGetter<OutboxState | null>) =>
  usePages<Outgoing, Schemas["MessagePage"]>(
    () => [...KEY, "outbox", toValue(state)],
    (cursor) => {
      const wanted = toValue(state);
      return take(api.GET("/api/v1/delivery/outbox", { params: { query: { ...(wanted ? { state: wanted } : {}), ...(cursor ? { cursor } : {}) } } }));
    },
    { every: () => EVERY_MS },
  );
/** `q`: part of a label or of a masked address. */
export const useContacts = (q: MaybeRefOrGetter<string> = "") =>
  usePages<Contact, Schemas["ContactPage"]>(
    () => [...KEY, "contacts", "list", toValue(q)],
    (cursor) => {
      const wanted = toValue(q);
      return take(api.GET("/api/v1/contacts", { params: { query: { ...(wanted ? { q: wanted } : {}), ...(cursor ? { cursor } : {}) } } }));
    },
  );
/** One contact as it is now; `known`: as the list had it. It may have left the list that it was opened from. */
export const useContact = (known: Contact) =>
  useQuery({
    queryKey: [...KEY, "contacts", "one", known.id],
    queryFn: () => take(api.GET("/api/v1/contacts/{contact_id}", contact(known.id))),
    placeholderData: known,
  });
export const useLinks = () =>
  useQuery({ queryKey: [...KEY, "links"], queryFn: async () => (await take(api.GET("/api/v1/links"))).items });
export const useConsents = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => [...KEY, "contacts", toValue(id)]),
    queryFn: async () => (await take(api.GET("/api/v1/contacts/{contact_id}/consents", contact(toValue(id))))).items,
  });

export function useChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

const target = (id: string) => ({ params: { path: { target_id: id } } });
const contact = (id: string) => ({ params: { path: { contact_id: id } } });
const message = (id: string) => ({ params: { path: { message_id: id } } });

export const createTarget = (body: Schemas["NewTargetIn"]) => take(api.POST("/api/v1/delivery/targets", { body }));
export const changeTarget = (id: string, body: Schemas["TargetPatch"]) =>
  take(api.PATCH("/api/v1/delivery/targets/{target_id}", { ...target(id), body }));
export const removeTarget = (id: string) => done(api.DELETE("/api/v1/delivery/targets/{target_id}", target(id)));
export const tryTarget = (id: string, who: string | null) =>
  take(api.POST("/api/v1/delivery/targets/{target_id}/test", { ...target(id), body: { contact: who } }));
export const putSwitch = (body: Schemas["SwitchIn"]) => take(api.PUT("/api/v1/delivery/switch", { body }));
export const putRules = (body: Schemas["RulesIn"]) => take(api.PUT("/api/v1/contacts-rules", { body }));
export const settle = (id: string, outcome: Schemas["SettleIn"]["outcome"]) =>
  done(api.POST("/api/v1/delivery/outbox/{message_id}/settle", { ...message(id), body: { outcome } }));
export const cancel = (id: string) => done(api.DELETE("/api/v1/delivery/outbox/{message_id}", message(id)));
export const addContact = (body: Schemas["NewContact"]) => take(api.POST("/api/v1/contacts", { body }));
export const addPoint = (id: string, body: Schemas["NewPoint"]) => take(api.POST("/api/v1/contacts/{contact_id}/points", { ...contact(id), body }));
export const eraseContact = (id: string) => done(api.DELETE("/api/v1/contacts/{contact_id}", contact(id)));
export const say = (id: string, body: Schemas["ConsentIn"]) =>
  take(api.POST("/api/v1/contacts/{contact_id}/consents", { ...contact(id), body }));
export const audience = async (channel: Channel, purpose: Purpose) =>
  (await take(api.GET("/api/v1/contacts/audience", { params: { query: { channel, purpose } } }))).people;
