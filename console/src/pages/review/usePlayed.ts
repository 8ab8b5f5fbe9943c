/** The show's rundown as planned and as it was; asked once for all cards that need it. */
import { useQuery } from "@tanstack/vue-query";
import { api, take } from "@/api/client";

export function usePlayed(show: string) {
  return useQuery({
    queryKey: ["review", show, "playout"],
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/playout", { params: { path: { show_id: show } } })),
    retry: false,
  });
}
