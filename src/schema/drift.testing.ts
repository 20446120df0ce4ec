/** For tests of `schemas:drift`: a small dialect with a document that says the same. */
import type { Json, JsonObject } from "../json/json.ts";

/** A small dialect: two events, a response, two items. */
export const definitions: Record<string, JsonObject> = {
  "events/response.created": {
    type: "object",
    required: ["type", "sequence_number", "response"],
    properties: {
      type: { const: "response.created" },
      sequence_number: { type: "integer" },
      response: { type: "object", "x-definition": "objects/response" },
    },
  },
  "events/response.output_text.delta": {
    type: "object",
    required: ["type", "sequence_number", "delta"],
    properties: {
      type: { const: "response.output_text.delta" },
      sequence_number: { type: "integer" },
      delta: { type: "string" },
    },
  },
  "objects/response": {
    type: "object",
    required: ["id", "status", "output"],
    properties: {
      id: { type: "string" },
      status: { enum: ["in_progress", "completed"] },
      temperature: { type: ["number", "null"] },
      // As text, since an object with a member of the name "then" must not be awaited.
      tool_choice: JSON.parse(`{
        "type": ["string", "object"],
        "if": { "type": "string" },
        "then": { "enum": ["none", "auto"] },
        "required": ["type"],
        "properties": { "type": { "type": "string" } }
      }`),
      output: { type: "array", items: { type: "object", "x-dispatch": "items" } },
    },
  },
  "items/message": {
    type: "object",
    required: ["type", "text"],
    properties: { type: { const: "message" }, text: { type: "string" } },
  },
  "items/call": {
    type: "object",
    required: ["type", "output"],
    properties: {
      type: { const: "call" },
      output: { type: ["string", "array"], items: { type: "string" } },
    },
  },
  "bodies/response": { type: "object", "x-definition": "objects/response" },
};

export const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** Schemas that say the same as the definitions, in the many ways in which documents say things. */
export const schemas = (): Record<string, JsonObject> => ({
  Created: {
    allOf: [
      ref("Numbered"),
      {
        type: "object",
        required: ["type", "response"],
        properties: {
          type: { type: "string", enum: ["response.created"] },
          response: { allOf: [ref("Response"), { description: "as it stands" }] },
        },
      },
    ],
  },
  Numbered: {
    properties: { sequence_number: { type: "integer", minimum: 0 } },
    required: ["sequence_number"],
  },
  Delta: {
    allOf: [
      ref("Numbered"),
      {
        type: "object",
        required: ["type", "delta"],
        properties: { type: { const: "response.output_text.delta" }, delta: { type: "string" } },
      },
    ],
  },
  Response: {
    type: "object",
    required: ["id", "status", "output"],
    properties: {
      id: { type: "string", pattern: "^resp_" },
      status: ref("Status"),
      temperature: { type: "number", nullable: true },
      tool_choice: {
        oneOf: [
          ref("Choice"),
          { type: "object", required: ["type"], properties: { type: { type: "string" } } },
        ],
      },
      output: { type: "array", items: ref("Item") },
    },
  },
  Status: { anyOf: [{ const: "in_progress" }, { type: "string", enum: ["completed"] }] },
  Choice: { type: "string", enum: ["none", "auto"] },
  Item: {
    oneOf: [ref("Message"), ref("Call")],
    discriminator: { propertyName: "type", mapping: { message: "#/components/schemas/Message" } },
  },
  Message: {
    type: "object",
    required: ["type", "text"],
    properties: { type: { type: "string" }, text: { type: "string" } },
  },
  Call: {
    type: "object",
    required: ["type", "output"],
    properties: {
      type: { type: "string", enum: ["call"] },
      output: { oneOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
    },
  },
});

export function openapi(
  components: Record<string, JsonObject>,
  events = ["Created", "Delta"],
): Json {
  const answer = {
    "application/json": { schema: ref("Response") },
    "text/event-stream": { schema: { oneOf: events.map(ref) } },
  };
  return {
    openapi: "3.1.0",
    info: { title: "Small", version: "1" },
    paths: { "/v1/responses": { post: { responses: { "200": { content: answer } } } } },
    components: { schemas: components },
  };
}

/** An OpenAPI document whose named schema has one text of its JSON replaced. */
export function edited(name: string, from: string, to: string): Json {
  const all = schemas();
  const before = JSON.stringify(all[name]);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${name} has no ${from}`);
  const changed: JsonObject = JSON.parse(after);
  return openapi({ ...all, [name]: changed });
}
