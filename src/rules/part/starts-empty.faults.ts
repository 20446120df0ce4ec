import { stringAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { chain, onEvents, patch, renumber, setAt, type TapeEdit } from "../../tape/edits.ts";
import rule from "./starts-empty.ts";

/** Adds a message and its part with a text that they should get by deltas. */
const filledWith = (text: string): TapeEdit =>
  chain(
    patch("response.output_item.added", 0, "/item/content", [
      { type: "output_text", text, annotations: [], logprobs: [] },
    ]),
    patch("response.content_part.added", 0, "/part/text", text),
  );

export default faultsOf(rule, {
  filled: {
    "the part is added with the first delta in it": on(
      "text",
      patch("response.content_part.added", 0, "/part/text", "The wea"),
    ),
    "the call is added with its arguments": on(
      "call",
      patch("response.output_item.added", 0, "/item/arguments", '{"city":"Paris"}'),
    ),
    "the message is added with its content": on(
      "text",
      patch("response.output_item.added", 0, "/item/content", [
        { type: "output_text", text: "The weather is sunny today.", annotations: [], logprobs: [] },
      ]),
    ),
    "item and part are both added with the whole text": on(
      "text",
      filledWith("The weather is sunny today."),
    ),
    "item and part are both added with the first delta": on("text", filledWith("The wea")),
    "the message comes whole, without an event of its content": on(
      "text",
      onEvents((events) =>
        renumber(
          events.flatMap((event) => {
            const { payload } = event;
            const type = payload === "[DONE]" ? "" : (stringAt(payload, "type") ?? "");
            if (/\.(content_part|output_text)\./.test(type)) return [];
            if (payload !== "[DONE]" && type === "response.output_item.added")
              setAt(payload, "/item/content", [
                {
                  type: "output_text",
                  text: "The weather is sunny today.",
                  annotations: [],
                  logprobs: [],
                },
              ]);
            return [event];
          }),
        ),
      ),
    ),
    "message and part are both added with the first words of a refusal": on("refusal", [
      patch("response.output_item.added", 0, "/item/content", [
        { type: "refusal", refusal: "I cannot " },
      ]),
      patch("response.content_part.added", 0, "/part/refusal", "I cannot "),
    ]),
    "the reasoning is added with its summary": on(
      "summary-one",
      patch("response.output_item.added", 0, "/item/summary", [
        { type: "summary_text", text: "One thought." },
      ]),
    ),
    "the reasoning is added with its content": on(
      "reasoning-openai",
      patch("response.output_item.added", 0, "/item/content", [
        { type: "reasoning_text", text: "Hm, let me see." },
      ]),
    ),
    "the call of a custom tool is added with its input": on(
      "custom-tool",
      patch("response.output_item.added", 0, "/item/input", "print(1)"),
    ),
    "the code to run is there when its item is added": on(
      "hosted",
      patch("response.output_item.added", 0, "/item/code", "print("),
    ),
    "the call of a server's tool is added with its arguments": on(
      "phases",
      patch("response.output_item.added", 4, "/item/arguments", '{"boat":'),
    ),
  },
});
