import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSchemas } from "../../scripts/schemas/build.ts";
import { hashOf, readRevision } from "../../scripts/schemas/files.ts";
import type { Dialect } from "../dialect/dialect.ts";
import { describeDialects } from "../runner/describe.ts";
import type { CompiledDialect } from "./compiled.ts";
import { loadSchemas, schemaSet } from "./index.ts";
import { REVISIONS, ROOT } from "./schemas.testing.ts";

describe.each(REVISIONS)("%s", (_name, dialect) => {
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

describe("a made-up revision of openai", () => {
  const OLD = "2026-08-21";
  const NEW = "2099-01-01";
  const OLDER = `schemas/openai/${OLD}`;
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
      JSON.stringify({ extends: OLD, removes: ["events/response.audio.done"] }),
    );
    const delta = await read(`${OLDER}/events/response.refusal.delta.json`);
    await put(
      `${FOLDER}/events/response.whisper.delta.json`,
      delta.replace("response.refusal.delta", "response.whisper.delta"),
    );
    const usage = JSON.parse(await read(`${OLDER}/objects/usage.json`));
    const required = [...usage.required, "cost"];
    await put(`${FOLDER}/objects/usage.json`, JSON.stringify({ ...usage, required }));
  };
  const addLine = async (): Promise<void> => {
    const list = await read(LIST);
    const line = `  - date: "${OLD}"\n`;
    expect(list).toContain(line);
    const facts = "facts: { ambientEvents: [response.whisper] }";
    await put(LIST, list.replace(line, `  - { date: "${NEW}", ${facts} }\n${line}`));
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
    expect(builtin["openai"]?.map(({ revision }) => revision)).toEqual([NEW, OLD]);
    const [, now] = REVISIONS.find(([name]) => name === `openai@${OLD}`) ?? [];
    expect(builtin["openai"]?.[1]).toEqual({ ...now, name: "openai" });
    expect(setOf(OLD).hash).toBe((await loadSchemas({ base: "openai", revision: OLD })).hash);
  });

  it("is reported by its own title, date and hash, and so is the older one", async () => {
    const judging = (builtin["openai"] ?? []).map((dialect) => ({
      dialect,
      schemas: setOf(dialect.revision),
    }));
    const told = describeDialects(judging);
    expect(told).toMatchObject([
      { title: `OpenAI API reference ${NEW}`, revision: NEW },
      { title: `OpenAI API reference ${OLD}`, revision: OLD },
    ]);
    for (const { revision, schemaHash } of told)
      expect(schemaHash).toBe(hashOf(await readRevision(root, "openai", revision)));
    expect(new Set(told.map(({ schemaHash }) => schemaHash)).size).toBe(2);
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
    expect([added, gone]).toEqual([
      ["events/response.whisper.delta"],
      ["events/response.audio.done"],
    ]);
    const changed = Object.keys(newer).filter(
      (name) => name in older && newer[name]?.validate !== older[name]?.validate,
    );
    // What refers to usage was compiled again, although only the file of usage is another.
    expect(changed).toEqual(["bodies/compaction", "objects/response"]);
    expect(setOf(NEW).eventTypes.has("response.whisper.delta")).toBe(true);
    expect(setOf(OLD).eventTypes.has("response.whisper.delta")).toBe(false);
    const whisper = { type: "response.whisper.delta", sequence_number: 0 };
    expect(setOf(NEW).event(whisper)).not.toEqual([]);
    expect(setOf(OLD).event(whisper)).toEqual([]);
  });

  it("has the hash that it would have with a copy of every file", async () => {
    const before = setOf(NEW).hash;
    await cp(join(root, OLDER), join(root, FOLDER), { recursive: true, force: false });
    await rm(join(root, FOLDER, "events/response.audio.done.json"));
    await put(`${FOLDER}/revision.json`, '{ "extends": null }');
    expect(hashOf(await readRevision(root, "openai", NEW))).toBe(before);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ["its line in the list is forgotten", `openai.yaml: revisions lack ${NEW}`, addFolder],
    ["its folder is forgotten", `there is no folder ${FOLDER}`, addLine],
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
        await cp(join(root, OLDER, "objects"), join(root, FOLDER, "objects"), { recursive: true });
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
        const list = await read(LIST);
        const line = `  - date: "${OLD}"\n`;
        await put(LIST, list.replace(line, `${line}  - date: "${NEW}"\n`));
      },
    ],
  ])("is refused if %s", async (_what, said, forget) => {
    await reset();
    await forget();
    await expect(buildSchemas(root)).rejects.toThrow(said);
  });
});
