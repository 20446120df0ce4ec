import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildSchemas } from "../../scripts/schemas/build.ts";
import { ROOT } from "./schemas.testing.ts";

const EVENTS = "schemas/openresponses/2026-04-24/events";

const hashIn = (code: string) => /"hash":"([0-9a-f]{64})"/.exec(code)?.[1];

describe("build-schemas", () => {
  let root = "";
  /** Most tests build the smaller of the dialects only. */
  const take = async (dialect: string): Promise<void> => {
    for (const path of [`suites/dialects/${dialect}.yaml`, `schemas/${dialect}`])
      await cp(join(ROOT, path), join(root, path), { recursive: true });
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "schemas-"));
    await take("openresponses");
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const generated = (dialect: string) =>
    readFile(join(root, `src/schema/generated/${dialect}.mjs`), "utf8");
  /** Changes one schema file; returns what the build, which must refuse it, then says. */
  const refusal = async (file: string, edit: (text: string) => string): Promise<string> => {
    const path = join(root, EVENTS, file);
    const before = await readFile(path, "utf8").catch(() => "");
    const after = edit(before);
    expect(after).not.toBe(before);
    await writeFile(path, after);
    const failure: unknown = await buildSchemas(root).catch((error: unknown) => error);
    const { message } = failure as Error;
    expect(message).toContain(basename(file));
    return message;
  };

  it("makes modules that need nothing at run time, the same ones each time", async () => {
    await take("openai");
    await buildSchemas(root);
    const first = await generated("openresponses");
    expect(first).not.toMatch(/\brequire\(|\bimport\b/);
    expect(await generated("openai")).not.toMatch(/\brequire\(|\bimport\b/);
    await buildSchemas(root);
    expect(await generated("openresponses")).toBe(first);
  });

  it("changes the hash with the meaning, not with the layout or the words for people", async () => {
    await buildSchemas(root);
    const first = hashIn(await generated("openresponses"));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    const file = join(root, EVENTS, "response.refusal.done.json");
    const schema = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify(Object.fromEntries(Object.entries(schema).reverse())));
    await buildSchemas(root);
    expect(hashIn(await generated("openresponses"))).toBe(first);
    await writeFile(file, JSON.stringify({ ...schema, title: "Other words" }));
    await buildSchemas(root);
    expect(hashIn(await generated("openresponses"))).toBe(first);
    await writeFile(file, JSON.stringify({ ...schema, required: ["type"] }));
    await buildSchemas(root);
    expect(hashIn(await generated("openresponses"))).not.toBe(first);
  });

  it("runs as a command, which says in one line which file is wrong", async () => {
    const file = join(root, EVENTS, "response.refusal.done.json");
    await writeFile(file, (await readFile(file, "utf8")).slice(0, -4));
    const script = join(ROOT, "scripts/build-schemas.mjs");
    const run = promisify(execFile)(process.execPath, [script, root]);
    const failure: { code?: unknown; stderr?: unknown } = await run.then(Object, (error) => error);
    expect(failure.code).toBe(1);
    expect(failure.stderr).toMatch(
      /^build-schemas: [^\n]+response\.refusal\.done\.json: [^\n]+\n$/,
    );
  });

  it("names what is not a JSON Schema", async () => {
    const said = await refusal("response.refusal.done.json", (text) =>
      text.replace('"string"', '"text"'),
    );
    expect(said).toContain("#/properties/refusal/type");
  });

  it.each([
    ["a keyword", '"type": "string"', '"minLength": 1', "minLength"],
    ["a value that cannot be compared", '"type": "string"', '"const": {}', "#/properties/refusal"],
    [
      "a schema that takes nothing",
      '{\n      "type": "string"\n    }',
      "false",
      "must be an object",
    ],
    ["a negation", '"type": "string"', '"not": { "type": "null" }', '"not" is not known here'],
  ])("names %s that it does not know how to compile", async (_what, from, to, said) => {
    const edit = (text: string): string => text.replace(from, to);
    expect(await refusal("response.refusal.done.json", edit)).toContain(said);
  });

  it("names a reference that leads nowhere or in a circle", async () => {
    const nowhere = await refusal("error.json", (text) =>
      text.replace("../objects/error.json", "../objects/eror.json"),
    );
    expect(nowhere).toContain("eror.json");
    const circle = await refusal("error.json", (text) =>
      text.replace("../objects/eror.json", "./error.json"),
    );
    expect(circle).toContain("circle");
  });

  it("names a file that nothing leads to", async () => {
    const said = await refusal("../objects/spare.json", () => '{ "type": "object" }');
    expect(said).toContain("nothing refers to this schema");
  });
});
