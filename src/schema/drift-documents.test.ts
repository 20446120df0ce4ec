import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drift } from "../../scripts/drift/report.ts";
import { ROOT } from "./schemas.testing.ts";

const SPEC = join(process.env["SHARED_DIR"] ?? join(ROOT, "../shared"), "spec");

const published: [string, string][] = [
  ["openresponses@2026-04-24", "openresponses-2026-04-24.openapi.json"],
  ["openai@2026-08-21", "openai-responses.openapi.json"],
];

function withoutDocuments(): void {
  it("were left out", () => {
    console.log(`published documents left out: there is no ${SPEC}`);
    expect(existsSync(SPEC)).toBe(false);
  });
}

function withDocuments(): void {
  it.each(published)("%s: the revision is told, all drift is explained", async (dialect, file) => {
    const { code, out, err } = await drift(ROOT, [join(SPEC, file)]);
    expect(err).toBe("");
    expect(out).toContain(`dialect: ${dialect}, told from its `);
    expect(out).toMatch(/, 0 unexplained, 0 stale lines of errata\n$/);
    expect(code).toBe(0);
  });
}

const documents = existsSync(SPEC) ? withDocuments : withoutDocuments;
describe("the published documents", () => {
  documents();
});
