import { objectAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import {
  drop,
  duplicate,
  find,
  moveBefore,
  chain,
  onEvents,
  renumber,
  type TapeEvent,
} from "../../tape/edits.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isAmbient } from "./ambient.ts";

/** The events of another response. */
const another = (events: TapeEvent[]): TapeEvent[] =>
  structuredClone(events).map(({ event, payload }) => {
    const response = objectAt(payload, "response");
    if (response)
      Object.assign(response, { id: "resp_other", temperature: 0.5, model: "other-model" });
    return { event, payload };
  });

export default defineRule<"not-first" | "again">({
  id: "lifecycle/created-first",
  title: "response.created is the first event, and comes once",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/created"],
  messages: {
    "not-first": "the stream begins with {{type}}, not with response.created",
    again: "response.created came a second time on one stream",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    let created: WireEvent | undefined;
    return {
      "response.created"(event) {
        if (!created) created = event;
        else if (!state.resumed)
          report("again", {
            at: event,
            expected: "one response.created",
            actual: "another",
            related: [created, state.last],
          });
      },
      end() {
        const { first } = state;
        if (!first || state.resumed) return;
        // An error instead of a stream is http/error-before-stream's and lifecycle/error-then-failed's.
        if (first.type === "error") return;
        exercised();
        if (first === created || (created && isAmbient(dialect, first))) return;
        report("not-first", {
          at: first,
          expected: "response.created",
          actual: first.type,
          related: [created],
          args: { type: first.type },
        });
      },
    };
  },
  faults: [
    {
      name: "response.created is not sent",
      tape: "text",
      edit: drop("response.created"),
      finds: ["not-first"],
    },
    {
      name: "response.in_progress comes before it",
      tape: "text",
      edit: moveBefore("response.in_progress", 0, "response.created"),
      finds: ["not-first"],
    },
    {
      name: "it is sent twice",
      tape: "text",
      edit: duplicate("response.created"),
      finds: ["again"],
    },
    {
      name: "another response begins in the middle",
      tape: "text",
      edit: onEvents((events) =>
        renumber([
          ...events.slice(0, find(events, "response.output_text.delta", 1)),
          ...another(events),
        ]),
      ),
      finds: ["again"],
    },
    {
      name: "another response follows on the same stream",
      tape: "text",
      edit: onEvents((events) => renumber([...events.slice(0, -1), ...another(events)])),
      finds: ["again"],
    },
    {
      name: "the tools of an MCP server are listed before it",
      tape: "text",
      edit: onEvents((events) => {
        const type = "response.mcp_list_tools.in_progress";
        const payload = { type, output_index: 0, item_id: "mcpl_1" };
        return renumber([{ event: type, payload }, ...events]);
      }),
      finds: ["not-first"],
      alsoFires: ["item/added-before-use"],
      dialects: ["openai"],
    },
    {
      name: "neither response.created nor response.in_progress is sent",
      tape: "text",
      edit: chain(drop("response.created"), drop("response.in_progress")),
      finds: ["not-first"],
    },
    {
      name: "response.completed is all that is sent",
      tape: "text",
      edit: onEvents((events) => renumber(events.slice(-2))),
      finds: ["not-first"],
      alsoFires: ["item/done-equals-output"],
    },
  ],
});
