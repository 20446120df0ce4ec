import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assetPath } from "../assets/assets.ts";
import {
  builtinDialects,
  dialectNames,
  findBuiltinDialect,
  loadBuiltinDialect,
  revisionsOf,
} from "../dialect/dialect.ts";
import { loadDialectFile, parseDialect, type LoadedDialect } from "./dialect-file.ts";
import { openDialect } from "./open-dialect.ts";

const ruleIds = ["sequence/present", "usage/plausible", "sse/done-sentinel"];
const noFile = (): LoadedDialect => ({ errors: [] });
const read = (text: string): LoadedDialect => parseDialect(text, "acme.yaml", ruleIds, noFile);
const errorsOf = (loaded: LoadedDialect): string[] =>
  "errors" in loaded
    ? loaded.errors.map(
        ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
      )
    : [];
const validate = new Ajv2020().compile(
  JSON.parse(readFileSync(assetPath("schemas", "dialect.schema.json"), "utf8")) as object,
);

const acme = `
extends: openai
title: Acme's gateway
facts: { doneSentinel: required, ambientEvents: [acme.ping] }
levels:
  usage/plausible: off
  sequence/present: should
specs: { acme: https://acme.example/docs }
`;

describe("the dialects of the package", () => {
  it.each(dialectNames)("%s is whole", (name) => {
    const dialect = findBuiltinDialect(name);
    const [base = "", revision = dialect?.revision] = name.split("@");
    expect(dialect).toMatchObject({ name, base, revision, levels: {} });
    expect(dialect?.revision).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(dialect?.title).toMatch(new RegExp(`^\\S.* ${dialect?.revision}$`));
    expect(Object.keys(dialect?.facts ?? {})).toHaveLength(6);
  });

  it.each(builtinDialects)("%s without a date is its newest revision", (name) => {
    const [newest, ...older] = revisionsOf(name);
    expect(loadBuiltinDialect(name)).toEqual({ ...newest, name });
    for (const { revision } of older) expect(revision < (newest?.revision ?? "")).toBe(true);
  });
});

describe("a user's dialect", () => {
  it("changes what it names and takes over the rest", () => {
    const loaded = read(acme);
    const openai = loadBuiltinDialect("openai");
    expect(loaded).toEqual({
      dialect: {
        ...openai,
        name: "acme",
        title: "Acme's gateway",
        facts: { ...openai.facts, doneSentinel: "required", ambientEvents: ["acme.ping"] },
        levels: { "usage/plausible": "off", "sequence/present": "should" },
        specs: { ...openai.specs, acme: "https://acme.example/docs" },
      },
    });
    expect(validate(parse(acme))).toBe(true);
  });

  it("may extend one revision", () => {
    const revision = dialectNames.find((name) => name.startsWith("openai@")) ?? "";
    const text = acme.replace("openai", revision);
    expect(read(text)).toEqual(read(acme));
    expect(validate(parse(text))).toBe(true);
  });

  it.each([
    [
      "extends: openai@2000-01-01",
      [
        `acme.yaml:1:10: unknown revision "openai@2000-01-01". Known: ${revisionsOf("openai")
          .map(({ name }) => name)
          .join(", ")}. For the newest revision, write openai.`,
      ],
      false,
    ],
    ["{}", ['acme.yaml:1:1: "extends" is missing from the dialect'], true],
    ["extends: opena", ['acme.yaml:1:10: unknown dialect "opena". Did you mean "openai"?'], true],
    [
      "extends: openai\nlevel: {}",
      ['acme.yaml:2:1: unknown key "level" in the dialect. Did you mean "levels"?'],
      true,
    ],
    [
      "extends: openai\nname: openai",
      ['acme.yaml:2:7: "openai" is the name of a built-in dialect; choose another name'],
      true,
    ],
    [
      "extends: openai\nname: a b",
      [
        "acme.yaml:2:7: name must have only letters, digits, dots, dashes and underscores, at most 64 of them",
      ],
      true,
    ],
    [
      "extends: openai\nlevels: { sequence/presnt: must }",
      ['acme.yaml:2:11: there is no rule "sequence/presnt". Did you mean "sequence/present"?'],
      false,
    ],
    [
      "extends: openai\nlevels: { sequence/present: mist }",
      ['acme.yaml:2:29: unknown level of sequence/present "mist". Did you mean "must"?'],
      true,
    ],
    [
      "extends: openai\nfacts: { doneSentinel: maybe }",
      ['acme.yaml:2:24: unknown doneSentinel "maybe". Known: required, optional.'],
      true,
    ],
    [
      "extends: openai\nfacts: { absentForNull: 1 }",
      ["acme.yaml:2:25: absentForNull must be true or false, not the number 1"],
      true,
    ],
    [
      "extends: openai\nspecs: { x: nowhere }",
      ["acme.yaml:2:13: specs.x must be an http or https URL"],
      true,
    ],
    [
      "extends: [",
      [
        "acme.yaml:1:11: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
      false,
    ],
  ])("refuses %j", (text, errors, bySchema) => {
    expect(errorsOf(read(text))).toEqual(errors);
    expect(bySchema && validate(parse(text))).toBe(false);
  });

  it("may extend another file, and not itself", () => {
    const folder = mkdtempSync(join(tmpdir(), "dialect-"));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    file("base.yaml", acme);
    const child = loadDialectFile(
      file("child.yaml", "extends: ./base.yaml\nlevels: { usage/plausible: must }"),
      ruleIds,
    );
    expect(child).toMatchObject({
      dialect: {
        name: "child",
        base: "openai",
        levels: { "usage/plausible": "must", "sequence/present": "should" },
      },
    });
    const circle = loadDialectFile(file("circle.yaml", "extends: ./circle.yaml"), ruleIds);
    expect(errorsOf(circle)[0]).toContain("extends itself");
    expect(errorsOf(loadDialectFile(join(folder, "none.yaml"), ruleIds))[0]).toContain(
      "cannot be read",
    );
  });

  it("is opened by name or by path", async () => {
    expect(await openDialect("openresponses", ruleIds)).toMatchObject({
      dialect: { name: "openresponses" },
    });
    const [{ name = "" } = {}] = revisionsOf("openresponses");
    expect(await openDialect(name, ruleIds)).toMatchObject({ dialect: { name } });
    expect(await openDialect("opn", ruleIds)).toBeUndefined();
    expect(await openDialect("./no-such.yaml", ruleIds)).toHaveProperty("errors");
  });
});
