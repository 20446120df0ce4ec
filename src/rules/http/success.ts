import { isObject, stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { onBody, onHead } from "../../tape/edits.ts";
import { isCreate } from "./request.ts";

export default defineRule<"status" | "unfinished">({
  id: "http/success",
  title: "a served POST is answered with 200, and a foreground JSON answer is finished",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#http-requests", "openai:responses/create"],
  messages: {
    status: "a POST was answered with status {{status}}, which is neither 200 nor a refusal",
    unfinished: 'the JSON answer to a foreground request has the status "{{status}}"',
  },
  observe({ exchange, report, exercised }) {
    const { request } = exchange;
    return {
      open({ status }) {
        if (request?.method !== "POST" || status >= 400) return;
        exercised();
        if (status !== 200)
          report("status", {
            expected: "status 200",
            actual: `status ${status}`,
            args: { status },
          });
      },
      snapshot({ response, event, pointer }) {
        if (event || !isCreate(exchange) || !isObject(request?.body)) return;
        if (request.body["stream"] === true || request.body["background"] === true) return;
        const status = stringAt(response, "status");
        if (status === undefined) return;
        exercised();
        if (status === "queued" || status === "in_progress")
          report("unfinished", {
            pointer: `${pointer}/status`,
            expected: "completed, incomplete or failed",
            actual: status,
            args: { status },
          });
      },
    };
  },
  faults: [
    {
      name: "a stream is answered with 201",
      tape: "text",
      edit: onHead((head) => ({ ...head, status: 201 })),
      finds: ["status"],
    },
    {
      name: "a refusal comes with a status of redirects",
      tape: "refused",
      edit: onHead((head) => ({ ...head, status: 300 })),
      finds: ["status"],
    },
    {
      name: "a plain turn comes back queued",
      tape: "plain",
      edit: onBody((body) => ({
        ...body,
        status: "queued",
        output: [],
        usage: null,
        completed_at: null,
      })),
      finds: ["unfinished"],
    },
    {
      name: "a plain turn comes back in progress",
      tape: "plain",
      edit: onBody((body) => ({
        ...body,
        status: "in_progress",
        output: [],
        usage: null,
        completed_at: null,
      })),
      finds: ["unfinished"],
    },
  ],
});
