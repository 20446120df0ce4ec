import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { goodTape } from "../../test/support/judge.ts";
import {
  checkStream,
  createChecker,
  dialects,
  loadDialect,
  rules,
  version,
  type CheckOptions,
} from "../index.ts";
import { packageVersion } from "../assets/assets.ts";
import { dialectNames, loadBuiltinDialect } from "../dialect/dialect.ts";

const good = Buffer.from((await goodTape("text")).exchanges[0]?.bytes ?? []);
const folder = mkdtempSync(join(tmpdir(), "library-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe("options", () => {
  it.each<[object, string | RegExp]>([
    [{ dialects: "openai" }, 'unknown option "dialects". Did you mean "dialect"?'],
    [{ x: 1 }, 'unknown option "x". Known: dialect, rules,'],
    [{ dialect: "opnai" }, 'unknown dialect "opnai". Did you mean "openai"?'],
    [{ dialect: "openai@2000-01-01" }, /^unknown revision "openai@2000-01-01"\. Known: openai@/],
    [{ dialect: [] }, "dialect is empty"],
    [
      { dialect: { name: "openai" } },
      "dialect must be a name, a path, or a result of loadDialect()",
    ],
    [{ dialect: "./no-such.yaml" }, /no-such\.yaml:1:1: cannot be read/],
    [{ rules: "text/delta-equal-done" }, 'Did you mean "text/deltas-equal-done"?'],
    [{ rules: [] }, "rules is empty"],
    [{ rules: [7] }, "rules must be ids or globs"],
    [{ request: "{}" }, "request must be the JSON body that was sent, as an object"],
    [
      { head: { status: "200", headers: {} } },
      "head must have the status (a number) and the headers",
    ],
    [{ head: 200 }, "head must have"],
    [{ form: "xml" }, 'form must be "sse", "jsonl" or "json"'],
    [{ name: 1 }, "name must be a text"],
    [{ limits: { eventByte: 1 } }, 'unknown limit "eventByte". Did you mean "eventBytes"?'],
    [{ limits: { idleMs: 0.5 } }, "limits.idleMs must be a whole number above 0"],
  ])("%j: %s", async (options, message) => {
    await expect(checkStream(good, options as CheckOptions)).rejects.toThrow(message);
    await expect(createChecker(options as CheckOptions)).rejects.toThrow(message);
  });

  it("are no null and no text", async () => {
    for (const wrong of [null, "openai"])
      await expect(checkStream(good, wrong as never)).rejects.toThrow(
        "the options must be an object",
      );
  });

  it("judge by the rules that are named, and no others", async () => {
    const { exercised } = await checkStream(good, { rules: ["text/*", "sequence/present"] });
    const families = new Set(Object.keys(exercised).map((id) => id.split("/")[0]));
    expect(families).toEqual(new Set(["text", "sequence"]));
  });

  it("keep the request as it was sent", async () => {
    const request = { input: "x", model: "a-model-that-is-not-echoed", temperature: 0.25 };
    const checker = await createChecker({ request, rules: "echo/*" });
    request.temperature = 1;
    checker.push(good);
    expect(checker.end().findings[0]).toMatchObject({ rule: "echo/request" });
    expect(JSON.stringify(checker)).not.toContain("0.25");
  });
});

describe("dialects", () => {
  it("of one's own are loaded once and judge many times", async () => {
    const file = fileOf(
      "acme.yaml",
      "extends: openresponses\ntitle: Acme\nlevels: { sse/done-sentinel: should }\n",
    );
    const acme = await loadDialect(file);
    expect(acme).toEqual({
      name: "acme",
      title: "Acme",
      base: "openresponses",
      revision: loadBuiltinDialect("openresponses").revision,
    });
    expect(Object.isFrozen(acme)).toBe(true);
    rmSync(file);
    const cut = good.subarray(0, good.indexOf("data: [DONE]"));
    for (const dialect of [acme, [acme, "openresponses"]] as const) {
      const result = await checkStream(cut, { dialect });
      expect(result).toMatchObject({ dialect: "acme", verdict: "warn", conformant: true });
      expect(result.findings[0]?.spec[0]).toMatch(/^https:/);
    }
    await expect(checkStream(cut, { dialect: [acme, acme] })).resolves.toMatchObject({
      judgements: [{ dialect: "acme" }],
    });
  });

  it("are named as asked: by one revision, or by none for the newest", async () => {
    const name = dialectNames.findLast((one) => one.startsWith("openai@")) ?? "";
    const result = await checkStream(good, { dialect: [name, "openai"] });
    expect(result).toMatchObject({
      dialect: name,
      judgements: [
        { dialect: name, verdict: "pass" },
        { dialect: "openai", verdict: "pass" },
      ],
    });
    await expect(loadDialect(name)).resolves.toMatchObject({
      name,
      base: "openai",
      revision: name.slice("openai@".length),
    });
  });

  it("tell where their file is wrong", async () => {
    const file = fileOf("bad.yaml", "extends: openai\nlevels: { text/none: must }\n");
    await expect(loadDialect(file)).rejects.toThrow(
      /bad\.yaml:2:11: there is no rule "text\/none"/,
    );
    await expect(loadDialect("openai")).resolves.toMatchObject({ name: "openai" });
  });
});

describe("facts", () => {
  it("are frozen, whole and linked", () => {
    expect(dialects).toEqual(["openresponses", "openai"]);
    expect(version).toBe(packageVersion());
    expect(rules.length).toBeGreaterThan(90);
    expect(Object.isFrozen(rules)).toBe(true);
    for (const rule of rules) {
      expect(Object.isFrozen(rule) && Object.isFrozen(rule.messages)).toBe(true);
      expect(Object.keys(rule.messages).length).toBeGreaterThan(0);
      for (const link of rule.spec) expect(link).toMatch(/^https:\/\/\S+$/);
      expect(rule.spec.length).toBeGreaterThan(0);
    }
    expect(rules.find(({ id }) => id === "http/stream-closes")?.requirement).toEqual({
      openresponses: "should",
      openai: "must",
    });
  });
});
