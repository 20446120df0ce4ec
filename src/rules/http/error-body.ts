import { type Json, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { gist } from "./request.ts";

/** Values of `type` that Open Responses names; it writes both `invalid_request` and `invalid_request_error`. */
const errorTypes = new Set([
  "server_error",
  "invalid_request",
  "invalid_request_error",
  "not_found",
  "model_error",
  "too_many_requests",
]);

const isText = (value: Json | undefined): boolean => typeof value === "string";

const fields: [name: string, check: (value: Json | undefined) => boolean, expected: string][] = [
  ["message", isText, "a string"],
  ["type", isText, "a string"],
  ["code", (value) => value === null || isText(value), "a string or null"],
  ["param", (value) => value === null || isText(value), "a string or null"],
];

export default defineRule({
  id: "http/error-body",
  title: "An error answer has a JSON body with an error object",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses/create"],
  messages: {
    "not-json": "the body of the answer with status {{status}} is not JSON",
    "no-error": "the body of the answer with status {{status}} has no error object",
    field: "{{fields}} missing or of the wrong type",
    "unknown-type": 'error.type is "{{type}}", which the specification does not list',
  },
  // A refusal that should not be is one mistake, however it is worded.
  messageYieldsTo: { field: ["state/chain"] },
  perDialect: true,
  observe({ exchange, dialect, head, report, exercised }) {
    if (exchange.source !== "http") return {};
    return {
      body({ text, value }) {
        const status = head()?.status ?? 0;
        if (status < 400) return;
        exercised();
        const shape = "{error: {message, type, code, param}}";
        const came = gist(text) || "an empty body";
        const args = { status };
        if (value === undefined) return report("not-json", { expected: shape, actual: came, args });
        const error = objectAt(value, "error");
        if (!error) return report("no-error", { expected: shape, actual: came, args });
        const wrong = fields.filter(([field, check]) => !check(error[field]));
        const [first] = wrong;
        if (first) {
          const [field, , expected] = first;
          report("field", {
            pointer: `/error/${field}`,
            expected: wrong.length === 1 ? expected : shape,
            actual: show(wrong.length === 1 ? error[field] : error),
            args: { fields: wrong.map(([name]) => `error.${name}`).join(", ") },
          });
        }
        const type = stringAt(error, "type");
        if (dialect.base !== "openresponses" || type === undefined) return;
        // A type of the server's own is recognised by its prefix.
        if (!errorTypes.has(type) && !type.includes(":"))
          report("unknown-type", {
            pointer: "/error/type",
            expected: [...errorTypes].join(", "),
            actual: type,
            args: { type: type.slice(0, 80) },
            level: "should",
          });
      },
    };
  },
});
