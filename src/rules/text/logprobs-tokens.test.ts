import { describe, expect, it } from "vitest";
import { evaluates, says } from "../../../test/support/one-rule.ts";
import { chain, patchBody, patchRequest } from "../../tape/edits.ts";
import type { Json } from "../../json/json.ts";
import rule from "./logprobs-tokens.ts";

const part = "/output/0/content/0";
const entry = (token: string, bytes: number[] | null): Json => ({ token, logprob: -1, bytes });
const answer = (text: string, logprobs: Json, include: Json = []) =>
  chain(
    patchRequest({ include }),
    patchBody(`${part}/text`, text),
    patchBody(`${part}/logprobs`, logprobs),
  );

describe("text/logprobs-tokens", () => {
  it("joins bytes where a token is a part of a character", async () => {
    const split = [entry("a \ufffd", [97, 32, 240, 159]), entry("\ufffd", [152, 128])];
    expect(await says(rule, "openai", "plain", answer("a \u{1f600}", split))).toEqual([]);
  });

  it("joins tokens where there are no bytes", async () => {
    const plain = [entry("Hel", null), entry("lo", null)];
    expect(await says(rule, "openai", "plain", answer("Hello", plain))).toEqual([]);
    expect(await says(rule, "openai", "plain", answer("Hello you", plain))).toHaveLength(1);
  });

  it("asks for none where the request does not, or where the text is empty", async () => {
    const include = ["message.output_text.logprobs"];
    expect(await evaluates(rule, "plain", answer("", null, include))).toBe(0);
    expect(await evaluates(rule, "plain", answer("Hello", null))).toBe(0);
    expect(await evaluates(rule, "plain", answer("Hello", null, include))).toBe(1);
  });
});
