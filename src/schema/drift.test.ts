import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../json/json.ts";
import { drift } from "../../scripts/drift/report.ts";
import { definitions, edited, openapi, ref, schemas } from "./drift.testing.ts";
import { ROOT } from "./schemas.testing.ts";

type Said = Awaited<ReturnType<typeof drift>>;

const REVISION = "schemas/openresponses/2026-04-24";

describe("schemas:drift on a small dialect", () => {
  let root = "";
  let written = 0;
  const put = async (file: string, text: string): Promise<string> => {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  const check = async (document: Json, errata = "[]"): Promise<Said> => {
    await put(`${REVISION}/errata.yaml`, errata);
    const file = await put(`${written++}.openapi.json`, JSON.stringify(document));
    return drift(root, [file, "--dialect", "openresponses@2026-04-24"]);
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "drift-"));
    for (const [name, schema] of Object.entries(definitions))
      await put(`${REVISION}/${name}.json`, JSON.stringify(schema));
    await put(`${REVISION}/revision.json`, '{ "extends": null }');
    await put("schemas/openresponses/2099-01-01/revision.json", '{ "extends": "2026-04-24" }');
    await put(
      "suites/dialects/openresponses.yaml",
      "{ default: true, document: Small, revisions: [{ date: 2099-01-01 }, { date: 2026-04-24 }] }",
    );
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("finds nothing where the document says the same in other words", async () => {
    const { code, out } = await check(openapi(schemas()));
    expect(out).toContain("6 definitions compared: 0 differences");
    expect(code).toBe(0);
  });

  it.each<[string, Json, string]>([
    [
      "a property added",
      edited("Message", '"text":', '"tone":{"type":"string"},"text":'),
      "items/message#/tone property-added",
    ],
    [
      "a property removed",
      edited("Response", '"temperature":{"type":"number","nullable":true},', ""),
      "objects/response#/temperature property-removed",
    ],
    [
      "a field required no more",
      edited("Response", '"id","status"', '"id"'),
      "objects/response#/status required-removed",
    ],
    [
      "a field required from now on",
      edited("Response", '"id","status"', '"id","status","temperature"'),
      "objects/response#/temperature required-added",
    ],
    [
      "another type",
      edited("Numbered", "integer", "string"),
      "events/response.created#/sequence_number type-changed integer > string",
    ],
    [
      "another type of an element",
      edited("Call", '"items":{"type":"string"}', '"items":{"type":"number"}'),
      "items/call#/output/* type-changed string > number",
    ],
    [
      "null allowed",
      edited("Response", '"type":"string","pattern"', '"type":["string","null"],"pattern"'),
      "objects/response#/id null-added",
    ],
    [
      "null no longer allowed",
      edited("Response", ',"nullable":true', ""),
      "objects/response#/temperature null-removed",
    ],
    [
      "a value added",
      edited("Status", '["completed"]', '["completed","failed"]'),
      "objects/response#/status value-added failed",
    ],
    [
      "a value removed",
      edited("Choice", '["none","auto"]', '["none"]'),
      "objects/response#/tool_choice value-removed auto",
    ],
    [
      "a list of values closed",
      edited("Message", '"text":{"type":"string"}', '"text":{"type":"string","enum":["a"]}'),
      "items/message#/text values-closed",
    ],
    [
      "a list of values opened",
      edited("Choice", ',"enum":["none","auto"]', ""),
      "objects/response#/tool_choice values-opened",
    ],
  ])("finds %s", async (_what, document, line) => {
    const { code, out } = await check(document);
    expect(out).toContain(`unexplained\n  ${line}\n`);
    expect(out).toMatch(/ours: \S+\.json#\S*.*; document: #\/components\/schemas\//);
    expect(code).toBe(1);
  });

  it("names a new event with its place, and one that is gone", async () => {
    const Ping = { type: "object", required: ["type"], properties: { type: { const: "ping" } } };
    const more = await check(openapi({ ...schemas(), Ping }, ["Created", "Delta", "Ping"]));
    expect(more.out).toContain(
      "unexplained\n  events/ping# definition-added type\n    new event: ",
    );
    expect(more.out).toContain("document: #/components/schemas/Ping");
    const less = await check(openapi(schemas(), ["Created"]));
    expect(less.out).toContain(
      "  events/response.output_text.delta# definition-removed\n    removed",
    );
    expect([more.code, less.code]).toEqual([1, 1]);
  });

  it("names a renamed field as such, and not as one lost and one won", async () => {
    const all = schemas();
    const Delta = JSON.parse(JSON.stringify(all["Delta"]).replaceAll('"delta"', '"text_delta"'));
    const { out } = await check(openapi({ ...all, Delta }));
    expect(out).toContain("#/delta property-renamed text_delta\n    the document calls it");
    expect(out).toContain(": 1 difference, 0 explained");
  });

  it("takes a difference for explained that an erratum quotes", async () => {
    const erratum = `
- id: no-failure
  why: nothing fails here
  differs: ["objects/response#/status value-added failed"]
`;
    const document = edited("Status", '["completed"]', '["completed","failed"]');
    const { code, out } = await check(document, erratum);
    expect(out).toContain(
      "no-failure: nothing fails here\n    objects/response#/status value-added",
    );
    expect(out).toContain("1 difference, 1 explained by 1 erratum, 0 unexplained, 0 stale");
    expect(code).toBe(0);
    // The same place, but not what the erratum is about.
    const other = await check(edited("Status", '["completed"]', '["done","completed"]'), erratum);
    expect(other.out).toContain("unexplained\n  objects/response#/status value-added done\n");
    expect(other.code).toBe(1);
  });

  it("fails on an erratum that explains nothing any more", async () => {
    const erratum = `
- id: outdated
  why: it was so once
  differs: ["objects/response#/id null-removed"]
`;
    const { code, out } = await check(openapi(schemas()), erratum);
    expect(out).toContain("  outdated: objects/response#/id null-removed\n");
    expect(out).toContain("0 unexplained, 1 stale");
    expect(code).toBe(1);
  });

  it("compares a revision with what it adds to the one that it extends", async () => {
    const newer = "schemas/openresponses/2099-01-01";
    const compare = async (...asked: string[]): Promise<string> => {
      const text = edited("Message", '"text":', '"tone":{"type":"string"},"text":');
      const file = await put("newer.openapi.json", JSON.stringify(text));
      const { out, err } = await drift(root, [file, ...asked]);
      return `${out}${err}`;
    };
    const erratum = (id: string, line: string): string =>
      `- { id: ${id}, why: so, differs: ["${line}"] }`;
    const message = definitions["items/message"];
    const tone = { properties: { tone: { type: "string" } }, allOf: [message ?? {}] };
    await put(`${REVISION}/errata.yaml`, erratum("no-tone", "items/message#/tone property-added"));

    // It inherits the definition and the erratum that explains the difference.
    expect(await compare()).toContain("and schemas/openresponses/2099-01-01\n");
    expect(await compare()).toContain("0 unexplained, 0 stale");
    // It has the field, so the erratum that it inherits is stale there, until it is removed.
    await put(`${newer}/items/message.json`, JSON.stringify(tone));
    expect(await compare()).toContain(
      ": 0 differences, 0 explained by 1 erratum, 0 unexplained, 1 stale",
    );
    await put(
      `${newer}/revision.json`,
      '{ "extends": "2026-04-24", "removesErrata": ["no-tone"] }',
    );
    expect(await compare()).toContain("0 unexplained, 0 stale");
    expect(await compare("--dialect", "openresponses@2026-04-24")).toContain("1 explained by 1");
    // One of its own with the same id counts instead of the inherited one.
    await put(`${newer}/revision.json`, '{ "extends": "2026-04-24" }');
    await put(`${newer}/errata.yaml`, erratum("no-tone", "items/call#/gone property-added"));
    expect(await compare()).toContain("no-tone: items/call#/gone property-added");
    await put(`${newer}/revision.json`, '{ "extends": "2026-04-24", "removesErrata": ["none"] }');
    expect(await compare()).toContain('revision.json#/removesErrata: there is no "none"');
  });

  it("follows the events over a WebSocket, and not those of another API", async () => {
    const over = (event: string): JsonObject => ({
      allOf: [ref(event), { properties: { stream_id: { type: "string" } } }],
    });
    const envelope = (code: JsonObject): JsonObject => ({
      type: "object",
      required: ["type", "status", "error"],
      properties: {
        type: { const: "error" },
        status: { type: "integer" },
        error: { type: "object", properties: { code } },
      },
    });
    const own = {
      ...schemas(),
      ServerEvent: { anyOf: [over("Created"), over("Delta"), ref("WsError")] },
      WsError: envelope({ type: "string" }),
    };
    const { out } = await check(openapi(own));
    expect(out).toContain("  events/response.created#/stream_id property-added\n");
    expect(out).toContain("  events/error# definition-added error, status, type\n");
    expect(out).toContain(": 3 differences, ");
    const renamed = (all: Record<string, JsonObject>): Record<string, JsonObject> =>
      JSON.parse(JSON.stringify(all).replaceAll("schemas/", "schemas/Beta"));
    const beta = Object.entries(renamed(own)).map(([name, schema]) => [`Beta${name}`, schema]);
    const both = await check(openapi({ ...own, ...Object.fromEntries(beta) }));
    expect(both.out.replace(/^.*\n/, "")).toBe(out.replace(/^.*\n/, ""));
    const alone = await check(openapi({ ...schemas(), ...Object.fromEntries(beta) }));
    expect(alone.out).toContain("6 definitions compared: 0 differences");
  });

  it("tells the dialect from the events, or asks for it", async () => {
    const file = await put("guess.json", JSON.stringify(openapi(schemas())));
    const { code, out } = await drift(ROOT, [file]);
    expect(out).toContain(
      "dialect: openresponses@2026-04-24, told from its 2 event types, of which it shares 2 with openresponses@2026-04-24, 2 with openai@2026-08-21, 2 with openai@2026-11-17\n",
    );
    expect(code).toBe(1);
    const Ping = { type: "object", required: ["type"], properties: { type: { const: "ping" } } };
    const odd = await put("odd.json", JSON.stringify(openapi({ ...schemas(), Ping }, ["Ping"])));
    const refused = await drift(ROOT, [odd]);
    expect(refused.err).toContain("say it with --dialect");
    expect(refused.code).toBe(2);
  });

  it("runs as a command", async () => {
    const script = join(ROOT, "scripts/schemas-drift.mjs");
    const run = promisify(execFile)(process.execPath, [script, join(root, "none.json")]);
    const failure: { code?: unknown; stderr?: unknown } = await run.then(Object, (error) => error);
    expect(failure.code).toBe(2);
    expect(failure.stderr).toMatch(/^schemas-drift: cannot read [^\n]+\n$/);
  });

  it("says of unusable input in one line what is wrong", async () => {
    const circle = { ...schemas(), Status: ref("Status") };
    const away = { ...schemas(), Status: { $ref: "other.json#/Status" } };
    const nowhere = { ...schemas(), Status: ref("Stats") };
    // One after the other: they share the file of errata.
    const cases: [() => Promise<Said>, string][] = [
      [() => drift(ROOT, [join(root, "none.json")]), "cannot read"],
      [async () => drift(ROOT, [await put("text.json", "no JSON")]), "cannot be parsed"],
      [async () => drift(ROOT, [await put("list.json", "[]")]), "not an OpenAPI 3 document"],
      [
        async () => drift(ROOT, [await put("old.json", '{"swagger":"2.0","paths":{}}')]),
        "not an OpenAPI 3 document",
      ],
      [
        async () => drift(ROOT, [await put("pets.json", '{"openapi":"3.0.0","paths":{}}')]),
        "no POST /responses",
      ],
      [() => check(openapi(circle)), "run in a circle"],
      [() => check(openapi(away)), "leads out of the document"],
      [() => check(openapi(nowhere)), '"#/components/schemas/Stats" leads to nothing'],
      [() => check(openapi(schemas()), "- id: unexplaining"), "needs id, why and differs"],
      [
        () => drift(ROOT, [join(root, "0.openapi.json"), "--dialect", "other"]),
        'the dialect "other"',
      ],
      [
        () => drift(ROOT, [join(root, "0.openapi.json"), "--dialect", "openai@2000-01-01"]),
        '"openai@2000',
      ],
      [() => drift(ROOT, []), "usage: "],
    ];
    for (const [run, text] of cases) {
      const { code, out, err } = await run();
      expect(err).toContain(text);
      expect(err).toMatch(/^schemas-drift: [^\n]+\n$/);
      expect({ code, out }).toEqual({ code: 2, out: "" });
    }
  });
});
