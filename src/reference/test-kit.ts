import { isObject, type Json, type JsonObject, objectAt, parseJson } from "../json/json.ts";
import type { ReferenceServer } from "./server.ts";
import type { StreamEvent } from "./types.ts";

/** An answer as a test looks at it. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; an empty object when it is not a JSON object. */
  json: JsonObject;
  /** The events of a stream, `[DONE]` apart. */
  events: StreamEvent[];
  /** The last frame is `[DONE]`. */
  done: boolean;
}

/** A frozen clock: 2026-01-01 in milliseconds. */
export const frozen = (): number => 1_767_225_600_000;

/** A tool that takes a city and a unit. */
export const weatherTool: JsonObject = {
  type: "function",
  name: "get_weather",
  description: "The weather of a city.",
  parameters: {
    type: "object",
    properties: {
      city: { type: "string" },
      unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    },
    required: ["city", "unit"],
    additionalProperties: false,
  },
  strict: true,
};

/** Sends requests to a server; JSON bodies, no key. */
export class Client {
  readonly url: string;

  constructor(server: ReferenceServer) {
    this.url = server.url;
  }

  async send(
    method: string,
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...content,
    });
    return readReply(answer);
  }

  get(path: string): Promise<Reply> {
    return this.send("GET", path);
  }

  /** POST /responses, with a model unless the body names one. */
  create(body: JsonObject): Promise<Reply> {
    return this.send("POST", "/responses", { model: "test-model", ...body });
  }

  /** A streamed POST /responses. */
  stream(body: JsonObject): Promise<Reply> {
    return this.create({ stream: true, ...body });
  }
}

/** Streams a response, hangs up after the first bytes, and gives its id. */
export async function dropStream({ url }: Client, body: JsonObject): Promise<string> {
  const answer = await fetch(`${url}/responses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "test-model", stream: true, ...body }),
  });
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return /resp_\w+/.exec(Buffer.from(first?.value ?? []).toString())?.[0] ?? "";
}

const payloadsOf = (text: string): string[] =>
  text.match(/^data: .*$/gm)?.map((line) => line.slice(6)) ?? [];

/** The events of a stream's text. */
export const eventsOf = (text: string): StreamEvent[] =>
  payloadsOf(text).flatMap((data) => (parsed(data) as StreamEvent | undefined) ?? []);

async function readReply(answer: Response): Promise<Reply> {
  const text = await answer.text();
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: isStream ? {} : (parsed(text) ?? {}),
    events: isStream ? eventsOf(text) : [],
    done: payloadsOf(text).at(-1) === "[DONE]",
  };
}

/** A JSON object, or undefined for anything else: faulty servers send such things. */
function parsed(text: string): JsonObject | undefined {
  const result = parseJson(text);
  return "value" in result && isObject(result.value) ? result.value : undefined;
}

/** The text of a response object: all output_text parts. */
export function textOf(response: Json | undefined): string {
  const output = objectAt({ response }, "response")?.["output"];
  const items = Array.isArray(output) ? output : [];
  return items
    .flatMap((item) => objectAt({ item }, "item")?.["content"] ?? [])
    .map((part) => String(objectAt({ part }, "part")?.["text"] ?? ""))
    .join("");
}

/** The function and custom tool calls of a response object. */
export function callsOf(response: Json | undefined): JsonObject[] {
  const output = objectAt({ response }, "response")?.["output"];
  const items = Array.isArray(output) ? (output as JsonObject[]) : [];
  return items.filter((item) => String(item["type"]).endsWith("_call"));
}

/** The terminal response object of a stream. */
export function finalOf(reply: Reply): JsonObject {
  return objectAt(reply.events.at(-1), "response") ?? {};
}
