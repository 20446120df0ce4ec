import { onTestFinished } from "vitest";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { JudgingDialect } from "../checker/checker.ts";
import { loadBuiltinDialect, type BaseDialect } from "../dialect/dialect.ts";
import type { Rule } from "../engine/rule.ts";
import { isObject, parseJson, type Json, type JsonObject } from "../json/json.ts";
import type { DialectResult, RunResult } from "../result/run.ts";
import { readScenario } from "../scenario/read-scenario.ts";
import type { Scenario } from "../scenario/types.ts";
import { loadSchemas } from "../schema/index.ts";
import { httpServer, type TestServer } from "../transport/server.testing.ts";
import { runScenarios } from "./run.ts";
import type { RunOptions } from "./types.ts";

/** A request as a test's endpoint sees it. */
export interface ReceivedRequest {
  method: string;
  /** Path below `/v1`, with its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: JsonObject;
  /** How many requests with this method and path came before. */
  nth: number;
}

/** An answer; a function writes it by hand. */
export type Reply =
  | { status?: number; json: Json; headers?: Record<string, string> }
  | { status?: number; text: string; headers?: Record<string, string> }
  | ((response: ServerResponse, request: IncomingMessage) => void);

export interface FakeEndpoint extends TestServer {
  /** Up to and including /v1. */
  baseUrl: string;
  asked: ReceivedRequest[];
  /** `POST /responses`, in the order they came. */
  log(): string[];
}

/** Closes something after the present test. */
export const closing = (close: () => Promise<unknown>): void =>
  onTestFinished(async () => void (await close()));

/** A fake endpoint that is closed after the present test. */
export async function serving(answer?: Answer): Promise<FakeEndpoint> {
  const server = await fakeEndpoint(answer);
  closing(() => server.close());
  return server;
}

/** Answers a request in its own way; undefined leaves it to the endpoint. */
export type Answer = (asked: ReceivedRequest) => Reply | undefined;

let responses = 0;

/** A response object, small but enough for what the runner looks at. */
export function responseObject(extra: JsonObject = {}, text = "Hello."): JsonObject {
  return {
    id: `resp_${++responses}`,
    object: "response",
    status: "completed",
    output: [
      {
        type: "message",
        role: "assistant",
        content: [{ type: "output_text", text, annotations: [] }],
      },
    ],
    usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
    ...extra,
  };
}

export const callItem = (callId = "call_1"): JsonObject => ({
  type: "function_call",
  call_id: callId,
  name: "f",
  arguments: "{}",
});

/** Frames of events, without the end of the stream. */
export function frames(...events: JsonObject[]): string {
  return events
    .map((event, index) => ({ ...event, sequence_number: index }))
    .map(
      (event) =>
        `event: ${String((event as JsonObject)["type"])}\ndata: ${JSON.stringify(event)}\n\n`,
    )
    .join("");
}

/** A short stream of a response. */
export function stream(response: JsonObject): Reply {
  const created = {
    type: "response.created",
    response: { ...response, status: "in_progress", output: [] },
  };
  const text = `${frames(created, { type: "response.completed", response })}data: [DONE]\n\n`;
  return { text, headers: { "content-type": "text/event-stream" } };
}

export const refusal = (status: number, message = "no", extra: JsonObject = {}): Reply => ({
  status,
  json: { error: { message, type: "invalid_request_error", code: null, param: null, ...extra } },
});

/** Serves `POST /responses` in both ways; `answer` may answer anything in its own way. */
async function fakeEndpoint(answer: Answer = () => undefined): Promise<FakeEndpoint> {
  const asked: ReceivedRequest[] = [];
  const server = await httpServer((request, response, body) => {
    const { method = "", url = "", headers } = request;
    const path = url.replace(/^\/v1/, "");
    const parsed = parseJson(body);
    const nth = asked.filter((one) => one.method === method && one.path === path).length;
    const one: ReceivedRequest = {
      method,
      path,
      headers,
      body: "value" in parsed && isObject(parsed.value) ? parsed.value : {},
      nth,
    };
    asked.push(one);
    const reply = answer(one) ?? usual(one);
    if (typeof reply === "function") return reply(response, request);
    const type = "json" in reply ? "application/json" : "text/plain";
    response.writeHead(reply.status ?? 200, { "content-type": type, ...reply.headers });
    response.end("json" in reply ? JSON.stringify(reply.json) : reply.text);
  });
  return {
    ...server,
    baseUrl: `${server.url}/v1`,
    asked,
    log: () => asked.map(({ method, path }) => `${method} ${path}`),
  };
}

function usual({ method, path, body }: ReceivedRequest): Reply {
  if (method !== "POST" || path !== "/responses") return refusal(404, "no such route");
  const response = honouring(body);
  return body["stream"] === true ? stream(response) : { json: response };
}

/** A response on which what probes ask for has an effect: tools and earlier turns cost tokens, a format gives JSON. */
function honouring(body: JsonObject): JsonObject {
  const shown = ["tools", "previous_response_id"].filter((field) => body[field] !== undefined);
  const usage = {
    input_tokens: 3 + shown.length,
    output_tokens: 2,
    total_tokens: 5 + shown.length,
    output_tokens_details: { reasoning_tokens: body["reasoning"] === undefined ? 0 : 1 },
  };
  const text = body["text"] === undefined ? "Hello." : '{"greeting":"Hello."}';
  return responseObject(
    { usage, ...(body["background"] === true ? { background: true } : {}) },
    text,
  );
}

/** A scenario from YAML without its head: suite and name come from the id. */
export function scenario(id: string, yaml: string): Scenario {
  const text = `id: ${id}\ntitle: A test\nspec: [openresponses]\n${yaml}`;
  const { scenario: read, problems } = readScenario(text, {
    file: `${id}.yaml`,
    id,
    ruleIds: undefined,
  });
  const wrong = [...problems.shape, ...problems.meaning];
  if (!read || wrong.length > 0) throw new Error(JSON.stringify(wrong));
  return read;
}

/** A scenario with one turn that says which it is, so that a test's endpoint can tell it from the gate. */
export const turn = (id: string, rest = "expect: { status: 200 }", extra = ""): Scenario =>
  scenario(
    id,
    `${extra}steps:\n  - id: ask\n    post: /responses\n    body: { input: "${id}" }\n    ${rest}\n`,
  );

/** Answers the requests of that turn only. */
export const to =
  (id: string, reply: Answer): Answer =>
  (asked) =>
    asked.body["input"] === id ? reply(asked) : undefined;

/** A scenario with one plain turn. */
export const plainTurn = (id = "test/plain"): Scenario =>
  scenario(
    id,
    "steps:\n  - id: ask\n    post: /responses\n    body: { input: hi }\n    expect: { status: 200 }\n",
  );
/** A scenario with one streamed turn. */
export const streamedTurn = (id = "test/streamed"): Scenario =>
  scenario(
    id,
    "needs: [stream]\nsteps:\n  - id: ask\n    post: /responses\n    body: { input: hi, stream: true }\n    expect: { status: 200, events: { contains: [response.completed] } }\n",
  );

export async function dialect(name: BaseDialect = "openresponses"): Promise<JudgingDialect> {
  const dialect = loadBuiltinDialect(name);
  return { dialect, schemas: await loadSchemas(dialect) };
}

/** Options with which a run against a test's endpoint is quick; no rules judge unless some are given. */
export async function options(
  baseUrl: string,
  scenarios: Scenario[],
  rest: Partial<Omit<RunOptions, "endpoint">> & { endpoint?: Partial<RunOptions["endpoint"]> } = {},
): Promise<RunOptions> {
  const { endpoint, ...others } = rest;
  return {
    dialects: [await dialect()],
    scenarios,
    rules: [] as Rule[],
    capabilities: {},
    provoke: {},
    timeouts: { connect: 5000, headers: 5000, idle: 5000, total: 20_000 },
    limits: { eventBytes: 1 << 20, streamBytes: 1 << 24 },
    concurrency: 4,
    retries: 2,
    retryPause: 1,
    grace: 50,
    failFast: false,
    redoPrefix: "responses-conformance",
    tool: { name: "responses-conformance", version: "0.0.0" },
    ...others,
    endpoint: { baseUrl, model: "m", apiKey: undefined, headers: {}, ...endpoint },
  } as RunOptions;
}

/** Runs scenarios against a test's endpoint. */
export async function run(
  { baseUrl }: { baseUrl: string },
  scenarios: Scenario[],
  rest: Parameters<typeof options>[2] = {},
): Promise<RunResult> {
  return runScenarios(await options(baseUrl, scenarios, rest));
}

/** What the first dialect says of a scenario. */
export function resultOf(result: RunResult, id: string): DialectResult {
  const found = result.scenarios.find((one) => one.id === id)?.results[0];
  if (!found) throw new Error(`${id} is not in the result`);
  return found;
}

/** `id: verdict` of all scenarios, in order. */
export const verdicts = (result: RunResult): string[] =>
  result.scenarios.map(({ id, results }) => `${id}: ${results.map((r) => r.verdict).join(" ")}`);
