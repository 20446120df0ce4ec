import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { find, onEvents, patch, renumber } from "../../tape/edits.ts";
import rule from "./done-equals-output.ts";

export default faultsOf(rule, {
  "the final output is empty": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/output", []),
    finds: "missing",
  },
  "the final output lacks a call": {
    tape: "parallel",
    edit: patch("response.completed", 0, "/response/output/1", undefined),
    finds: "missing",
  },
  "the text of the final output is another": {
    tape: "text",
    edit: patch(
      "response.completed",
      0,
      "/response/output/0/content/0/text",
      "The weather is sunny.",
    ),
    finds: "differs",
  },
  "nothing is streamed, all of it stands in the final output": {
    tape: "text",
    edit: onEvents((events) => {
      const kept = events.filter(
        ({ payload }) => payload === "[DONE]" || objectAt(payload, "response"),
      );
      let number = 0;
      for (const { payload } of kept)
        if (payload !== "[DONE]") payload["sequence_number"] = number++;
      return kept;
    }),
    finds: "extra",
  },
  "a call has another call_id in the final output": {
    tape: "parallel",
    edit: patch("response.completed", 0, "/response/output/2/call_id", "call_9"),
    finds: "differs",
  },
  "the final output has the last delta only": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/output/0/content/0/text", " today."),
    finds: "differs",
  },
  "a message stands in the final output in the place of the call": {
    tape: "call",
    edit: patch("response.completed", 0, "/response/output", [
      {
        type: "message",
        id: "msg_1",
        role: "assistant",
        status: "completed",
        content: [{ type: "text", text: '{"city":"Paris"}' }],
      },
    ]),
    finds: ["missing", "extra"],
  },
  "a call stands in the final output only": {
    tape: "parallel",
    edit: onEvents((events) =>
      renumber(
        events.filter(({ payload }) => payload === "[DONE]" || payload["output_index"] !== 2),
      ),
    ),
    finds: "extra",
  },
  "the final output has one message more than was streamed": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/output/1", {
      type: "message",
      id: "msg_2",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "More.", annotations: [], logprobs: [] }],
    }),
    finds: "extra",
  },
  "the final output lacks the message before a call": {
    tape: "parallel",
    edit: patch("response.completed", 0, "/response/output/0", undefined),
    finds: "missing",
  },
  "the final output lacks a compaction": {
    tape: "text",
    edit: onEvents((events) => {
      const item = {
        type: "compaction",
        id: "cmp_1",
        encrypted_content: "b3BhcXVl",
      };
      const pair = ["response.output_item.added", "response.output_item.done"].map((type) => ({
        event: type,
        payload: { type, output_index: 1, item },
      }));
      return renumber(events.toSpliced(find(events, "response.completed"), 0, ...pair));
    }),
    finds: "missing",
    dialects: ["openai"],
  },
  "a message of the final output has lost its content": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/output/0/content", []),
    finds: "differs",
  },
  "the final output is empty after many hosted tools": {
    tape: "phases",
    edit: patch("response.completed", 0, "/response/output", []),
    finds: "missing",
  },
});
