/** Everything the review page asks the server for. */
import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, take } from "@/api/client";
import { rowsOf } from "./data";

type By = "product" | "channel" | "host" | "new" | "slot";

export function useReview(id: string) {
  const review = useQuery({
    queryKey: ["review", id],
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/review", { params: { path: { show_id: id } } })),
  });
  const numbersBy = (by: By) =>
    useQuery({
      queryKey: ["numbers", id, by],
      queryFn: () => take(api.GET("/api/v1/shows/{show_id}/numbers", { params: { path: { show_id: id }, query: { by, ...(by === "product" ? { limit: "200" } : {}) } } })),
    });
  const [products, channels, hosts, fresh, slots] = [
    numbersBy("product"),
    numbersBy("channel"),
    numbersBy("host"),
    numbersBy("new"),
    numbersBy("slot"),
  ];
  const rows = (data: { value: { readonly rows: readonly unknown[] } | undefined }) => computed(() => rowsOf(data.value));
  return {
    ...review,
    rows: {
      product: rows(products.data),
      channel: rows(channels.data),
      host: rows(hosts.data),
      fresh: rows(fresh.data),
      slot: rows(slots.data),
    },
  };
}
