/** The emergency cards of the team and what each room has for them. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { useLang } from "@/ui/words";

type Schemas = components["schemas"];
export type Card = Schemas["EmergencyCardOut"];
export type CardStep = Schemas["EmergencyCardStep"];
export type CardChange = Omit<Schemas["EmergencyCardPut"], "version">;
export type Setup = Schemas["EmergencyRoomOut"];
export type Offer = Schemas["EmergencyOffer"];
export type Trial = Schemas["EmergencyTrial"];
export interface SetupForm {
  scene: string | null;
  main_scene: string | null;
  input: string | null;
  text: string | null;
  targets: string[];
  auto: string[];
}

const KEY = ["emergency"];
const BY_PERSON = new Set(["hand", "record"]);
export const automatic = (step: { do?: string }): boolean => !BY_PERSON.has(step.do ?? "hand");
/** A room may let it run without a key; what viewers may have bought by is ended by people only. */
export const byItself = (step: { do?: string }): boolean => automatic(step) && step.do !== "end_offers";

export const useCards = () => useQuery({ queryKey: [...KEY, "cards"], queryFn: async () => (await take(api.GET("/api/v1/emergency/cards"))).items });

export const useSetup = (room: MaybeRefOrGetter<string | null>) =>
  useQuery({
    queryKey: computed(() => [...KEY, "room", toValue(room)]),
    queryFn: () => take(api.GET("/api/v1/emergency/rooms/{room_id}", at(toValue(room) ?? ""))),
    enabled: computed(() => toValue(room) !== null),
  });

/** The encoder is asked itself, so this may take a moment; it is not asked again by itself. */
export function useOffer(room: MaybeRefOrGetter<string | null>) {
  const lang = useLang();
  return useQuery({
    queryKey: computed(() => [...KEY, "offer", toValue(room), lang.value]),
    queryFn: () => take(api.GET("/api/v1/emergency/rooms/{room_id}/offered", at(toValue(room) ?? ""))),
    enabled: computed(() => toValue(room) !== null),
    retry: false,
    staleTime: 60_000,
  });
}

export function useEmergencyChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

const at = (room: string) => ({ params: { path: { room_id: room } } });
const of = (card: string) => ({ params: { path: { card_id: card } } });

export const saveSetup = (room: string, version: number, form: SetupForm) => take(api.PUT("/api/v1/emergency/rooms/{room_id}", { ...at(room), body: { ...form, version } }));
export const trySetup = async (room: string) => (await take(api.POST("/api/v1/emergency/rooms/{room_id}/try", at(room)))).items;
export const saveCard = (card: Card, change: CardChange) => take(api.PUT("/api/v1/emergency/cards/{card_id}", { ...of(card.id), body: { version: card.version, ...change } }));
export const resetCard = (card: Card) => take(api.DELETE("/api/v1/emergency/cards/{card_id}", { params: { path: { card_id: card.id }, query: { version: card.version } } }));

/** What a form of a card holds; English that nobody wrote is the Chinese. */
export function both(zh: string, en: string): { zh: string; en: string } {
  return { zh: zh.trim(), en: en.trim() || zh.trim() };
}
