import { isObject, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { malformed } from "./request.ts";

export default defineRule({
  id: "http/error-status",
  title: "a refused request has an error status, and a malformed one is no server error",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses/create"],
  messages: {
    served: "an error came with status {{status}}",
    crashed: "a request with {{fault}} was answered with status 500, as if the server had failed",
  },
  observe({ exchange, head, report, exercised }) {
    const fault = malformed(exchange);
    return {
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
