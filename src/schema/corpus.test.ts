import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadBuiltinDialect } from "../dialect/dialect.ts";
import { isObject, type JsonObject, parseJson } from "../json/json.ts";
import { loadSchemas } from "./index.ts";
import { REVISIONS, ROOT } from "./schemas.testing.ts";

const CORPUS = join(process.env["SHARED_DIR"] ?? join(ROOT, "../shared"), "corpus");

/** The rows of a tab-separated table as objects of its header's names. */
function table(file: string): Record<string, string>[] {
  const [head = "", ...rows] = readFileSync(join(CORPUS, file), "utf8").trim().split("\n");
  const names = head.split("\t");
  return rows.map((row) =>
    Object.fromEntries(row.split("\t").map((cell, i) => [names[i] ?? "", cell])),
  );
}

/** The payloads of a recording. Framing is no matter here, so lines are enough. */
function payloads(file: string): JsonObject[] {
  const text = readFileSync(join(CORPUS, file), "utf8");
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const json = file.endsWith(".jsonl")
    ? lines
    : lines.flatMap((line) => /^data: ?(\{.*)$/.exec(line)?.[1] ?? []);
  return json.map((line) => {
    const parsed = parseJson(line);
    if ("error" in parsed || !isObject(parsed.value))
      throw new Error(`${file}: no JSON object in ${line.slice(0, 60)}`);
    return parsed.value;
  });
}

function withoutRecordings(): void {
  it("were left out", () => {
    console.log(`recorded streams left out: there is no ${CORPUS}`);
    expect(existsSync(CORPUS)).toBe(false);
  });
}

function withRecordings(): void {
  it("of OpenAI's own protocol break nothing in the openai dialect", async () => {
    const openai = await loadSchemas(loadBuiltinDialect("openai"));
    const files = table("index.tsv")
      .filter((row) => row["has_sequence_number"] === "y")
      .map((row) => row["file"] ?? "")
      .filter((file) => /^(openai|azure|deepseek|bedrock-mantle)--/.test(file))
      .filter((file) => existsSync(join(CORPUS, file)));
    expect(files.length).toBeGreaterThan(90);
    const events = files.flatMap((file) => payloads(file).map((payload) => ({ file, payload })));
    expect(events.length).toBeGreaterThan(7000);
    const told = events.flatMap(({ file, payload }) =>
      openai
        .event(payload)
        .map(({ definition, pointer, message }) => ({ file, definition, pointer, message })),
    );
    expect(told).toEqual([]);
    const types = new Set(events.map(({ payload }) => String(payload["type"])));
    expect([...types].filter((type) => !openai.eventTypes.has(type))).toEqual([]);
  });

  it("whose snapshots lack fields are told so, field by field", async () => {
    const sets = await Promise.all(REVISIONS.map(([, dialect]) => loadSchemas(dialect)));
    const observed = table("observed.tsv").filter((row) =>
      row["observation"]?.startsWith("response-missing-"),
    );
    expect(observed.length).toBeGreaterThan(10);
    for (const { file = "", observation = "" } of observed) {
      const pointer = `/response/${observation.slice("response-missing-".length)}`;
      for (const set of sets) {
        const told = payloads(file).flatMap((payload) => set.event(payload));
        expect(told).toContainEqual(
          expect.objectContaining({ definition: "objects/response", pointer, keyword: "required" }),
        );
      }
    }
  });
}

const recordings = existsSync(CORPUS) ? withRecordings : withoutRecordings;
describe("recorded streams", () => {
  recordings();
});
