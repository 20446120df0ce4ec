import { describe, expect, it } from "vitest";
import { evaluates, says } from "../../../test/support/one-rule.ts";
import { onExchange, patch, patchBody, patchRequest } from "../../tape/edits.ts";
import rule from "./no-replacement-character.ts";

const text = "/output/0/content/0/text";
const two = "\uFFFD\uFFFD";
const said = (actual: string): string[] => [
  "should the text has several replacement characters (U+FFFD) in a row: the bytes of a character were decoded apart " +
    `/output/0/content/0: ${actual}`,
];
const saidOf = async (value: string): Promise<string[]> =>
  says(rule, "openai", "plain", patchBody(text, value));

describe("text/no-replacement-character", () => {
  it("shows the text around the first two in a row, from a little before them", async () => {
    const long = `${"a".repeat(30)}\uFFFD${"b".repeat(30)}${two}${"c".repeat(80)}`;
    expect(await saidOf(long)).toEqual(said(`"${"b".repeat(20)}${two}${"c".repeat(38)}"`));
  });

  it("lets a single one be, which the model may have written", async () => {
    expect(await saidOf("a \uFFFD b \uFFFD c")).toEqual([]);
  });

  it("says nothing where the request has one", async () => {
    for (const input of [two, [{ role: "user", content: "What is \uFFFD?" }]])
      expect(
        await says(rule, "openai", "plain", (tape) =>
          patchRequest({ input })(patchBody(text, two)(tape)),
        ),
      ).toEqual([]);
  });

  it("judges an answer whose request is not known", async () => {
    const alone = onExchange((exchange) => ({ ...exchange, request: undefined }));
    expect(
      await says(rule, "openai", "plain", (tape) => alone(patchBody(text, two)(tape))),
    ).toHaveLength(1);
  });

  it("evaluates no text that is not there", async () => {
    const none = patch("response.output_text.done", 0, "/text", undefined);
    expect(await evaluates(rule, "text", none)).toBe(0);
    expect(await evaluates(rule, "text", (tape) => tape)).toBe(1);
  });
});
