/** What the feedback page asks of the server. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { type MaybeRefOrGetter, computed, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { components, paths } from "@/api/schema";
import { usePages } from "@/shared/pages";

type Schemas = components["schemas"];
export type Ticket = Schemas["TicketOut"];
export type Detail = Schemas["TicketDetail"];
export type Step = Schemas["TicketStepOut"];
export type Proof = Schemas["TicketProofOut"];
export type Kind = Ticket["kind"];
export type State = Ticket["state"];
export type Trend = Schemas["TrendOut"];
export type Setup = Schemas["FeedbackSetupOut"];
export type FormLink = Schemas["FeedbackLinkOut"];
export type View = NonNullable<NonNullable<paths["/api/v1/feedback/tickets"]["get"]["parameters"]["query"]>["view"]>;

export const KINDS = ["quality", "suggestion", "logistics", "service", "price", "other"] as const satisfies readonly Kind[];
export const VIEWS = ["active", "mine", "overdue", "unassigned", "check", "done", "merged", "all"] as const satisfies readonly View[];
const KEY = ["feedback"];
const EVERY_MS = 15_000;

export interface Wanted {
  view: View;
  kind: Kind | null;
  product: string | null;
  owner: string | null;
  q: string;
}

export const useTickets = (wanted: MaybeRefOrGetter<Wanted>) =>
  usePages<Ticket, Schemas["TicketPage"]>(
    () => [...KEY, "list", toValue(wanted)],
    (cursor) => {
      const { view, kind, product, owner, q } = toValue(wanted);
      const query = { view, q, ...(kind ? { kind } : {}), ...(product ? { product } : {}), ...(owner ? { owner } : {}), ...(cursor ? { cursor } : {}) };
      return take(api.GET("/api/v1/feedback/tickets", { params: { query } }));
    },
    { every: () => EVERY_MS },
  );
const at = (id: string) => ({ params: { path: { ticket_id: id } } });
export const useTicket = (id: MaybeRefOrGetter<string>) =>
  useQuery({ queryKey: computed(() => [...KEY, "one", toValue(id)]), queryFn: () => take(api.GET("/api/v1/feedback/tickets/{ticket_id}", at(toValue(id)))), retry: false });
export const useTrends = () => useQuery({ queryKey: [...KEY, "trends"], queryFn: () => take(api.GET("/api/v1/feedback/trends")) });
export const useSetup = () => useQuery({ queryKey: [...KEY, "setup"], queryFn: () => take(api.GET("/api/v1/feedback/setup")) });
export const useLinks = () => useQuery({ queryKey: [...KEY, "links"], queryFn: async () => (await take(api.GET("/api/v1/feedback/links"))).items });
export const usePeople = () => useQuery({ queryKey: ["colleagues"], queryFn: async () => (await take(api.GET("/api/v1/colleagues"))).items });

export function useChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
}

export type Act = "ask" | "reply" | "answer" | "reopen" | "dismiss";
/** A step with words; the version is the one that was seen. */
export const say = (ticket: Ticket, act: Act, text: string): Promise<Detail> =>
  take(api.POST(`/api/v1/feedback/tickets/{ticket_id}/${act}`, { ...at(ticket.id), body: { version: ticket.version, text } }));
export const step = (ticket: Ticket, act: "verify" | "close" | "unmerge"): Promise<Detail> =>
  take(api.POST(`/api/v1/feedback/tickets/{ticket_id}/${act}`, { ...at(ticket.id), body: { version: ticket.version } }));
export const assign = (ticket: Ticket, owner: string): Promise<Detail> =>
  take(api.POST("/api/v1/feedback/tickets/{ticket_id}/assign", { ...at(ticket.id), body: { version: ticket.version, owner } }));
export const merge = (ticket: Ticket, into: string): Promise<Detail> =>
  take(api.POST("/api/v1/feedback/tickets/{ticket_id}/merge", { ...at(ticket.id), body: { version: ticket.version, into } }));
export const edit = (ticket: Ticket, changes: { kind?: Kind; product?: string | null }): Promise<Detail> =>
  take(api.PATCH("/api/v1/feedback/tickets/{ticket_id}", { ...at(ticket.id), body: { version: ticket.version, ...changes } }));
export const erase = (id: string): Promise<Detail> => take(api.POST("/api/v1/feedback/tickets/{ticket_id}/erase", at(id)));
export const askerLink = async (id: string): Promise<string> => (await take(api.POST("/api/v1/feedback/tickets/{ticket_id}/asker-link", at(id)))).url;
export const make = (body: Schemas["TicketForm"]): Promise<Ticket> => take(api.POST("/api/v1/feedback/tickets", { body }));
export const makeOfComment = (body: Schemas["TicketOfComment"]): Promise<Schemas["TicketMade"]> => take(api.POST("/api/v1/feedback/from-comment", { body }));
export const addUrl = (id: string, url: string): Promise<Proof> => take(api.POST("/api/v1/feedback/tickets/{ticket_id}/proof-url", { ...at(id), body: { url } }));
export const makeLink = (body: Schemas["FeedbackLinkForm"]): Promise<FormLink> => take(api.POST("/api/v1/feedback/links", { body }));
export const endLink = (id: string): Promise<void> => done(api.DELETE("/api/v1/feedback/links/{link_id}", { params: { path: { link_id: id } } }));
export const keepSetup = (body: Schemas["FeedbackSetupForm"]): Promise<Setup> => take(api.PUT("/api/v1/feedback/setup", { body }));
