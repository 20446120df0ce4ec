import { expect, it } from "vitest";
import { existsIn } from "./since.ts";

it("knows what a dialect has from its first revision on, and nothing of a dialect that is not named", () => {
  const since = { openai: "2026-08-21" };
  expect(existsIn(since, "openai", "2026-08-20")).toBe(false);
  expect(existsIn(since, "openai", "2026-08-21")).toBe(true);
  expect(existsIn(since, "openai", "2027-01-01")).toBe(true);
  expect(existsIn(since, "openresponses", "2027-01-01")).toBe(false);
});
