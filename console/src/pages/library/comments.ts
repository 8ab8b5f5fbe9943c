/** What the comments tab asks the server. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Doubt = Schemas["CommentDoubtOut"];
export type Label = Schemas["CommentLabelOut"];
export type Limits = Schemas["CommentSetupOut"];
export type NewLabel = Schemas["CommentLabelForm"];
const KEY = ["comments"];

export const useDoubts = () => useQuery({ queryKey: [...KEY, "queue"], queryFn: () => take(api.GET("/api/v1/comments/queue")), staleTime: Infinity });
export const useLabels = () => useQuery({ queryKey: [...KEY, "labels"], queryFn: async () => (await take(api.GET("/api/v1/comments/labels"))).items });
export const useLimits = () => useQuery({ queryKey: [...KEY, "setup"], queryFn: () => take(api.GET("/api/v1/comments/setup")) });
export const useBlocked = () => useQuery({ queryKey: [...KEY, "words"], queryFn: async () => (await take(api.GET("/api/v1/comments/words"))).items });
export function useLabelsChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [...KEY, "labels"] });
}
export const teach = (body: NewLabel) => take(api.POST("/api/v1/comments/labels", { body }));
export const withdraw = (id: string) => take(api.DELETE("/api/v1/comments/labels/{label_id}", { params: { path: { label_id: id } } }));
export const blockWord = (body: Schemas["CommentWordForm"]) => take(api.POST("/api/v1/comments/words", { body }));
export const unblockWord = (word: string) => take(api.DELETE("/api/v1/comments/words/{word}", { params: { path: { word } } }));
export const saveLimits = (body: Limits) => take(api.PUT("/api/v1/comments/setup", { body }));

/** One key a class: the digits, then letters that nothing else uses. */
export const INTENT_KEYS: readonly (readonly [string, string])[] = [
  ["1", "price"], ["2", "size"], ["3", "shipping"], ["4", "stock"], ["5", "link"], ["6", "quality"], ["7", "usage"], ["8", "coupon"], ["9", "ordered"],
  ["0", "orderhelp"], ["q", "complaint"], ["w", "demand"], ["e", "greet"], ["r", "spam"], ["t", "unknown"],
];
