import { isObject, objectAt, type JsonObject } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";
import { chain, onBody, patch, onEvents, patchSnapshots, renumber } from "../../tape/edits.ts";
import { isEvent } from "./event.ts";
import { reportAll } from "./owned.ts";

type Messages = "invalid";

const isItem = (definition: string): boolean => /^(items|parts|annotations)\//.test(definition);
const isResponse = (definition: string): boolean => !isEvent(definition) && !isItem(definition);

/** An object with some of the fields of another. */
const only = (object: JsonObject, fields: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([field]) => fields.includes(field)));

/** Event types whose payload carries an output item or a content part. */
const carriesItem =
  /^response\.(output_item|content_part|reasoning_summary_part|output_text\.annotation)\./;

export const schemaResponse = defineRule<Messages>({
  id: "schema/response",
  title: "each snapshot of the response is valid against the schema of a response",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  yieldsTo: ["state/not-found"],
  messages: { invalid: "{{definition}}: {{message}}" },
  perDialect: true,
  observe(context) {
    return {
      snapshot({ response, event }) {
        context.exercised();
        const violations = event
          ? context.violations(event)
          : context.schemas.body("response", response);
        reportAll(context, violations, isResponse, event);
      },
    };
  },
  faults: [
    {
      name: "tools is missing from every snapshot",
      tape: "text",
      edit: chain(
        ...["created", "in_progress", "completed"].map((name) =>
          patch(`response.${name}`, 0, "/response/tools", undefined),
        ),
      ),
      finds: ["invalid"],
    },
    {
      name: "the reason of an incomplete response is none of OpenAI's",
      tape: "incomplete",
      edit: patch("response.incomplete", 0, "/response/incomplete_details/reason", "length"),
      finds: ["invalid"],
      dialects: ["openai"],
    },
    {
      name: "top_logprobs of a plain answer is a string",
      tape: "plain",
      edit: onBody((body) => ({ ...body, top_logprobs: "0" })),
      finds: ["invalid"],
    },
    {
      name: "the opening snapshots hold an id, an object and a status only",
      tape: "text",
      edit: onEvents((events) => {
        for (const { payload } of events) {
          const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
          if (payload === "[DONE]" || response?.["status"] !== "in_progress") continue;
          payload["response"] = only(response, ["id", "object", "status"]);
        }
        return events;
      }),
      finds: ["invalid"],
      alsoFires: [
        "schema/timestamps",
        "lifecycle/failed-has-error",
        "lifecycle/incomplete-has-details",
      ],
      dialects: ["openai"],
    },
    {
      name: "the failed response holds a status and an error only",
      tape: "failed",
      edit: onEvents((events) => {
        const { payload } = events.at(-2) ?? {};
        const response = objectAt(payload, "response");
        if (!isObject(payload) || !response) throw new Error("the tape ends otherwise");
        payload["response"] = only(response, ["status", "error"]);
        return events;
      }),
      finds: ["invalid"],
      alsoFires: ["schema/timestamps", "lifecycle/incomplete-has-details"],
      dialects: ["openai"],
    },
    {
      name: "response.completed carries a response without id, object and model",
      tape: "text",
      edit: chain(
        ...["id", "object", "model"].map((field) =>
          patch("response.completed", 0, `/response/${field}`, undefined),
        ),
      ),
      finds: ["invalid"],
    },
    {
      name: "only snapshots are streamed, and the last one has no output",
      tape: "text",
      edit: chain(
        onEvents((events) =>
          renumber(
            events.filter(({ payload }) => payload === "[DONE]" || objectAt(payload, "response")),
          ),
        ),
        patch("response.completed", 0, "/response/output", undefined),
      ),
      finds: ["invalid"],
    },
    {
      name: "response.in_progress has no output",
      tape: "text",
      edit: patch("response.in_progress", 0, "/response/output", undefined),
      finds: ["invalid"],
    },
    {
      name: "response.in_progress does not say whether it runs in the background",
      tape: "text",
      edit: patch("response.in_progress", 0, "/response/background", undefined),
      finds: ["invalid"],
      dialects: ["openresponses"],
    },
    {
      name: "safety_identifier is left out",
      tape: "text",
      edit: patchSnapshots("/safety_identifier", undefined),
      finds: ["invalid"],
      dialects: ["openresponses"],
    },
    {
      name: "the text settings have no format",
      tape: "text",
      edit: patchSnapshots("/text", {}),
      finds: ["invalid"],
      dialects: ["openresponses"],
    },
    {
      name: "the verbosity of the text is null",
      tape: "text",
      edit: patchSnapshots("/text/verbosity", null),
      finds: ["invalid"],
      dialects: ["openresponses"],
    },
  ],
});

export const schemaItem = defineRule<Messages>({
  id: "schema/item",
  title: "each output item and content part is valid against the schema of its type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses/object#output"],
  messages: { invalid: "{{definition}}: {{message}}" },
  perDialect: true,
  observe(context) {
    return {
      forType(type) {
        if (!carriesItem.test(type)) return undefined;
        return (event) => {
          context.exercised();
          reportAll(context, context.violations(event), isItem, event);
        };
      },
      snapshot({ response, event }) {
        if (!Array.isArray(response["output"]) || response["output"].length === 0) return;
        context.exercised();
        const violations = event
          ? context.violations(event)
          : context.schemas.body("response", response);
        reportAll(context, violations, isItem, event);
      },
    };
  },
  faults: [
    {
      name: "a text part has no annotations",
      tape: "text",
      edit: chain(
        patch("response.content_part.done", 0, "/part/annotations", undefined),
        patch("response.output_item.done", 0, "/item/content/0/annotations", undefined),
        patch("response.completed", 0, "/response/output/0/content/0/annotations", undefined),
      ),
      finds: ["invalid"],
    },
    {
      name: "a message begins with a part that is nothing",
      tape: "text",
      edit: patch("response.output_item.added", 0, "/item/content", [{}]),
      finds: ["invalid"],
    },
    {
      name: "a reasoning item of a stream has no summary",
      tape: "summary",
      edit: patch("response.output_item.added", 0, "/item/summary", undefined),
      finds: ["invalid"],
    },
    {
      name: "the log probabilities of a finished text are null",
      tape: "text",
      edit: chain(
        patch("response.content_part.done", 0, "/part/logprobs", null),
        patch("response.output_item.done", 0, "/item/content/0/logprobs", null),
        patch("response.completed", 0, "/response/output/0/content/0/logprobs", null),
      ),
      finds: ["invalid"],
    },
  ],
});

export const schemaBody = defineRule<Messages>({
  id: "schema/body",
  title: "each JSON body is valid against its schema",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses"],
  yieldsTo: ["http/error-status"],
  messages: { invalid: "{{definition}}: {{message}}" },
  perDialect: true,
  observe(context) {
    return {
      body({ kind, value }) {
        // Responses have a rule of their own, and so has the error body (http/error-body).
        if (kind === undefined || kind === "response" || kind === "error" || value === undefined)
          return;
        context.exercised();
        reportAll(context, context.schemas.body(kind, value), () => true);
      },
    };
  },
  faults: [
    {
      name: "the answer to a delete has no id",
      tape: "deleted",
      edit: onBody(({ id: _, ...body }) => body, 1),
      finds: ["invalid"],
    },
  ],
});
