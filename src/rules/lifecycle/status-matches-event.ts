import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { eventRow } from "../../protocol/events.ts";
import { openStatuses, terminalStatuses } from "../../protocol/statuses.ts";
import { defineRule } from "../../engine/rule.ts";

/** The statuses of a response that comes as plain JSON. */
const known = [...openStatuses, ...terminalStatuses];

export default defineRule({
  id: "lifecycle/status-matches-event",
  title: "The status of the response in an event matches the type of the event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses/object#status"],
  owns: [{ definition: /^objects\/response$/, pointer: /(^|\/response)\/status$/ }],
  messages: {
    differs: "the response in {{type}} has status {{status}}",
    unknown: "the response has the unknown status {{status}}",
  },
  observe({ report, exercised }) {
    return {
      snapshot({ response, event, pointer }) {
        // Plain JSON that is no response at all is schema/response's.
        if (!event && stringAt(response, "object") !== "response") return;
        exercised();
        const allowed = (event && eventRow(event.type)?.statuses) ?? known;
        const { status } = response;
        if (typeof status === "string" && allowed.includes(status)) return;
        const evidence = {
          at: event,
          pointer: `${pointer}/status`,
          expected: allowed.join(" or "),
          actual: show(status, 80),
        };
        if (event)
          report("differs", { ...evidence, args: { type: event.type, status: show(status, 80) } });
        else report("unknown", { ...evidence, args: { status: show(status, 80) } });
      },
    };
  },
});
