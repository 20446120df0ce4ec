import { describe, expect, it } from "vitest";
import { resolveSettings } from "./resolve.ts";

describe("settings", () => {
  it.each([
    [
      "flag",
      { baseUrl: "http://flag" },
      { RESPONSES_BASE_URL: "http://env" },
      { baseUrl: "http://file" },
      "http://flag",
    ],
    [
      "variable",
      {},
      { RESPONSES_BASE_URL: "http://env", OPENAI_BASE_URL: "http://o" },
      { baseUrl: "http://file" },
      "http://env",
    ],
    [
      "fall-back variable",
      {},
      { OPENAI_BASE_URL: "http://o" },
      { baseUrl: "http://file" },
      "http://o",
    ],
    ["file", {}, { RESPONSES_BASE_URL: "" }, { baseUrl: "http://file" }, "http://file"],
    ["nothing", {}, {}, {}, undefined],
  ])("take the base URL from the %s", (_, flags, env, file, expected) => {
    const { settings, problems } = resolveSettings(flags, env, file);
    expect(settings.baseUrl).toBe(expected);
    expect(problems).toEqual([]);
  });

  it.each([
    ["the flag first", { apiKey: "flag" }, { RESPONSES_API_KEY: "r" }, {}, "flag"],
    [
      "the variable that a flag names",
      { apiKeyEnv: "MINE" },
      { MINE: "m", RESPONSES_API_KEY: "r" },
      {},
      "m",
    ],
    [
      "RESPONSES_API_KEY before the variable of the file",
      {},
      { RESPONSES_API_KEY: "r", MINE: "m" },
      { apiKeyEnv: "MINE" },
      "r",
    ],
    [
      "the variable of the file before OPENAI_API_KEY",
      {},
      { MINE: "m", OPENAI_API_KEY: "o" },
      { apiKeyEnv: "MINE" },
      "m",
    ],
    ["OPENAI_API_KEY last", {}, { OPENAI_API_KEY: "o" }, {}, "o"],
    ["no key where there is none", {}, {}, {}, undefined],
  ])("take %s", (_, flags, env, file, expected) => {
    const { settings, problems } = resolveSettings(flags, env, file);
    expect(settings.apiKey).toBe(expected);
    expect(problems).toEqual([]);
  });

  it("tell all problems at once, without repeating a key", () => {
    const { problems } = resolveSettings(
      { apiKey: "two words" },
      { RESPONSES_BASE_URL: "localhost" },
      {},
    );
    expect(problems).toHaveLength(2);
    expect(problems.join("\n")).toContain("RESPONSES_BASE_URL: ");
    expect(problems.join("\n")).not.toContain("two words");
    expect(resolveSettings({ apiKeyEnv: "MINE" }, { OPENAI_API_KEY: "o" }, {}).problems).toEqual([
      "the environment variable MINE is not set; set it to the API key",
    ]);
  });

  it("ask for no endpoint where none is needed", () => {
    const { settings, problems } = resolveSettings(
      {},
      { RESPONSES_BASE_URL: "junk", OPENAI_API_KEY: "o" },
      { apiKeyEnv: "GONE" },
      { endpoint: false },
    );
    expect(problems).toEqual([]);
    expect(settings.baseUrl).toBeUndefined();
    expect(settings.apiKey).toBeUndefined();
  });

  it("join maps key by key and take lists whole, over the defaults", () => {
    const { settings } = resolveSettings(
      { timeouts: { idle: 1 }, headers: { b: "flag" }, dialects: ["openai"] },
      {},
      {
        timeouts: { idle: 2, total: 3 },
        headers: { a: "file", b: "file" },
        dialects: ["x", "y"],
        concurrency: 9,
      },
    );
    expect(settings).toMatchObject({
      timeouts: { connect: 5000, headers: 60_000, idle: 1, total: 3 },
      headers: { a: "file", b: "flag" },
      dialects: ["openai"],
      concurrency: 9,
      retries: 2,
      suites: undefined,
    });
    expect(resolveSettings({}, {}, {}).settings.dialects).toEqual(["openresponses"]);
  });
});
