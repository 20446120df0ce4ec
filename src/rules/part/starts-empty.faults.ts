import { stringAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
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
  "the part is added with the first delta in it": {
    tape: "text",
    edit: patch("response.content_part.added", 0, "/part/text", "The wea"),
    finds: "filled",
  },
  "the call is added with its arguments": {
    tape: "call",
    edit: patch("response.output_item.added", 0, "/item/arguments", '{"city":"Paris"}'),
    finds: "filled",
  },
  "the message is added with its content": {
    tape: "text",
    edit: patch("response.output_item.added", 0, "/item/content", [
      { type: "output_text", text: "The weather is sunny today.", annotations: [], logprobs: [] },
    ]),
    finds: "filled",
  },
  "item and part are both added with the whole text": {
    tape: "text",
    edit: filledWith("The weather is sunny today."),
    finds: "filled",
  },
  "item and part are both added with the first delta": {
    tape: "text",
    edit: filledWith("The wea"),
    finds: "filled",
  },
  "the message comes whole, without an event of its content": {
    tape: "text",
    edit: onEvents((events) =>
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
    finds: "filled",
  },
  "message and part are both added with the first words of a refusal": {
    tape: "refusal",
    edit: chain(
      patch("response.output_item.added", 0, "/item/content", [
        { type: "refusal", refusal: "I cannot " },
      ]),
      patch("response.content_part.added", 0, "/part/refusal", "I cannot "),
    ),
    finds: "filled",
  },
  "the reasoning is added with its summary": {
    tape: "summary-one",
    edit: patch("response.output_item.added", 0, "/item/summary", [
      { type: "summary_text", text: "One thought." },
    ]),
    finds: "filled",
  },
  "the reasoning is added with its content": {
    tape: "reasoning-openai",
    edit: patch("response.output_item.added", 0, "/item/content", [
      { type: "reasoning_text", text: "Hm, let me see." },
    ]),
    finds: "filled",
  },
  "the call of a custom tool is added with its input": {
    tape: "custom-tool",
    edit: patch("response.output_item.added", 0, "/item/input", "print(1)"),
    finds: "filled",
  },
  "the code to run is there when its item is added": {
    tape: "hosted",
    edit: patch("response.output_item.added", 0, "/item/code", "print("),
    finds: "filled",
  },
  "the call of a server's tool is added with its arguments": {
    tape: "phases",
    edit: patch("response.output_item.added", 4, "/item/arguments", '{"boat":'),
    finds: "filled",
  },
});
