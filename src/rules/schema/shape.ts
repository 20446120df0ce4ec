import { defineRule } from "../../engine/rule.ts";
import { chain, onBody, patch } from "../../tape/edits.ts";
import { reportAll } from "./owned.ts";

type Messages = "invalid";

const isEvent = (definition: string): boolean => definition.startsWith("events/");
const isItem = (definition: string): boolean => /^(items|parts|annotations)\//.test(definition);
const isBody = (definition: string): boolean => definition.startsWith("bodies/");
const isResponse = (definition: string): boolean =>
  !isEvent(definition) && !isItem(definition) && !isBody(definition);

/** Event types whose payload carries an output item or a content part. */
const carriesItem =
  /^response\.(output_item|content_part|reasoning_summary_part|output_text\.annotation)\./;

export const schemaEvent = defineRule<Messages>({
  id: "schema/event",
  title: "each event is valid against the schema of its type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: { invalid: "{{definition}}: {{message}}" },
  observe(context) {
    return {
      every(event) {
        if (!context.schemas.eventTypes.has(event.type)) return;
        context.exercised();
        reportAll(context, context.violations(event), isEvent, event);
      },
    };
  },
  faults: [
    {
      name: "the done event of a summary part has no part",
      tape: "summary",
      edit: patch("response.reasoning_summary_part.done", 0, "/part", undefined),
      finds: ["invalid"],
      alsoFires: ["part/pairing"],
    },
    {
      name: "logprobs is a text",
      tape: "text",
      edit: patch("response.output_text.done", 0, "/logprobs", "none"),
      finds: ["invalid"],
    },
  ],
});

export const schemaResponse = defineRule<Messages>({
  id: "schema/response",
  title: "each snapshot of the response is valid against the schema of a response",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  messages: { invalid: "{{definition}}: {{message}}" },
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
      name: "top_logprobs of a plain answer is a string",
      tape: "plain",
      edit: onBody((body) => ({ ...body, top_logprobs: "0" })),
      finds: ["invalid"],
    },
  ],
});

export const schemaItem = defineRule<Messages>({
  id: "schema/item",
  title: "each output item and content part is valid against the schema of its type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses/object#output"],
  messages: { invalid: "{{definition}}: {{message}}" },
  observe(context) {
    return {
      every(event) {
        if (!carriesItem.test(event.type)) return;
        context.exercised();
        reportAll(context, context.violations(event), isItem, event);
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
      name: "a reasoning item of a stream has no summary",
      tape: "summary",
      edit: patch("response.output_item.added", 0, "/item/summary", undefined),
      finds: ["invalid"],
    },
  ],
});

export const schemaBody = defineRule<Messages>({
  id: "schema/body",
  title: "each JSON body is valid against its schema",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses"],
  messages: { invalid: "{{definition}}: {{message}}" },
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
