import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/file.ts";
import { defaults } from "../../config/settings.ts";
import type { Exploration } from "../../runner/explore.ts";
import { configText } from "./config-text.ts";
import type { Draft } from "./draft.ts";

const draft: Draft = {
  baseUrl: "http://localhost:8000/v1",
  masked: false,
  model: undefined,
  apiKeyEnv: undefined,
  authHeader: undefined,
  headers: {},
  timeouts: defaults.timeouts,
  concurrency: 4,
  retries: 2,
  left: [],
};
const explored: Exploration = {
  model: "m",
  models: ["m"],
  problem: undefined,
  fits: [
    { dialect: "openresponses", musts: [], shoulds: [] },
    { dialect: "openai", musts: [], shoulds: [] },
  ],
  offers: [{ capability: "stream", offer: { kind: "offered" } }],
  requests: 3,
};

const read = (text: string): ReturnType<typeof parseConfig> => parseConfig(text, "c.yaml");

describe("the text of a config", () => {
  it.each([
    "null",
    "true",
    "3.5",
    "a: b",
    "a\nsuites: [x]",
    "# x",
    "\u001b[2J",
    "\u2028",
    "a\u{e0001}\u202eb",
    '"',
  ])("takes the model %j for what it is, wherever it is named", (model) => {
    const asked = read(configText(draft, { ...explored, model, models: [model] }));
    expect(asked.errors).toEqual([]);
    expect(asked.settings.model).toBe(model);
    const text = configText(draft, { ...explored, models: ["m", model] });
    // What comes from the endpoint ends no comment and moves no cursor.
    expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Zl}/u);
    expect(read(text).errors).toEqual([]);
    expect(read(text).settings).toEqual(read(configText(draft, explored)).settings);
  });

  it("shows no control character of the answers, and only some of a long list", () => {
    const reason = "answered 400: \u001b[31mno\nsuites: [x]";
    const models = Array.from({ length: 900 }, (_, index) => `model-${index}`);
    const offer = { kind: "lacking" as const, reason: reason + "x".repeat(5000) };
    const text = configText(draft, {
      ...explored,
      models,
      offers: [{ capability: "tools", offer }],
    });
    expect(text).toContain(String.raw`tools: false # answered 400: \x1b[31mno\nsuites: [x]`);
    expect(text).toContain("model-4 and 895 more");
    expect(text.length).toBeLessThan(2500);
    expect(read(text).settings).toMatchObject({ capabilities: { tools: false } });
    expect(read(text).settings.suites).toBeUndefined();
  });

  it("leaves what could not be found out to each run", () => {
    const offer = { kind: "unknown" as const, reason: "no answer" };
    const { settings } = read(
      configText(draft, { ...explored, offers: [{ capability: "tools", offer }] }),
    );
    expect(settings.capabilities ?? {}).toEqual({});
  });

  it.each([
    [["a/x"], [], [], [], "openai"],
    [["a/x"], [], ["a/x", "b/y"], [], "openresponses"],
    [["a/x"], ["c/z"], ["a/x"], [], "openai"],
    [["a/x"], ["c/z"], ["b/y"], ["c/z"], "openresponses"],
  ])("suggests the dialect that finds least broken: %j %j, %j %j", (m1, s1, m2, s2, best) => {
    const fits = [
      { dialect: "openresponses", musts: m1, shoulds: s1 },
      { dialect: "openai", musts: m2, shoulds: s2 },
    ];
    expect(read(configText(draft, { ...explored, fits })).settings.dialects).toEqual([best]);
  });
});
