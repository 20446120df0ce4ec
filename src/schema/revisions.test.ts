import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { buildSchemas } from "../../scripts/schemas/build.ts";
import { hashOf, readRevision } from "../../scripts/schemas/files.ts";
import { type Dialect, loadBuiltinDialect, revisionsOf } from "../dialect/dialect.ts";
import { arrayAt } from "../json/json.ts";
import { describeDialects } from "../runner/describe.ts";
import type { CompiledDialect } from "./compiled.ts";
import { loadSchemas, schemaSet } from "./index.ts";
import { readFiles, REVISIONS, ROOT } from "./schemas.testing.ts";

describe.each(REVISIONS)("%s", (_name, dialect) => {
  it("names its documents in SOURCE.md", () => {
    const file = join(ROOT, "schemas", dialect.base, dialect.revision, "SOURCE.md");
    expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^# .+, ${dialect.revision}\n`));
  });

  it("is reported by the title, the date and the hash of one revision", async () => {
    const [told] = describeDialects([{ dialect, schemas: await loadSchemas(dialect) }]);
    expect(told).toMatchObject({
      title: expect.stringMatching(` ${dialect.revision}$`),
      revision: dialect.revision,
      schemaHash: hashOf(await readRevision(ROOT, dialect.base, dialect.revision)),
    });
  });
});

describe("a dialect without such a revision", () => {
  it("has no schemas", async () => {
    const none = { base: "openai", revision: "1999-01-01" };
    await expect(loadSchemas(none)).rejects.toThrow("no schemas for openai@1999-01-01");
  });
});

describe("a made-up revision of openai", async () => {
  const newest = loadBuiltinDialect("openai");
  const files = await readFiles(newest);
  const OLD = newest.revision;
  const NEW = "9999-12-31";
  const FOLDER = `schemas/openai/${NEW}`;
  const LIST = "suites/dialects/openai.yaml";
  let root = "";
  let compiled: CompiledDialect = {};
  let builtin: Record<string, Dialect[]> = {};

  const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");
  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  /** One new event, one field more in what two definitions refer to, and one definition less. */
  const addFolder = async (): Promise<void> => {
    await put(
      `${FOLDER}/revision.json`,
      JSON.stringify({ extends: OLD, removes: ["events/keepalive"] }),
    );
    const delta = JSON.stringify(files.get("events/response.refusal.delta"));
    await put(
      `${FOLDER}/events/response.whisper.delta.json`,
      delta.replace("response.refusal.delta", "response.whisper.delta"),
    );
    const usage = files.get("objects/usage");
    const required = [...(arrayAt(usage, "required") ?? []), "cost"];
    await put(`${FOLDER}/objects/usage.json`, JSON.stringify({ ...usage, required }));
  };
  const addLine = async (where: "unshift" | "push" = "unshift"): Promise<void> => {
    const list = parse(await read(LIST));
    list.revisions[where]({ date: NEW, facts: { ambientEvents: ["response.whisper"] } });
    await put(LIST, stringify(list));
  };
  const reset = async (): Promise<void> => {
    await rm(root, { recursive: true, force: true });
    for (const folder of ["suites/dialects", "schemas/openresponses", "schemas/openai"])
      await cp(join(ROOT, folder), join(root, folder), { recursive: true });
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "revisions-"));
    await reset();
    await addFolder();
    await addLine();
    await buildSchemas(root);
    const module: unknown = await import(join(root, "src/schema/generated/openai.mjs"));
    compiled = (module as { default: CompiledDialect }).default;
    builtin = JSON.parse(await read("src/dialect/generated/builtin.json"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const setOf = (revision: string) => {
    const found = compiled[revision];
    if (found === undefined) throw new Error(`${revision} was not compiled`);
    return schemaSet(found);
  };

  it("is the newest one, and the older one stays as it was", async () => {
    const [first, ...others] = builtin["openai"] ?? [];
    expect(first?.revision).toBe(NEW);
    expect(others).toEqual(revisionsOf("openai").map((each) => ({ ...each, name: "openai" })));
    expect(setOf(OLD).hash).toBe((await loadSchemas(newest)).hash);
  });

  it("is reported by its own title, date and hash, and so is the older one", async () => {
    const all = builtin["openai"] ?? [];
    const told = describeDialects(
      all.map((dialect) => ({ dialect, schemas: setOf(dialect.revision) })),
    );
    for (const { title, revision, schemaHash } of told) {
      expect(title).toMatch(new RegExp(`^OpenAI .* ${revision}$`));
      expect(schemaHash).toBe(hashOf(await readRevision(root, "openai", revision)));
    }
    expect(new Set(told.map(({ schemaHash }) => schemaHash)).size).toBe(all.length);
  });

  it("changes the facts that it names and no others", () => {
    const [newer, older] = builtin["openai"] ?? [];
    const ambientEvents = ["response.whisper"];
    expect(newer?.facts).toEqual({ ...older?.facts, ambientEvents });
    expect(older?.facts.ambientEvents).not.toEqual(ambientEvents);
  });

  it("judges by what it changes, and by the same functions otherwise", () => {
    const [newer, older] = [compiled[NEW]?.definitions ?? {}, compiled[OLD]?.definitions ?? {}];
    const added = Object.keys(newer).filter((name) => !(name in older));
    const gone = Object.keys(older).filter((name) => !(name in newer));
    expect([added, gone]).toEqual([["events/response.whisper.delta"], ["events/keepalive"]]);
    const changed = Object.keys(newer).filter(
      (name) => name in older && newer[name]?.validate !== older[name]?.validate,
    );
    // What refers to usage was compiled again, although only the file of usage is another.
    const refer = (name: string): boolean =>
      JSON.stringify(files.get(name)).includes("/usage.json");
    expect(changed).toEqual(Object.keys(older).filter(refer));
    expect(changed).toContain("objects/response");
    expect(setOf(NEW).eventTypes.has("response.whisper.delta")).toBe(true);
    expect(setOf(OLD).eventTypes.has("response.whisper.delta")).toBe(false);
    const whisper = { type: "response.whisper.delta", sequence_number: 0 };
    expect(setOf(NEW).event(whisper)).not.toEqual([]);
    expect(setOf(OLD).event(whisper)).toEqual([]);
  });

  it("has the hash that it would have with a copy of every file", async () => {
    const before = setOf(NEW).hash;
    const { schemas } = await readRevision(root, "openai", NEW);
    for (const [name, { schema }] of schemas)
      await put(`${FOLDER}/${name}.json`, JSON.stringify(schema));
    await put(`${FOLDER}/revision.json`, '{ "extends": null }');
    expect(hashOf(await readRevision(root, "openai", NEW))).toBe(before);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ["its line in the list is forgotten", `openai.yaml: revisions lack ${NEW}`, addFolder],
    ["its folder is forgotten", `there is no folder ${FOLDER}`, () => addLine()],
    [
      "its revision.json is forgotten",
      "revision.json: ENOENT",
      async () => {
        await addLine();
        await addFolder();
        await rm(join(root, FOLDER, "revision.json"));
      },
    ],
    [
      "it extends itself",
      "revision.json#/extends: must be the date of an older revision",
      async () => {
        await addLine();
        await addFolder();
        await put(`${FOLDER}/revision.json`, JSON.stringify({ extends: NEW }));
      },
    ],
    [
      "it repeats what did not change",
      `error.json: is the same in ${OLD}`,
      async () => {
        await addLine();
        await addFolder();
        await put(`${FOLDER}/objects/error.json`, JSON.stringify(files.get("objects/error")));
      },
    ],
    [
      "it removes what is not there",
      'revision.json#/removes/0: there is no "events/no.such" in',
      async () => {
        await addLine();
        await put(
          `${FOLDER}/revision.json`,
          `{ "extends": "${OLD}", "removes": ["events/no.such"] }`,
        );
      },
    ],
    [
      "the list is not newest first",
      `revisions must be newest first: ${NEW}, ${OLD}`,
      async () => {
        await addFolder();
        await addLine("push");
      },
    ],
  ])("is refused if %s", async (_what, said, forget) => {
    await reset();
    await forget();
    await expect(buildSchemas(root)).rejects.toThrow(said);
  });
});
