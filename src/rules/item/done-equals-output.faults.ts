import { faultsOf, on } from "../../engine/fault.ts";
import { keepOnly, onEvents, onlySnapshots, patchFinal, textPart } from "../../tape/edits.ts";
import { find, renumber } from "../../tape/events.ts";
import rule from "./done-equals-output.ts";

export default faultsOf(rule, {
  missing: {
    "the final output is empty": on("text", [patchFinal("/output", [])]),
    "the final output has no call": on("parallel", [patchFinal("/output/1", undefined)]),
    "the final output has a message instead of the call": on(
      "call",
      [
        patchFinal("/output", [
          {
            type: "message",
            id: "msg_1",
            role: "assistant",
            status: "completed",
            content: [{ type: "text", text: '{"city":"Paris"}' }],
          },
        ]),
      ],
      { alsoFinds: ["extra"] },
    ),
    "the final output has no message before a call": on("parallel", [
      patchFinal("/output/0", undefined),
    ]),
    "the final output has no compaction": on(
      "text",
      [
        onEvents((events) => {
          const item = { type: "compaction", id: "cmp_1", encrypted_content: "b3BhcXVl" };
          const pair = ["response.output_item.added", "response.output_item.done"].map((type) => ({
            event: type,
            payload: { type, output_index: 1, item },
          }));
          return renumber(events.toSpliced(find(events, "response.completed"), 0, ...pair));
        }),
      ],
      { dialects: ["openai"] },
    ),
    "the final output is empty after many hosted tools": on("phases", [patchFinal("/output", [])]),
  },
  differs: {
    "the text of the final output differs": on("text", [
      patchFinal("/output/0/content/0/text", "The weather is sunny."),
    ]),
    "a call has another call_id in the final output": on("parallel", [
      patchFinal("/output/2/call_id", "call_9"),
    ]),
    "the final output has only the last delta": on("text", [
      patchFinal("/output/0/content/0/text", " today."),
    ]),
    "a message of the final output has lost its content": on("text", [
      patchFinal("/output/0/content", []),
    ]),
  },
  extra: {
    "nothing is streamed, and the final output has everything": on("text", [onlySnapshots]),
    "only the final output has a call": on("parallel", [
      keepOnly((payload) => payload["output_index"] !== 2),
    ]),
    "the final output has a message that was not streamed": on("text", [
      patchFinal("/output/1", {
        type: "message",
        id: "msg_2",
        role: "assistant",
        status: "completed",
        content: [textPart("More.")],
      }),
    ]),
  },
});
