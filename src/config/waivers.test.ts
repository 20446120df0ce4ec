import { describe, expect, it } from "vitest";
import { showPlace } from "../scenario/types.ts";
import { parseWaivers } from "./waivers.ts";

const scope = { ruleIds: ["usage/present", "text/deltas-equal-done"] };
const complaints = (text: string, more: object = {}): string[] =>
  parseWaivers(text, "w.yaml", { ...scope, ...more }).errors.map(
    (error) => `${showPlace(error)}: ${error.message}`,
  );

describe("a waiver file", () => {
  it("is a list of what is known, and why", () => {
    const text = `# ours
- rule: usage/present
  scenario: core/*
  reason: usage comes with the next release
  until: 2027-01-31
  issue: https://tracker.example/7
- { rule: expect status, scenario: errors/bad-json, reason: "the gateway answers 500" }
`;
    expect(parseWaivers(text, "w.yaml", scope)).toEqual({
      errors: [],
      waivers: [
        {
          rule: "usage/present",
          scenario: "core/*",
          reason: "usage comes with the next release",
          until: "2027-01-31",
          issue: "https://tracker.example/7",
          place: "w.yaml:2:3",
        },
        {
          rule: "expect status",
          scenario: "errors/bad-json",
          reason: "the gateway answers 500",
          until: undefined,
          issue: undefined,
          place: "w.yaml:7:3",
        },
      ],
    });
    expect(parseWaivers("# no text yet\n", "w.yaml", scope)).toEqual({ errors: [], waivers: [] });
  });

  it.each([
    ["rule: x", "w.yaml:1:1: the list of waivers must be a list, not a map"],
    ["- rule: usage/present", 'w.yaml:1:3: "reason" is missing from a waiver'],
    [
      '- { rule: usage/present, reason: "" }',
      "w.yaml:1:34: the reason is empty; write why this failure is known",
    ],
    [
      "- { rule: usage/present, reason: ~ }",
      "w.yaml:1:34: the reason is empty; write why this failure is known",
    ],
    [
      "- { rule: usage/presnt, reason: x }",
      'w.yaml:1:11: there is no rule "usage/presnt". Did you mean "usage/present"?',
    ],
    [
      "- { rule: usage/present, reason: x, until: soon }",
      'w.yaml:1:44: until must be a date such as 2027-01-31, not "soon"',
    ],
    [
      "- { rule: usage/present, reason: x, until: 2027-02-30 }",
      'w.yaml:1:44: until must be a date such as 2027-01-31, not "2027-02-30"',
    ],
    [
      "- { rule: usage/present, reson: x, reason: y }",
      'w.yaml:1:26: unknown key "reson" in a waiver. Did you mean "reason"?',
    ],
    ["- [", expect.stringMatching(/^w\.yaml:1:\d+: not valid YAML/) as string],
  ])("%s is wrong", (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });

  it("may only name scenarios that there are, where those are known", () => {
    const text = "- { rule: usage/present, scenario: core/txt, reason: x }";
    expect(complaints(text, { scenarioIds: ["core/text"] })).toEqual([
      'w.yaml:1:36: no scenario matches "core/txt". Did you mean "core/text"?',
    ]);
  });

  it("may lack reasons while it is written", () => {
    const text = '- { rule: usage/present, reason: "" }';
    const { errors, waivers } = parseWaivers(text, "w.yaml", { ...scope, unfinished: true });
    expect(errors).toEqual([]);
    expect(waivers).toMatchObject([{ reason: "" }]);
  });
});
