import { isObject, stringAt } from "../../json/json.ts";
import { openStatuses } from "../../protocol/statuses.ts";
import { defineRule } from "../../engine/rule.ts";
import { isCreate } from "./request.ts";
import { wrongStatus } from "./status.ts";

export default defineRule({
  id: "http/success",
  title: "A served POST has status 200, and a foreground JSON answer has a terminal status",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#http-requests", "openai:responses/create"],
  explains: { status: true },
  messages: {
    status: "the POST was answered with status {{status}}; expected 200, or an error status",
    unfinished: 'the foreground JSON answer has status "{{status}}"; expected a terminal status',
  },
  observe({ exchange, report, exercised }) {
    const { request } = exchange;
    let unproven = false;
    return {
      open({ status }) {
        // Of an answer whose request is not known the status counts as well.
        if (exchange.source !== "http" || status >= 400) return;
        if ((request?.method ?? "POST") !== "POST") return;
        // Of that answer, a good status alone does not say that it is one of this protocol: a response does.
        if (request || status !== 200) exercised();
        else unproven = true;
        if (status !== 200) report("status", wrongStatus(status, "200"));
      },
      snapshot({ response, event, pointer }) {
        if (unproven) exercised();
        unproven = false;
        if (event || !isCreate(exchange) || !isObject(request?.body)) return;
        if (request.body["stream"] === true || request.body["background"] === true) return;
        const status = stringAt(response, "status");
        if (status === undefined) return;
        exercised();
        if (openStatuses.has(status))
          report("unfinished", {
            pointer: `${pointer}/status`,
            expected: "completed, incomplete or failed",
            actual: status,
            args: { status },
          });
      },
    };
  },
});
