import { describe, expect, it } from "vitest";
import { evaluates, says } from "../../../test/support/one-rule.ts";
import { chain, onExchange, patchBody, patchRequest } from "../../tape/edits.ts";
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

  it("joins the bytes of some tokens and the text of the others", async () => {
    const some = [entry("a", null), entry("\ufffd", [240, 159]), entry("\ufffd", [152, 128])];
    expect(await says(rule, "openai", "plain", answer("a\u{1f600}", some))).toEqual([]);
    const mark = [entry("\ufffd", [0xef, 0xbb]), entry("\ufffd", [0xbf, 97])];
    expect(await says(rule, "openai", "plain", answer("\ufeffa", mark))).toEqual([]);
  });

  it("is content with tokens that join, whatever their bytes are", async () => {
    const odd = [entry("Hel", [1]), entry("lo", [2])];
    expect(await says(rule, "openai", "plain", answer("Hello", odd))).toEqual([]);
  });

  it("advises only if nothing but the mark of an end is listed as well", async () => {
    const levelOf = async (tokens: string[]): Promise<string | undefined> => {
      const entries = tokens.map((token) => entry(token, null));
      const [said] = await says(rule, "openai", "plain", answer("Hello", entries));
      return said?.split(" ")[0];
    };
    expect(await levelOf(["Hel", "lo", "<|im_end|>"])).toBe("should");
    expect(await levelOf(["Hel", "lo", "you"])).toBe("must");
    expect(await levelOf(["Hel", "lo", "x<|im_end|>"])).toBe("must");
    expect(await levelOf(["Hel", "lo", "<|im_end|>x"])).toBe("must");
    expect(await levelOf(["Hel", "?", "<|im_end|>"])).toBe("must");
  });

  it("asks for them at one text of an answer, not at all", async () => {
    const include = ["message.output_text.logprobs"];
    const other = patchBody("/output/0/content/1", { type: "output_text", text: "By the way." });
    const both = chain(answer("Hello", [entry("Hello", null)], include), other);
    expect(await says(rule, "openai", "plain", both)).toEqual([]);
  });

  it("looks at texts of messages alone, and at answers whose request is not known", async () => {
    const include = ["message.output_text.logprobs"];
    const thought = chain(
      patchRequest({ include }),
      patchBody(part, { type: "reasoning_text", text: "Hm." }),
    );
    expect(await evaluates(rule, "plain", thought)).toBe(0);
    const alone = onExchange((exchange) => ({ ...exchange, request: undefined }));
    expect(await evaluates(rule, "logprobs", alone)).toBe(1);
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
