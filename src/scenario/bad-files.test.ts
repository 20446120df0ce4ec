import { describe, expect, it } from "vitest";
import { complaints } from "./samples.testing.ts";

const top = "id: own/sample\ntitle: A sample\n";
const ask = "steps:\n  - id: ask\n    post: /responses\n";

/** A file, and every complaint about it with its place. */
const bad: [name: string, text: string, complaints: string[]][] = [
  ["an empty file", "", ["1:1 a scenario must be a map, not nothing"]],
  ["a list", "- a\n", ["1:1 a scenario must be a map, not a list"]],
  ["a tab", "\tid: x\n", ["1:1 a tab indents this line; YAML needs spaces"]],
  ["an open quote", 'id: "x\ntitle: y\n', ['3:1 not valid YAML: Missing closing "quote']],
  [
    "a colon in a text",
    "id: own/sample\ntitle: One: two\n",
    [
      '2:8 not valid YAML: a text that has ": " needs quotes, and lines of one level need the same indentation',
    ],
  ],
  [
    "two documents",
    `${top}${ask}---\nid: b\n`,
    ["6:1 a second document begins here; write one scenario per file"],
  ],
  [
    "an unknown tag",
    `${top}level: !very must\n${ask}`,
    ["3:8 not valid YAML: Unresolved tag: !very"],
  ],
  [
    "an unknown alias",
    `${top}level: *none\n${ask}`,
    ["3:8 the alias *none is not defined; no &none comes before it"],
  ],
  [
    "an alias within itself",
    `${top}${ask}    body: { a: &a [*a] }\n`,
    ["6:20 is nested too deeply"],
  ],
  [
    "a key twice",
    `${top}${ask}    body: { a: 1, a: 2 }\n`,
    ['6:19 the key "a" is set twice; first in line 6'],
  ],
  [
    "a merge key",
    `${top}${ask}    body: { <<: { a: 1 } }\n`,
    ["6:13 merge keys (<<) are not supported; repeat the values"],
  ],
  [
    "a number that JSON lacks",
    `${top}${ask}    body: { a: .inf }\n`,
    ["6:16 the value is not a JSON number"],
  ],
  ["a key that is a list", `${top}${ask}    body: { [a]: 1 }\n`, ["6:13 a key must be plain text"]],
  [
    "missing keys",
    "level: must\n",
    [
      '1:1 "id" is missing from a scenario',
      '1:1 "title" is missing from a scenario',
      '1:1 "steps" is missing from a scenario',
    ],
  ],
  [
    "an unknown key",
    `${top}lvel: must\n${ask}`,
    ['3:1 unknown key "lvel" in a scenario. Did you mean "level"?'],
  ],
  [
    "an id of another file",
    `id: own/other\ntitle: A\n${ask}`,
    ['1:5 the id "own/other" must be folder and file name: "own/sample"'],
  ],
  [
    "an id without suite",
    `id: sample\ntitle: A\n${ask}`,
    ['1:5 the id "sample" must have the form suite/name'],
  ],
  [
    "a title that is a number",
    `id: own/sample\ntitle: 5\n${ask}`,
    ["2:8 title must be a text, not the number 5"],
  ],
  [
    "an unknown level",
    `${top}level: shoud\n${ask}`,
    ['3:8 unknown level "shoud". Did you mean "should"?'],
  ],
  [
    "an unknown capability",
    `${top}needs: [stream, replya]\n${ask}`,
    ['3:17 unknown capability "replya". Did you mean "replay"?'],
  ],
  [
    "a capability twice",
    `${top}needs: [stream, stream]\n${ask}`,
    ['3:17 "stream" is listed twice in needs'],
  ],
  [
    "no dialect",
    `${top}dialects: []\n${ask}`,
    ["3:11 dialects is empty; leave it out to run in all dialects"],
  ],
  [
    "a flag as text",
    `${top}upsets: "yes"\n${ask}`,
    ['3:9 upsets must be true or false, not the text "yes"'],
  ],
  [
    "an exception from an unknown rule",
    `${top}except:\n  - { rule: sse/noid, why: x }\n${ask}`,
    ['4:13 there is no rule "sse/noid". Did you mean "sse/no-id"?'],
  ],
  [
    "an exception without reason",
    `${top}except: [{ rule: sse/no-id }]\n${ask}`,
    ['3:10 "why" is missing from an exception'],
  ],
  [
    "too many digits",
    `${top}vars: { code: { digits: 65 } }\n${ask}`,
    ["3:25 digits must be a whole number, from 1 to 64, not the number 65"],
  ],
  [
    "a variable with a dash",
    `${top}vars: { my-code: { digits: 5 } }\n${ask}`,
    ['3:9 the variable "my-code" must have only letters, digits and "_", and begin with a letter'],
  ],
];

describe("bad files", () => {
  it.each(bad)("%s", (_, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  it("nesting without end is an error, not a crash", () => {
    const [first = ""] = complaints(`${top}${ask}    body: { a: ${"[".repeat(20_000)} }\n`);
    expect(first).toMatch(/nested too deeply|not valid YAML/);
  });

  it("aliases cannot make a small file huge", () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) => `    - &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(", ")}]`,
    );
    const text = `${top}tags:\n    - &a0 x\n${lines.join("\n")}\n${ask}`;
    expect(complaints(text).at(-1)).toMatch(/expands to too many values$/);
  });
});
