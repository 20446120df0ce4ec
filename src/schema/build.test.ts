import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "./testing.ts";

const SCRIPT = join(ROOT, "scripts/build-schemas.mjs");
const EVENTS = "schemas/openresponses/2026-04-24/events";

const hashIn = (code: string) => /"hash":"([0-9a-f]{64})"/.exec(code)?.[1];

describe("build-schemas", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "schemas-"));
    for (const dialect of ["openresponses/2026-04-24", "openai/2026-08-21"])
      await cp(join(ROOT, "schemas", dialect), join(root, "schemas", dialect), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const build = () => promisify(execFile)(process.execPath, [SCRIPT, root]);
  const generated = (dialect: string) =>
    readFile(join(root, `src/schema/generated/${dialect}.mjs`), "utf8");
  /** Changes one schema file; returns what the build, which must refuse it, then says. */
  const refusal = async (file: string, edit: (text: string) => string): Promise<string> => {
    const path = join(root, EVENTS, file);
    const before = await readFile(path, "utf8").catch(() => "");
    const after = edit(before);
    expect(after).not.toBe(before);
    await writeFile(path, after);
    const failure: { code?: unknown; stderr?: unknown } = await build().catch((error) => error);
    expect(failure.code).toBe(1);
    expect(failure.stderr).toContain(basename(file));
    return String(failure.stderr).trim();
  };

  it("makes modules that need nothing at run time, the same ones each time", async () => {
    await build();
    const first = await generated("openresponses");
    expect(first).not.toMatch(/\brequire\(|\bimport\b/);
    expect(await generated("openai")).not.toMatch(/\brequire\(|\bimport\b/);
    await build();
    expect(await generated("openresponses")).toBe(first);
  });

  it("changes the hash with the meaning, not with the layout", async () => {
    await build();
    const first = hashIn(await generated("openresponses"));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    const file = join(root, EVENTS, "response.refusal.done.json");
    const schema = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify(Object.fromEntries(Object.entries(schema).reverse())));
    await build();
    expect(hashIn(await generated("openresponses"))).toBe(first);
    await writeFile(file, JSON.stringify({ ...schema, required: ["type"] }));
    await build();
    expect(hashIn(await generated("openresponses"))).not.toBe(first);
  });

  it("names the file and the place of what is wrong, in one line", async () => {
    const said = await refusal("response.refusal.done.json", (text) => text.slice(0, -4));
    expect(said).toMatch(/^build-schemas: [^\n]+response\.refusal\.done\.json#: [^\n]+$/);
    expect(await refusal("response.refusal.done.json", () => "{}")).toContain("#/$id");
  });

  it("names what is no JSON Schema", async () => {
    const said = await refusal("response.refusal.done.json", (text) =>
      text.replace('"string"', '"text"'),
    );
    expect(said).toContain("#/properties/refusal/type");
  });

  it("names a keyword that nothing knows", async () => {
    const said = await refusal("response.refusal.done.json", (text) =>
      text.replace('"properties"', '"propertys"'),
    );
    expect(said).toContain("propertys");
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
    const usage = await readFile(join(root, EVENTS, "../objects/usage.json"), "utf8");
    const said = await refusal("../objects/spare.json", () =>
      usage.replace("objects/usage.json", "objects/spare.json"),
    );
    expect(said).toContain("nothing refers to this schema");
  });
});
