import type { JsonObject } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { dropAll, patch, type TapeEdit, textPart } from "../../tape/edits.ts";
import rule from "./starts-empty.ts";

/** Adds the first item with a content that it should get by deltas. */
const content = (...parts: JsonObject[]): TapeEdit =>
  patch("response.output_item.added", 0, "/item/content", parts);

const whole = "The weather is sunny today.";

export default faultsOf(rule, {
  filled: {
    "the part is added with the first delta": on("text", [
      patch("response.content_part.added", 0, "/part/text", "The wea"),
    ]),
    "the call is added with its arguments": on("call", [
      patch("response.output_item.added", 0, "/item/arguments", '{"city":"Paris"}'),
    ]),
    "the message is added with its content": on("text", [content(textPart(whole))]),
    "item and part are both added with the whole text": on("text", [
      content(textPart(whole)),
      patch("response.content_part.added", 0, "/part/text", whole),
    ]),
    "item and part are both added with the first delta": on("text", [
      content(textPart("The wea")),
      patch("response.content_part.added", 0, "/part/text", "The wea"),
    ]),
    "the message is added complete, and its content has no event": on("text", [
      dropAll(/\.(content_part|output_text)\./),
      content(textPart(whole)),
    ]),
    "message and part are both added with the first words of a refusal": on("refusal", [
      content({ type: "refusal", refusal: "I cannot " }),
      patch("response.content_part.added", 0, "/part/refusal", "I cannot "),
    ]),
    "the reasoning is added with its summary": on("summary-one", [
      patch("response.output_item.added", 0, "/item/summary", [
        { type: "summary_text", text: "One thought." },
      ]),
    ]),
    "the reasoning is added with its content": on("reasoning-openai", [
      content({ type: "reasoning_text", text: "Hm, let me see." }),
    ]),
    "the call of a custom tool is added with its input": on("custom-tool", [
      patch("response.output_item.added", 0, "/item/input", "print(1)"),
    ]),
    "an interpreter call is added with its code": on("hosted", [
      patch("response.output_item.added", 0, "/item/code", "print("),
    ]),
    "the call of a server's tool is added with its arguments": on("phases", [
      patch("response.output_item.added", 4, "/item/arguments", '{"boat":'),
    ]),
  },
  again: {
    "the message is added with an empty part, and the part is added again": on("text", [
      content(textPart("")),
    ]),
  },
});
