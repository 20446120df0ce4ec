import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import {
  chain,
  drop,
  duplicate,
  find,
  moveBefore,
  onEvents,
  renumber,
  type TapeEvent,
} from "../../tape/edits.ts";
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
  "response.created is not sent": {
    tape: "text",
    edit: drop("response.created"),
    finds: "not-first",
  },
  "response.in_progress comes before it": {
    tape: "text",
    edit: moveBefore("response.in_progress", 0, "response.created"),
    finds: "not-first",
  },
  "it is sent twice": { tape: "text", edit: duplicate("response.created"), finds: "again" },
  "another response begins in the middle": {
    tape: "text",
    edit: onEvents((events) =>
      renumber([
        ...events.slice(0, find(events, "response.output_text.delta", 1)),
        ...another(events),
      ]),
    ),
    finds: "again",
  },
  "another response follows on the same stream": {
    tape: "text",
    edit: onEvents((events) => renumber([...events.slice(0, -1), ...another(events)])),
    finds: "again",
  },
  "the tools of an MCP server are listed before it": {
    tape: "text",
    edit: onEvents((events) => {
      const type = "response.mcp_list_tools.in_progress";
      const payload = { type, output_index: 0, item_id: "mcpl_1" };
      return renumber([{ event: type, payload }, ...events]);
    }),
    finds: "not-first",
    alsoFires: ["item/added-before-use"],
    dialects: ["openai"],
  },
  "neither response.created nor response.in_progress is sent": {
    tape: "text",
    edit: chain(drop("response.created"), drop("response.in_progress")),
    finds: "not-first",
  },
  "response.completed is all that is sent": {
    tape: "text",
    edit: onEvents((events) => renumber(events.slice(-2))),
    finds: "not-first",
    alsoFires: ["item/done-equals-output"],
  },
});
