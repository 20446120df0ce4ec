import { isObject, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { malformed } from "./request.ts";

export default defineRule({
  id: "http/error-status",
  title: "A refused request has an error status, and a malformed request has a 4xx status",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses/create"],
  explains: { status: true },
  messages: {
    served: "the server sent an error body with status {{status}}",
    accepted: "the server accepted a request with {{fault}}; expected a 4xx status",
    crashed: "the server answered a request with {{fault}} with status 500; expected a 4xx status",
  },
  observe({ exchange, state, head, report, exercised }) {
    const fault = malformed(exchange);
    let served = false;
    return {
      snapshot({ response, terminal }) {
        served ||= terminal && stringAt(response, "status") !== "failed";
      },
      end() {
        if (exchange.source !== "http" || fault === undefined || !served || state.error) return;
        exercised();
        report("accepted", {
          expected: "status 400",
          actual: `status ${head()?.status ?? "unknown"}, and a response`,
          args: { fault },
        });
      },
      open({ status }) {
        if (fault === undefined || status < 400) return;
        exercised();
        if (status === 500)
          report("crashed", { expected: "status 400", actual: "status 500", args: { fault } });
      },
      body({ value }) {
        const status = head()?.status;
        if (status === undefined || status >= 300 || !isObject(value)) return;
        exercised();
        // A response that failed carries its error too, and is a success of HTTP.
        if ((value["error"] ?? null) === null) return;
        if (stringAt(value, "object") === "response") return;
        report("served", {
          pointer: "/error",
          expected: "a status from 400 on",
          actual: `status ${status}`,
          args: { status },
        });
      },
    };
  },
});
