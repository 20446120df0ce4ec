import { expect, it } from "vitest";
import { outputIs, sayings } from "../../../test/support/say.ts";
import type { JsonObject } from "../../json/json.ts";
import { onBody, onExchange, patchRequest, type TapeEdit } from "../../tape/edits.ts";
import { structuredRules } from "./index.ts";

const part = (text: string): JsonObject => ({ type: "output_text", text });
const message = (...content: JsonObject[]): JsonObject => ({ type: "message", content });
const paris = message(part('{"city":"Paris"}'));
const prose = part("Paris, I think.");

const said = (output: JsonObject[], ...edits: TapeEdit[]): Promise<string[]> =>
  sayings({
    rules: structuredRules,
    tape: "structured-plain",
    edits: [outputIs(...output), ...edits],
  });
const notJson = (text: string): string[] => [
  "must structured/valid: the format is json_schema, but the text is not JSON | /output | " +
    `a JSON text | ${JSON.stringify(text)}`,
];

const lost = (output: string): string[] => [
  "must structured/valid: the format is json_schema and 5 tokens were written, but the output has no text | /output | " +
    `a message with the JSON text | ${output}`,
];

it.each<[string, JsonObject[], string[]]>([
  ["one message", [paris], []],
  ["prose", [message(prose)], notJson("Paris, I think.")],
  ["a text in two parts", [message(part('{"city"'), part(':"Paris"}'))], []],
  ["prose in two parts", [message(prose, prose)], notJson("Paris, I think.Paris, I think.")],
  ["a part without text", [message({ type: "output_text" }, part('{"city":"Paris"}'))], []],
  ["thoughts before it", [{ type: "reasoning", content: [prose] }, paris], []],
  ["thoughts before prose", [{ type: "reasoning" }, message(prose)], notJson("Paris, I think.")],
  ["a refusal", [message({ type: "refusal", refusal: "No." })], []],
  ["a refusal after prose", [message(prose, { type: "refusal", refusal: "No." })], []],
  ["two messages", [message(prose), paris], []],
  ["a message without parts", [message()], lost('[{"type":"message","content":[]}]')],
  ["no message", [], lost("[]")],
  ["reasoning and a call", [{ type: "reasoning", summary: [] }, { type: "function_call" }], []],
])("%s", async (_, output, says) => {
  expect(await said(output)).toEqual(says);
});

it.each<[string, TapeEdit]>([
  ["what was cut short", onBody((body) => ({ ...body, status: "incomplete" }))],
  ["a request for text", patchRequest({ text: { format: { type: "text" } } })],
  ["a request that names no format", patchRequest({ text: undefined })],
  [
    "a cancellation",
    onExchange(({ request, ...exchange }) => ({
      ...exchange,
      request: request && { ...request, path: "/responses/resp_structured-plain/cancel" },
    })),
  ],
  [
    "an answer without its request",
    onExchange((exchange) => ({ ...exchange, request: undefined })),
  ],
])("says nothing of %s", async (_, edit) => {
  expect(await said([message(prose)], edit)).toEqual([]);
});

it("tells where the text departs from its schema, and asks less where it is not strict", async () => {
  const schema = { type: "object", properties: { city: { type: "string" } } };
  const loose = { type: "json_schema", name: "city", schema, strict: false };
  const wrong = [message(part('{"city":75}'))];
  const told =
    "structured/valid: the text is not valid for the requested schema: " +
    '/city: is number, not string | /output | at /city: string | "{\\"city\\":75}"';
  expect(await said(wrong)).toEqual([`must ${told}`]);
  expect(await said(wrong, patchRequest({ text: { format: loose } }))).toEqual([`should ${told}`]);
});
