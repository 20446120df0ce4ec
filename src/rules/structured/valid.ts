import {
  elementsAt,
  integerAt,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  parseJson,
  stringAt,
} from "../../json/json.ts";
import { schemaProblem } from "../../json/schema.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { isCreate } from "../http/request.ts";

/** The text of an answer: all output_text of its messages. Undefined where it refused, or said nothing. */
function answerText(response: JsonObject): string | undefined {
  const messages = elementsAt(response, "output").filter(
    (item) => stringAt(item, "type") === "message",
  );
  const parts = messages.flatMap((item) => elementsAt(item, "content"));
  if (parts.some((part) => stringAt(part, "type") === "refusal")) return undefined;
  // Preambles and several answers each stand for themselves; only one message is sure to be the answer.
  if (messages.length !== 1) return undefined;
  const texts = parts.flatMap((part) => stringAt(part, "text") ?? []);
  return texts.length === 0 ? undefined : texts.join("");
}

/** True for an item that may be what the model wrote: only reasoning and empty messages are not. */
const saysMore = (item: Json): boolean => {
  const type = stringAt(item, "type");
  if (type === "reasoning") return false;
  return type !== "message" || elementsAt(item, "content").length > 0;
};

/** How many tokens were written, other than by reasoning. */
function written(response: JsonObject): number {
  const usage = objectAt(response, "usage");
  const reasoning = integerAt(objectAt(usage, "output_tokens_details"), "reasoning_tokens") ?? 0;
  return (integerAt(usage, "output_tokens") ?? 0) - reasoning;
}

export default defineRule({
  id: "structured/valid",
  title: "The text of an answer in a JSON format is JSON and valid for the requested schema",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#text", "openai:responses/create#text"],
  messages: {
    "not-json": "the format is {{format}}, but the text is not JSON",
    "no-object": "the format is {{format}}, but the text is not a JSON object",
    lost: "the format is {{format}} and {{tokens}} tokens were written, but the output has no text",
    invalid: "the text is not valid for the requested schema: {{problem}}",
  },
  observe({ exchange, report, exercised }) {
    if (!isCreate(exchange)) return {};
    const format = objectAt(objectAt(exchange.request?.body, "text"), "format") ?? {};
    const type = stringAt(format, "type");
    if (type !== "json_schema" && type !== "json_object") return {};
    return {
      snapshot({ response, pointer, event }) {
        // What was cut short is no whole JSON text.
        if (stringAt(response, "status") !== "completed") return;
        const text = answerText(response);
        if (text === undefined) {
          const tokens = written(response);
          if (tokens === 0 || elementsAt(response, "output").some(saysMore)) return;
          exercised();
          return report("lost", {
            at: event,
            pointer: `${pointer}/output`,
            expected: "a message with the JSON text",
            actual: show(response["output"]),
            args: { format: type, tokens },
          });
        }
        exercised();
        const evidence = {
          at: event,
          pointer: `${pointer}/output`,
          actual: show(text),
          args: { format: type },
        };
        const parsed = parseJson(text);
        if ("error" in parsed) return report("not-json", { ...evidence, expected: "a JSON text" });
        if (type === "json_object") {
          if (!isObject(parsed.value))
            report("no-object", { ...evidence, expected: "a JSON object" });
          return;
        }
        const problem = schemaProblem(format["schema"], parsed.value);
        if (!problem) return;
        const { message, expected, pointer: at } = problem;
        report("invalid", {
          ...evidence,
          expected: `${at === "" ? "" : `at ${at}: `}${expected}`,
          args: { problem: `${at === "" ? "" : `${at}: `}${message}` },
          // Without strict the schema is a wish.
          ...(format["strict"] === true ? {} : { level: "should" as const }),
        });
      },
    };
  },
});
