import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assetPath } from "../assets/assets.ts";
import { capabilities } from "../scenario/types.ts";
import { unknownDialect } from "./open-dialect.ts";
import { configKeys, parseConfig, provocations, readConfigFile } from "./file.ts";

const full = `
baseUrl: http://localhost:8000/v1/
model: my-model
apiKeyEnv: MY_KEY
authHeader: "X-Auth: Token"
headers: { x-tenant: test }
dialect: [openresponses, ./mine.yaml]
suites: [core, ./my-suite]
capabilities: { store: true, background: false }
require: [tools, retrieve]
provoke:
  streamError: { model: always-fails }
waivers: ./waivers.yaml
timeouts: { connect: 5s, headers: 60s, idle: 500ms, total: 2m }
limits: { eventBytes: 16MiB, streamBytes: 512MiB }
concurrency: 8
retries: 0
`;

/** Texts that are wrong, with every error that must be reported, and whether the JSON Schema sees it too. */
const bad: [text: string, errors: string[], schema: boolean][] = [
  ["modle: x", ['f.yaml:1:1: unknown key "modle" in the config. Did you mean "model"?'], true],
  [
    "zzzz: 1",
    [`f.yaml:1:1: unknown key "zzzz" in the config. Known: ${configKeys.join(", ")}.`],
    true,
  ],
  [
    "apiKey: sk-secret",
    [
      'f.yaml:1:1: the config file must not have an API key; set an environment variable to the key and write the name of the variable, as in "apiKeyEnv: MY_KEY"',
    ],
    true,
  ],
  [
    "apiKeyEnv: sk-secret",
    ["f.yaml:1:12: apiKeyEnv must be the name of an environment variable, such as MY_KEY"],
    true,
  ],
  [
    "baseUrl: ftp://x",
    ['f.yaml:1:10: baseUrl: "ftp://x" must begin with http:// or https://, not ftp://'],
    true,
  ],
  ["model: 5", ["f.yaml:1:8: model must be a text, not the number 5"], true],
  [
    "timeouts:\n  idle: 30\n  totl: 5s",
    [
      'f.yaml:3:3: unknown key "totl" in timeouts. Did you mean "total"?',
      "f.yaml:2:9: timeouts.idle must be a text, not the number 30",
    ],
    true,
  ],
  [
    "timeouts: { idle: 5 parsecs }",
    [
      'f.yaml:1:19: timeouts.idle: "5 parsecs" is not a time; write a number with ms, s, m or h, such as 30s',
    ],
    true,
  ],
  [
    "limits: { eventBytes: 16 }",
    ["f.yaml:1:23: limits.eventBytes must be a text, not the number 16"],
    true,
  ],
  [
    "capabilities: { stor: true }",
    ['f.yaml:1:17: unknown key "stor" in capabilities. Did you mean "store"?'],
    true,
  ],
  ["require: [tols]", ['f.yaml:1:11: unknown capability "tols". Did you mean "tools"?'], true],
  [
    "capabilities: { store: yes }",
    ['f.yaml:1:24: capabilities.store must be true or false, not the text "yes"'],
    true,
  ],
  [
    "concurrency: 0",
    ["f.yaml:1:14: concurrency must be a whole number, from 1 to 64, not the number 0"],
    true,
  ],
  [
    "retries: 1.5",
    ["f.yaml:1:10: retries must be a whole number, from 0 to 10, not the number 1.5"],
    true,
  ],
  ["dialect: []", ["f.yaml:1:10: dialect must not be empty"], true],
  ["suites: [core, core]", ['f.yaml:1:16: "core" is listed twice in suites'], true],
  ["headers: { bad name: x }", ['f.yaml:1:12: "bad name" is not a header name'], true],
  ["headers: [a]", ["f.yaml:1:10: headers must be a map, not a list"], true],
  [
    "provoke: { streamError: 1 }",
    ["f.yaml:1:25: provoke.streamError must be a map that is merged into the request body"],
    true,
  ],
  [
    "provoke: { sreamError: {} }",
    ['f.yaml:1:12: unknown key "sreamError" in provoke. Did you mean "streamError"?'],
    true,
  ],
  [
    "dialect: [openai, openai@2000-01-01]",
    [`f.yaml:1:19: ${unknownDialect("openai@2000-01-01")}`],
    false,
  ],
  ["- a", ["f.yaml:1:1: the config must be a map, not a list"], true],
  ["model: a\nmodel: b", ['f.yaml:2:1: the key "model" is set twice; first in line 1'], false],
  [
    "model: [",
    [
      "f.yaml:1:9: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    false,
  ],
];

const shown = (text: string): string[] =>
  parseConfig(text, "f.yaml").errors.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  );

const validate = new Ajv2020({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(assetPath("schemas", "config.schema.json"), "utf8")) as object,
);

describe("a config file", () => {
  it("is read with all its keys, paths relative to it", () => {
    expect(parseConfig(full, "/project/responses-conformance.yaml")).toEqual({
      errors: [],
      notes: [],
      settings: {
        baseUrl: "http://localhost:8000/v1",
        model: "my-model",
        apiKeyEnv: "MY_KEY",
        authHeader: "X-Auth: Token",
        headers: { "x-tenant": "test" },
        dialects: ["openresponses", "/project/mine.yaml"],
        suites: ["core", "/project/my-suite"],
        capabilities: { store: true, background: false },
        require: ["tools", "retrieve"],
        waivers: "/project/waivers.yaml",
        provoke: { streamError: { model: "always-fails" } },
        timeouts: { connect: 5000, headers: 60_000, idle: 500, total: 120_000 },
        limits: { eventBytes: 16 * 2 ** 20, streamBytes: 512 * 2 ** 20 },
        concurrency: 8,
        retries: 0,
      },
    });
    expect(validate(parse(full))).toBe(true);
  });

  it.each(["", "# nothing\n", "{}", "dialect: openai\nsuites: core"])(
    "may say little: %j",
    (text) => {
      expect(shown(text)).toEqual([]);
      expect(validate(parse(text))).toBe(true);
    },
  );

  it.each(bad)("refuses %j", (text, errors, bySchema) => {
    expect(shown(text)).toEqual(errors);
    expect(bySchema && validate(parse(text))).toBe(false);
  });

  it("reports all problems at once, and never a key", () => {
    const errors = shown("apiKey: sk-secret\nmodle: x\nretries: many\n");
    expect(errors).toHaveLength(3);
    expect(errors.join("\n")).not.toContain("sk-secret");
  });

  it("tells what was understood differently than written", () => {
    expect(parseConfig("baseUrl: http://h/v1/responses", "f.yaml").notes).toEqual([
      'f.yaml: the base URL must not end in "/responses", which each scenario adds; http://h/v1 is used instead',
    ]);
  });

  it("has the keys of its JSON Schema", () => {
    const { properties } = validate.schema as {
      properties: Record<string, { properties?: Record<string, unknown> }>;
    };
    expect(Object.keys(properties)).toEqual([...configKeys]);
    expect(Object.keys(properties["capabilities"]?.properties ?? {})).toEqual([...capabilities]);
    expect(Object.keys(properties["provoke"]?.properties ?? {})).toEqual([...provocations]);
  });

  it("may be missing, and must not be huge", async () => {
    const folder = mkdtempSync(join(tmpdir(), "config-"));
    expect(await readConfigFile(join(folder, "none.yaml"))).toBeUndefined();
    writeFileSync(join(folder, "huge.yaml"), `model: ${"x".repeat(2 ** 20)}`);
    expect((await readConfigFile(join(folder, "huge.yaml")))?.errors).toHaveLength(1);
    expect((await readConfigFile(folder))?.errors[0]?.message).toContain("cannot be read");
  });
});
