import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { drop, duplicate, keepOnly, moveBefore, onEvents } from "../../tape/edits.ts";
import { find, renumber, type TapeEvent } from "../../tape/events.ts";
import rule from "./created-first.ts";

/** The events of another response. */
const another = (events: TapeEvent[]): TapeEvent[] =>
  structuredClone(events).map(({ event, payload }) => {
    const response = objectAt(payload, "response");
    if (response)
      Object.assign(response, { id: "resp_other", temperature: 0.5, model: "other-model" });
    return { event, payload };
  });

export default faultsOf(rule, {
  "not-first": {
    "response.created is not sent": on("text", [drop("response.created")]),
    "response.in_progress is sent before response.created": on("text", [
      moveBefore("response.in_progress", 0, "response.created"),
    ]),
    "the tools of an MCP server are listed before response.created": on(
      "text",
      [
        onEvents((events) => {
          const type = "response.mcp_list_tools.in_progress";
          const payload = { type, output_index: 0, item_id: "mcpl_1" };
          return renumber([{ event: type, payload }, ...events]);
        }),
      ],
      { alsoFires: ["item/added-before-use"], dialects: ["openai"] },
    ),
    "neither response.created nor response.in_progress is sent": on("text", [
      drop("response.created"),
      drop("response.in_progress"),
    ]),
    "only response.completed is sent": on(
      "text",
      [keepOnly(({ type }) => type === "response.completed")],
      { alsoFires: ["item/done-equals-output"] },
    ),
  },
  again: {
    "response.created is sent twice": on("text", [duplicate("response.created")]),
    "another response starts in the middle": on("text", [
      onEvents((events) =>
        renumber([
          ...events.slice(0, find(events, "response.output_text.delta", 1)),
          ...another(events),
        ]),
      ),
    ]),
    "another response follows on the same stream": on("text", [
      onEvents((events) => renumber([...events.slice(0, -1), ...another(events)])),
    ]),
  },
});
