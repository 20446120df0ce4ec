import { isObject, objectAt, stringAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { chain, onBody, onExchange, onHead, onText } from "../../tape/edits.ts";
import { gist, malformed } from "./request.ts";

export const errorStatus = defineRule<"served" | "crashed">({
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
  faults: [
    {
      name: "an error comes with status 200",
      tape: "chain-unknown",
      edit: onHead((head) => ({ ...head, status: 200 }), 1),
      finds: ["served"],
    },
    {
      name: "a request for a stream is answered with an error and status 200",
      tape: "text",
      edit: chain(
        onHead(({ status }) => ({ status, headers: { "content-type": "application/json" } })),
        onText(() => '{"error":{"message":"Overloaded.","type":"server_error"}}'),
        onExchange((exchange) => ({ ...exchange, form: "json" })),
      ),
      finds: ["served"],
    },
    {
      name: "a request without input breaks the server",
      tape: "refused",
      edit: onHead((head) => ({ ...head, status: 500 })),
      finds: ["crashed"],
    },
  ],
});

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

export const errorBody = defineRule<"not-json" | "no-error" | "field" | "unknown-type">({
  id: "http/error-body",
  title: "a refusal says what is wrong, in the form of an error",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses/create"],
  messages: {
    "not-json": "the body of a refusal with status {{status}} is no JSON",
    "no-error": "the body of a refusal with status {{status}} has no error object",
    field: "error.{{field}} of a refusal is wrong or missing",
    "unknown-type": 'error.type is "{{type}}", which the specification does not name',
  },
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
        for (const [field, check, expected] of fields)
          if (!check(error[field]))
            report("field", {
              pointer: `/error/${field}`,
              expected,
              actual: show(error[field]),
              args: { field },
              key: field,
            });
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
  faults: [
    {
      name: "a web page instead of an error",
      tape: "refused",
      edit: onText(() => "<html><body>Bad Request</body></html>"),
      finds: ["not-json"],
    },
    {
      name: "an empty body",
      tape: "refused",
      edit: onText(() => ""),
      finds: ["not-json"],
    },
    {
      name: "the error is only a text",
      tape: "refused",
      edit: onBody(() => ({ error: "Missing input" })),
      finds: ["no-error"],
    },
    {
      name: "the fields of the error are not within `error`",
      tape: "refused",
      edit: onBody((body) => objectAt(body, "error") ?? null),
      finds: ["no-error"],
    },
    {
      name: "the code is a number",
      tape: "refused",
      edit: onBody((body) => ({ error: { ...objectAt(body, "error"), code: 400 } })),
      finds: ["field"],
    },
    {
      name: "no field is what it should be",
      tape: "refused",
      edit: onBody(() => ({ error: { message: ["No."], type: 400, param: 1, code: {} } })),
      finds: ["field"],
    },
    {
      name: "an error page of a proxy",
      tape: "refused",
      edit: onText(() => `\n<html>${"<p>The upstream does not answer.</p>".repeat(20)}</html>`),
      finds: ["not-json"],
    },
    {
      name: "the type is a whole sentence",
      tape: "refused",
      edit: onBody((body) => ({
        error: { ...objectAt(body, "error"), type: "The request has no input. ".repeat(8) },
      })),
      finds: ["unknown-type"],
      dialects: ["openresponses"],
    },
    {
      name: "the type is of the server's own making",
      tape: "refused",
      edit: onBody((body) => ({ error: { ...objectAt(body, "error"), type: "BadRequestError" } })),
      finds: ["unknown-type"],
      dialects: ["openresponses"],
    },
  ],
});
