import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { search: "?lang=zh", pathname: "/f/x", origin: "http://localhost" });
vi.stubGlobal("navigator", { language: "zh-CN", onLine: true });
const { call, channelOf, Refused } = await import("./send");

describe("the form's line to the server", () => {
  it("tells a number from a mail address and neither from both", () => {
    expect(["138 1234-5678", "+4915112345678", "a@b.example", "abc", "a@b", "1"].map(channelOf)).toEqual(["sms", "sms", "mail", null, null, null]);
  });
  it("keeps the server's words, and says when it was not reached", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ code: "feedback_form_over", detail: "已过期" }), { status: 409 })));
    await expect(call("GET", "form/x")).rejects.toMatchObject({ status: 409, code: "feedback_form_over", message: "已过期" });
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { status: 502 })));
    await expect(call("GET", "form/x")).rejects.toMatchObject({ status: 502, code: "unreadable" });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no")));
    await expect(call("GET", "form/x")).rejects.toBeInstanceOf(Refused);
  });
});
