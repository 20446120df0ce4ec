import { expect, it } from "vitest";
import { specFor, specLine, specsAbout, specUrl } from "./spec.ts";
import { openai, openresponses } from "./sample.testing.ts";

it.each([
  ["openresponses#streaming", "https://www.openresponses.org/specification#streaming"],
  ["openresponses", "https://www.openresponses.org/specification"],
  [
    "openai:responses/get#stream",
    "https://platform.openai.com/docs/api-reference/responses/get#stream",
  ],
  ["openaix#y", undefined],
  ["rfc9110#x", undefined],
])("finds where %s is written", (reference, url) => {
  expect(specUrl(reference, openresponses.specs)).toBe(url);
});

it("names the document where it is a dialect of the run", () => {
  expect(specLine("openresponses#streaming", [openresponses])).toBe(
    "Open Responses 2026-04-24, streaming: https://www.openresponses.org/specification#streaming",
  );
  expect(specLine("openresponses", [{ ...openresponses, name: "openresponses@2026-04-24" }])).toBe(
    "Open Responses 2026-04-24: https://www.openresponses.org/specification",
  );
  expect(specLine("rfc9110#status", [openresponses])).toBe("rfc9110#status");
});

it("names the event of the family that a finding on a text is about", () => {
  const done = ["openresponses#a", "openai:responses-streaming/response/output_text/done"];
  const of = (about: unknown): string[] => specsAbout(done, about);
  for (const family of ["refusal", "mcp_call_arguments", "output_text"])
    expect(of(`response.${family}.done`)).toEqual([
      "openresponses#a",
      `openai:responses-streaming/response/${family}/done`,
    ]);
  for (const about of [undefined, 3, "message", "response.refusal.delta", "response.a/b.done"])
    expect(of(about)).toEqual(done);
});

it("prefers the reference that speaks for the dialect", () => {
  expect(specFor(["openresponses#a", "openai:b"], openai.name)).toBe("openai:b");
  expect(specFor(["openresponses#a", "openai:b"], "openai@2026-08-21")).toBe("openai:b");
  expect(specFor(["whatwg:sse"], openai.name)).toBe("whatwg:sse");
});
