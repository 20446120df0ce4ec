import { describe, expect, it } from "vitest";
import { evaluates, says } from "../../../test/support/one-rule.ts";
import { judging } from "../../../test/support/judge.ts";
import { createChecker } from "../../checker/checker.ts";
import { createSession, type Session } from "../../engine/exchange.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import { chain, onBody, onExchange, setAt, type TapeEdit } from "../../tape/edits.ts";
import rule from "./incomplete.ts";

const completed = (index: number, tokens?: number): TapeEdit =>
  onBody((body) => {
    setAt(body, "/status", "completed");
    if (tokens !== undefined) setAt(body, "/usage/output_tokens", tokens);
    return body;
  }, index);
const both = chain(completed(0), completed(1));
const asked = (index: number, field: string, value: Json): TapeEdit =>
  onExchange((exchange) => {
    const request = structuredClone(exchange.request);
    setAt(request as unknown as JsonObject, field, value);
    return { ...exchange, request };
  }, index);
/** Asks once more before all others, with an answer that is as it should be. */
const askedBefore: TapeEdit = (tape) => {
  const [first] = tape.exchanges;
  if (!first) return tape;
  const bytes = Buffer.from(Buffer.from(first.bytes).toString().replace("resp_", "resp_before_"));
  return { ...tape, exchanges: [{ ...first, bytes }, ...tape.exchanges] };
};
const said = [
  'must with max_output_tokens 16 and 24, the responses have exactly these numbers of tokens, but both have status completed /status: "completed"',
];

const atLimit = (limit: number): string[] => [
  `should this response and an earlier one have exactly max_output_tokens (${limit}) tokens, but status completed /status: "completed"`,
];

describe("truncation/incomplete", () => {
  it.each<[string, TapeEdit, string[]]>([
    ["two limits that were met", both, said],
    [
      "a limit that was met after one that was told",
      chain(askedBefore, completed(1), completed(2)),
      said,
    ],
    ["one limit that was met", completed(1), []],
    ["a second answer that ended before its limit", chain(completed(0), completed(1, 23)), []],
    ["a first answer that ended before its limit", chain(completed(0, 15), completed(1)), []],
    [
      "the same limit twice",
      chain(completed(0), completed(1, 16), asked(1, "/body/max_output_tokens", 16)),
      atLimit(16),
    ],
    ["another request", chain(both, asked(0, "/body/input", "Count from 1 to 100.")), atLimit(24)],
    ["a request for something else", chain(both, asked(1, "/path", "/responses/compact")), []],
  ])("judges %s", async (_, edit, expected) => {
    expect(await says(rule, "openai", "truncated", edit)).toEqual(expected);
  });

  it("evaluates answers to requests with a limit", async () => {
    const times = (edit: TapeEdit): Promise<number> => evaluates(rule, "truncated", edit);
    expect(await times((tape) => tape)).toBe(2);
    expect(await times(asked(1, "/path", "/responses/compact"))).toBe(1);
    expect(await times(asked(1, "/body", "none"))).toBe(1);
    expect(await times(onExchange((exchange) => ({ ...exchange, request: undefined })))).toBe(1);
  });

  it("evaluates nothing that is judged alone", async () => {
    const request = { method: "POST", path: "/responses", query: {}, headers: {} };
    const dialects = [await judging("openai")];
    const judge = (session?: Session): unknown => {
      const checker = createChecker({
        dialects,
        exchange: {
          source: "http",
          framed: false,
          request: { ...request, body: { input: "x", max_output_tokens: 16 } },
          step: undefined,
        },
        ...(session ? { session } : {}),
        rules: [rule],
        form: "json",
      });
      checker.open({ status: 200, headers: { "content-type": "application/json" } });
      checker.bytes(Buffer.from('{"id":"resp_1","object":"response","status":"completed"}'));
      return checker.end({ kind: "closed", detail: undefined, silentMs: undefined })[0]?.exercised;
    };
    expect(judge(createSession())).toEqual({ [rule.id]: 1 });
    expect(judge()).toEqual({});
  });
});
