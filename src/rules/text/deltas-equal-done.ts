import { show, firstDifference } from "../../json/show.ts";
import { stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { familyOfDone } from "../../stream/families.ts";
import { ownItem } from "../../stream/place.ts";
import { streamedItems } from "../../stream/output.ts";
import { isResumed, textIndex, textKey } from "../../stream/state.ts";
import { chain, drop, onEvents, patch, renumber } from "../../tape/edits.ts";
import { finalOutput } from "../item/final.ts";

type Messages = "differs" | "no-deltas" | "not-done";

export const textDeltasEqualDone = defineRule<Messages>({
  id: "text/deltas-equal-done",
  title: "the done event of a text carries exactly the concatenation of its deltas",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_text/done"],
  messages: {
    differs: "{{type}} is not the concatenation of its deltas",
    "no-deltas": "{{type}} carries a text that was never streamed",
    "not-done": "deltas of {{family}} came, their done event never",
  },
  yieldsTo: ["item/index-sound", "part/index-sound"],
  observe({ state, report, exercised }) {
    return {
      forType(type) {
        const family = familyOfDone(type);
        // Arguments of functions are call/arguments-buffer's.
        if (!family || family.name === "function_arguments") return undefined;
        return (event) => {
          const item = ownItem(state, event);
          const value = stringAt(event.payload, family.doneField);
          if (!item?.added || value === undefined || isResumed(state, event)) return;
          const text = item.texts.get(textKey(family, textIndex(family, event.payload)));
          if (text?.done) return;
          exercised();
          const streamed = text?.text ?? "";
          const differsAt = firstDifference(streamed, value);
          if (differsAt < 0) return;
          const deltas = text?.deltas ?? 0;
          report(deltas > 0 ? "differs" : "no-deltas", {
            at: event,
            pointer: `/${family.doneField}`,
            expected: `${show(streamed)} (${deltas} delta${deltas === 1 ? "" : "s"})`,
            actual: show(value),
            related: [...(text?.first ?? []), text?.last],
            args: { type: event.type },
            differsAt,
          });
        };
      },
      snapshot(snapshot) {
        if (!finalOutput(snapshot, state)?.event) return;
        for (const item of streamedItems(state)) {
          if (!item.added || !item.done) continue;
          for (const { family, done, first, last } of item.texts.values()) {
            // Texts in parts close with their part, the input of calls with its own rules.
            if (
              done ||
              family.home !== "item" ||
              family.name === "function_arguments" ||
              family.name === "custom_input"
            )
              continue;
            report("not-done", {
              at: item.done.event,
              expected: family.done,
              actual: "nothing",
              related: [...first, last],
              args: { family: family.name },
            });
          }
        }
      },
    };
  },
  faults: [
    {
      name: "a delta is lost",
      tape: "text",
      edit: drop("response.output_text.delta", 2),
      finds: ["differs"],
    },
    {
      name: "a delta comes twice",
      tape: "unicode",
      edit: onEvents((events) =>
        renumber(
          events.flatMap((event) =>
            event.payload !== "[DONE]" && event.payload["delta"] === "😀👍🏽"
              ? [event, event]
              : [event],
          ),
        ),
      ),
      finds: ["differs"],
    },
    {
      name: "the done event trims its text",
      tape: "two-parts",
      edit: patch("response.output_text.done", 1, "/text", "Second  part."),
      finds: ["differs"],
    },
    {
      name: "a decomposed letter is composed",
      tape: "unicode",
      edit: onEvents((events) => {
        for (const { payload } of events) {
          if (payload === "[DONE]" || payload["type"] !== "response.output_text.done") continue;
          payload["text"] = String(payload["text"]).normalize("NFC");
        }
        return events;
      }),
      finds: ["differs"],
    },
    {
      name: "a summary loses a delta",
      tape: "summary",
      edit: drop("response.reasoning_summary_text.delta", 3),
      finds: ["differs"],
    },
    {
      name: "the refusal is done as another text",
      tape: "refusal",
      edit: patch("response.refusal.done", 0, "/refusal", "I cannot help."),
      finds: ["differs"],
    },
    {
      name: "no delta at all",
      tape: "refusal",
      edit: chain(drop("response.refusal.delta"), drop("response.refusal.delta")),
      finds: ["no-deltas"],
    },
    {
      name: "a delta of the code is lost",
      tape: "hosted",
      edit: drop("response.code_interpreter_call_code.delta", 1),
      finds: ["differs"],
    },
    {
      name: "the code is never done",
      tape: "hosted",
      edit: drop("response.code_interpreter_call_code.done"),
      finds: ["not-done"],
    },
    {
      name: "a delta of the input of a custom tool is lost",
      tape: "custom-tool",
      edit: drop("response.custom_tool_call_input.delta"),
      finds: ["differs"],
    },
    {
      name: "the done event has no text in it",
      tape: "text",
      edit: patch("response.output_text.done", 0, "/text", ""),
      finds: ["differs"],
    },
  ],
});
