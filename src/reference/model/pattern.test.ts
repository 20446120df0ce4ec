import { describe, expect, it } from "vitest";
import { sampleOf } from "./pattern.ts";

describe("sampleOf", () => {
  it.each([
    "^abc$",
    "^\\d{5}$",
    "^[a-f0-9]{8}-[a-f0-9]{4}$",
    "^(foo|bar)+$",
    "^[^abc]$",
    "^\\w+@\\w+\\.com$",
    "^a?b*c+$",
    "^(?:x(?<name>y){2})$",
    "^[A-Za-z][A-Za-z0-9_-]*$",
    "^\\+?[1-9]\\d{1,14}$",
    "^#[0-9a-fA-F]{6}$",
  ])("matches %s", (pattern) => {
    expect(sampleOf(pattern)).toMatch(new RegExp(pattern, "u"));
  });

  it("grows where the pattern lets it", () => {
    const sample = sampleOf("^[a-z]+$", 20);
    expect(sample).toMatch(/^[a-z]{20,}$/);
  });

  it("comes back from patterns that are broken or hostile", () => {
    expect(sampleOf("(((((")).toBe("");
    expect(sampleOf("[")).toBe("");
    expect(sampleOf("a{9999}{9999}{9999}").length).toBeLessThanOrEqual(4096);
    expect(sampleOf("(a+)+$".repeat(100), 200).length).toBeGreaterThan(0);
  });
});
