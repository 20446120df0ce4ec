import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assetPath } from "../src/assets/assets.ts";
import { readRequirements } from "../src/commands/requirements.ts";
import { cliPage } from "../src/guide/cli-page.ts";
import { readGuideSources } from "../src/guide/texts.ts";
import { faults, variants } from "../src/reference/index.ts";
import { faultsOfRule } from "../src/rules/faults.ts";
import { rules } from "../src/rules/index.ts";
import { builtinSuites } from "../src/scenario/files.ts";
import { loadScenarios } from "../src/scenario/load.ts";
import { literalsOf } from "./support/literals.ts";
import { stumbles, type Text } from "./support/plain-english.ts";

const read = (path: string): string => readFileSync(assetPath(path), "utf8");
const filesOf = (folder: string, name: RegExp): string[] =>
  readdirSync(assetPath(folder), { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file}`)
    .toSorted();

/** The paragraphs, list items and cells of a page of Markdown, each as one text; blocks of code are left out. */
function pageTexts(path: string): Text[] {
  const found: Text[] = [];
  let fence: string | undefined;
  let open: Text | undefined;
  for (const [index, line] of read(path).split("\n").entries()) {
    const at = `${path}:${index + 1}`;
    const mark = /^`{3,}/.exec(line)?.[0];
    if (mark !== undefined && (fence === undefined || fence === mark))
      fence = fence === undefined ? mark : undefined;
    const isCode = mark !== undefined || fence !== undefined || /^ {4}/.test(line);
    const isNew = /^\s*([-#|]|\d+\.)/.test(line);
    if (isCode || isNew || line.trim() === "") open = undefined;
    if (isCode || line.trim() === "") continue;
    if (line.startsWith("|"))
      found.push(...line.split("|").map((cell) => ({ at, text: cell.trim() })));
    else if (open) open.text += ` ${line.trim()}`;
    else found.push((open = { at, text: line.replace(/^\s*([-#]+|\d+\.) /, "") }));
  }
  return found;
}

/** The values of some keys of an object or list, however deep they are. */
function valuesOf(value: unknown, keys: readonly string[], at: string): Text[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]): Text[] =>
    typeof one === "string" && keys.includes(key)
      ? [{ at: `${at}/${key}`, text: one }]
      : valuesOf(one, keys, `${at}/${key}`),
  );
}

const inFiles = (files: string[], keys: readonly string[]): Text[] =>
  files.flatMap((file) => valuesOf(parse(read(file)), keys, file));

/** Files whose literals are not texts for users. */
const otherLiterals = [
  // Made by the build, or used by tests only.
  /\/generated\//,
  /(?:\.test|\.testing|\/testing|\.d)\.ts$/,
  /\/test-[\w-]+\.ts$/,
  // Words that the model of the reference server finds in requests.
  "src/reference/model/wishes.ts",
];
/** The texts in the source of the program: all literals of two words or more. */
function literals(): Text[] {
  return filesOf("src", /\.ts$/)
    .filter((file) => !otherLiterals.some((other) => file.match(other)))
    .flatMap((file) => literalsOf(read(file)).map((one) => ({ ...one, file })))
    .filter(({ text }) => /[a-z]\S* \S*[a-z]/i.test(text))
    .map(({ file, line, text }) => ({ at: `${file}:${line}`, text }));
}

/** Phrases that a pattern finds and that are right. */
const allowed = [
  // The names of expectations in failures: `events never`.
  "events never",
];

/** All texts that users read, by where they are written. */
const sources: Record<string, () => Text[] | Promise<Text[]>> = {
  documents: () =>
    [
      "README.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      ...filesOf("docs", /\.md$/),
      ...filesOf("schemas", /\.md$/),
    ].flatMap(pageTexts),
  "guides of rules": () =>
    valuesOf(readGuideSources().families, ["about", "why", "fix"], "src/guide/rules"),
  "reported bugs": () => valuesOf(readGuideSources().bugs, ["symptom"], "fixtures/bugs.yaml"),
  requirements: () =>
    valuesOf(readRequirements(), ["text", "excluded"], "suites/requirements.yaml"),
  "titles of scenarios": () =>
    inFiles(filesOf("suites", /^(?!dialects\/)[\w-]+\/.*\.yaml$/), ["title", "why"]),
  schemas: () => inFiles(filesOf("schemas", /\.json$/), ["title", "description"]),
  errata: () =>
    inFiles(filesOf("schemas", /errata\.yaml$/), ["document", "accept", "why", "evidence"]),
  "the program": literals,
  // Their comments are in the declarations of the package.
  "public types": () =>
    ["src/index.ts", "src/matchers.ts", "src/library/types.ts"].flatMap((file) =>
      Array.from(read(file).matchAll(/\/\*\*([^]*?)\*\//g), ([, text = ""]) => ({
        at: file,
        text: text.replaceAll(/\s*\n \* ?|\s+/g, " ").trim(),
      })),
    ),
  "rules and their faults": () =>
    rules.flatMap(({ id, title, messages }) => [
      { at: id, text: title },
      ...Object.entries(messages).map(([key, text]) => ({ at: `${id} ${key}`, text })),
      ...faultsOfRule(id).map(({ name }) => ({ at: `${id} faults`, text: name })),
    ]),
  "the reference server": () =>
    [...faults, ...variants].map(({ id, title }) => ({ at: id, text: title })),
  scenarios: async () =>
    (await loadScenarios({ suites: builtinSuites() })).scenarios.flatMap(({ id, title, except }) =>
      valuesOf({ title, except }, ["title", "why"], id),
    ),
  help: () =>
    // Columns of an option and its description are apart; long descriptions go on in the next line.
    cliPage()
      .replaceAll(/(?<=\S)\n {10,}(?=\S)/g, " ")
      .split(/\n| {2,}/)
      .map((text) => ({ at: "docs/cli.md", text })),
  "the action": () => inFiles(["action.yml"], ["description"]),
};

describe("plain English", () => {
  it.each(Object.entries(sources))("is the language of %s", async (_, texts) => {
    const all = await texts();
    expect(all.length).toBeGreaterThan(10);
    expect(stumbles(all, allowed)).toEqual([]);
  });
});
