import { expect, it } from "vitest";
import { REVISIONS } from "../schema/schemas.testing.ts";
import { both, existsIn, openai, openresponses } from "./since.ts";

it("knows what a dialect has from its first revision on, and nothing of a dialect that is not named", () => {
  const since = { openai: "2026-08-21" };
  expect(existsIn(since, "openai", "2026-08-20")).toBe(false);
  expect(existsIn(since, "openai", "2026-08-21")).toBe(true);
  expect(existsIn(since, "openai", "2027-01-01")).toBe(true);
  expect(existsIn(since, "openresponses", "2027-01-01")).toBe(false);
});

it("counts from revisions that there are", () => {
  const names = REVISIONS.map(([name]) => name);
  for (const since of [both, openai, openresponses])
    for (const [dialect, date] of Object.entries(since))
      expect(names).toContain(`${dialect}@${date}`);
});
