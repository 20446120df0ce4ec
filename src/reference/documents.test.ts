import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type Json, type JsonObject, objectAt, stringAt } from "../json/json.ts";
import { startReferenceServer, streamErrorModel, type ReferenceServer } from "./index.ts";
import { Client, weatherTool } from "./test-kit.ts";

/** Where the two published OpenAPI documents are, if they are there. */
const folder = resolve(process.env["SHARED_DIR"] ?? "../shared", "spec");
const openResponses = resolve(folder, "openresponses-2026-04-24.openapi.json");
const openai = resolve(folder, "openai-responses.openapi.json");

let server: ReferenceServer;
let client: Client;
beforeAll(async () => {
  server = await startReferenceServer();
  client = new Client(server);
});
afterAll(() => server.close());

/** A published document as validators. `errata` corrects what no server keeps to. */
function documentOf(
  file: string,
  errata: (schemas: JsonObject) => void,
): (name: string) => ValidateFunction | undefined {
  const document = JSON.parse(readFileSync(file, "utf8")) as JsonObject;
  errata(objectAt(objectAt(document, "components"), "schemas") ?? {});
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat("unixtime", true);
  ajv.addSchema(plain(document) as JsonObject, "document");
  return (name) => ajv.getSchema(`document#/components/schemas/${name}`);
}

/** Drops keywords that JSON Schema 2020-12 does not know. */
function plain(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value ?? null;
  const kept = Object.entries(value).filter(
    ([key]) => key !== "discriminator" && !key.startsWith("$recursive"),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, plain(inner)]));
}

/** Definition names by event type. */
function eventNames(file: string): Map<string, string> {
  const document = JSON.parse(readFileSync(file, "utf8")) as JsonObject;
  const schemas = Object.entries(objectAt(objectAt(document, "components"), "schemas") ?? {});
  const typed = schemas.flatMap(([name, schema]) => {
    const options = objectAt(objectAt(objectAt({ schema }, "schema"), "properties"), "type")?.[
      "enum"
    ];
    const type = Array.isArray(options) && options.length === 1 ? options[0] : undefined;
    return name.endsWith("Event") && typeof type === "string" ? [[type, name] as const] : [];
  });
  return new Map(typed);
}

const prompts: [string, JsonObject][] = [
  ["text", { input: "Hello" }],
  ["unicode", { input: "Say: 日本語 🎉" }],
  ["call", { input: "Weather in Rome?", tools: [weatherTool] }],
  ["parallel calls", { input: "Weather in Rome and Oslo?", tools: [weatherTool] }],
  [
    "named call",
    { input: "Hi", tools: [weatherTool], tool_choice: { type: "function", name: "get_weather" } },
  ],
  [
    "allowed tools",
    {
      input: "Hi",
      tools: [weatherTool],
      tool_choice: {
        type: "allowed_tools",
        mode: "auto",
        tools: [{ type: "function", name: "get_weather" }],
      },
    },
  ],
  ["cut short", { input: "Count from 1 to 99", max_output_tokens: 16 }],
  [
    "reasoning",
    {
      input: "Hi",
      reasoning: { effort: "low", summary: "detailed" },
      include: ["reasoning.encrypted_content"],
    },
  ],
  [
    "log probabilities",
    { input: "Say hello there", include: ["message.output_text.logprobs"], top_logprobs: 2 },
  ],
  [
    "structured",
    {
      input: "Hi",
      text: {
        format: {
          type: "json_schema",
          name: "n",
          schema: { type: "object", properties: {}, additionalProperties: false },
        },
      },
    },
  ],
  ["json object", { input: "Hi", text: { format: { type: "json_object" } } }],
  ["refusal", { input: "Please refuse." }],
  ["background", { input: "Hi", background: true }],
  ["failure", { input: "Count to 9", model: streamErrorModel }],
  [
    "all fields",
    {
      input: "Hi",
      instructions: "Be kind.",
      temperature: 0.5,
      top_p: 0.5,
      metadata: { a: "b" },
      truncation: "auto",
      service_tier: "flex",
      user: "u",
      max_tool_calls: 3,
      prompt_cache_key: "k",
      safety_identifier: "s",
      presence_penalty: 1,
      frequency_penalty: -1,
    },
  ],
];

/** What a definition says about a value: nothing when it is valid. */
function verdict(name: string, validate: ValidateFunction | undefined, value: Json): string[] {
  if (validate === undefined) return [`no definition for ${name}`];
  validate(value);
  return (validate.errors ?? []).map(
    (error) => `${name}${error.instancePath} ${error.message ?? ""}`,
  );
}

/** A published document, and what its definitions are called. */
interface Document {
  names: Map<string, string>;
  response: string;
  compaction: string;
  definition: (name: string) => ValidateFunction | undefined;
}

const there = existsSync(openResponses) && existsSync(openai);
if (!there)
  console.log(`left out: validation against the OpenAPI documents, which are not in ${folder}`);

/** Both documents with what every server has to be forgiven; none where they are not at hand. */
function readDocuments(): Document[] {
  if (!there) return [];
  return [
    {
      names: eventNames(openResponses),
      response: "ResponseResource",
      compaction: "CompactResource",
      // The sent schema comes back, although the document only knows null there.
      definition: documentOf(openResponses, (schemas) => {
        const properties = objectAt(objectAt(schemas, "JsonSchemaResponseFormat"), "properties");
        if (properties !== undefined) properties["schema"] = {};
      }),
    },
    {
      names: eventNames(openai),
      response: "Response",
      compaction: "CompactResource",
      // On the wire usage and the format's description may be null, and the error event is nested.
      definition: documentOf(openai, (schemas) => {
        schemas["ResponseUsage"] = { anyOf: [schemas["ResponseUsage"] ?? {}, { type: "null" }] };
        const properties = objectAt(
          objectAt(schemas, "TextResponseFormatJsonSchema"),
          "properties",
        );
        if (properties !== undefined) properties["description"] = {};
        schemas["ResponseErrorEvent"] = {
          type: "object",
          required: ["type", "error", "sequence_number"],
        };
      }),
    },
  ];
}

describe("the published documents", () => {
  const documents = readDocuments();

  it.each(prompts)("accept every event of: %s", async (_name, body) => {
    const { events } = await client.stream(body);
    expect(events.length).toBeGreaterThan(5);
    const found = documents.flatMap(({ names, definition }) =>
      events.flatMap((event) =>
        verdict(event.type, definition(names.get(event.type) ?? ""), event),
      ),
    );
    expect(found).toEqual([]);
  });

  it("accept the JSON answers", async () => {
    const { json } = await client.create({
      input: [
        {
          role: "user",
          content: [{ type: "input_image", image_url: "data:image/png;base64,AA==" }],
        },
      ],
    });
    const compact = await client.send("POST", "/responses/compact", { model: "m", input: "Hi" });
    const items = await client.get(`/responses/${stringAt(json, "id")}/input_items`);
    const tokens = await client.send("POST", "/responses/input_tokens", {
      model: "m",
      input: "Hi",
    });
    const found = documents.flatMap(({ response, compaction, definition }) => [
      ...verdict(response, definition(response), json),
      ...verdict(compaction, definition(compaction), compact.json),
    ]);
    expect(found).toEqual([]);
    const lists = documents
      .slice(1)
      .flatMap(({ definition }) => [
        ...verdict("list", definition("ResponseItemList"), items.json),
        ...verdict("tokens", definition("TokenCountsResource"), tokens.json),
      ]);
    expect([items.status, tokens.status, ...lists]).toEqual([200, 200]);
  });

  it("know custom tool calls, in OpenAI's reference", async () => {
    const { events } = await client.stream({
      input: "Note it",
      tools: [{ type: "custom", name: "note" }],
      tool_choice: "required",
    });
    const found = documents
      .slice(1)
      .flatMap(({ names, definition }) =>
        events.flatMap((event) =>
          verdict(event.type, definition(names.get(event.type) ?? ""), event),
        ),
      );
    expect(found).toEqual([]);
    expect(events.map((event) => event.type)).toContain("response.custom_tool_call_input.done");
  });
});
