import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { search: "?lang=zh", pathname: "/", origin: "http://localhost" });
const { tooLate } = await import("./cues");

describe("what waited for the line", () => {
  it("is not sent where it was meant for a moment that is gone", () => {
    expect(tooLate({ action: "host_cue", at: 1_000 }, 20_999)).toBe(false);
    expect(tooLate({ action: "host_cue", at: 1_000 }, 21_001)).toBe(true);
    expect(tooLate({ action: "host_cue" }, 1_795_334_400_000)).toBe(true);
  });
  it("is sent whenever the line is back where it stays true", () => {
    for (const action of ["whisper_ack", "must_said", "cue_settle", "push_tap"]) expect(tooLate({ action, at: 0 }, 600_000)).toBe(false);
  });
});
