import { connect } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import type { JsonObject } from "../src/json/json.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import {
  referenceModel,
  startReferenceServer,
  streamErrorModel,
  variants,
  variantById,
  type ReferenceOptions,
} from "../src/reference/index.ts";
import type { RunResult } from "../src/result/run.ts";
import { runScenarios } from "../src/runner/run.ts";
import { loadScenarios } from "../src/scenario/load.ts";
import type { Scenario } from "../src/scenario/types.ts";
import { judging } from "./support/judge.ts";

const key = "sk-variant-0123456789";
const both: readonly BaseDialect[] = ["openresponses", "openai"];
const judges = new Map<BaseDialect, JudgingDialect>();
/** For each capability the first scenario that needs it, and some that need none: `selftest` runs them all. */
let scenarios: Scenario[] = [];
/** What the plain server says. */
let plain: Promise<string> | undefined;

beforeAll(async () => {
  for (const name of both) judges.set(name, await judging(name));
  const all = (await loadScenarios({ scenarioGlobs: [] })).scenarios;
  const byNeed = new Map(all.toReversed().flatMap((one) => one.needs.map((need) => [need, one])));
  scenarios = all.filter((one) => one.suite === "core" || [...byNeed.values()].includes(one));
});

/** The scenarios against the server in one of its variants, which is asked what it offers; judged in the dialects that it conforms to. */
async function judged(id: string): Promise<RunResult> {
  const server = await startReferenceServer({ apiKey: key, variant: id });
  const names = variantById(id).dialects ?? both;
  try {
    return await runScenarios({
      dialects: names.flatMap((name) => judges.get(name) ?? []),
      scenarios,
      capabilities: {},
      provoke: { streamError: { model: streamErrorModel } },
      timeouts: { connect: 5000, headers: 5000, idle: 10_000, total: 30_000 },
      limits: { eventBytes: 1 << 20, streamBytes: 1 << 24 },
      concurrency: 8,
      retries: 0,
      failFast: false,
      redoPrefix: "responses-conformance",
      tool: { name: "responses-conformance", version: "0.0.0" },
      endpoint: { baseUrl: server.url, apiKey: key, model: referenceModel, headers: {} },
    });
  } finally {
    await server.close();
  }
}

/** One request on a connection of its own: every byte of the answer but its date. */
async function bytesOf(
  port: number,
  method: string,
  path: string,
  body?: JsonObject,
): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const text = body === undefined ? "" : JSON.stringify(body);
  socket.write(
    `${method} /v1${path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\naccept-encoding: gzip, deflate, br\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString("latin1")
    .replace(/^date: .*$/im, "");
}

/** The bytes of a turn over WebSocket, until nothing more comes for a while. */
async function socketBytesOf(port: number, message: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    "GET /v1/responses HTTP/1.1\r\nhost: test\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n" +
      `sec-websocket-key: ${Buffer.alloc(16).toString("base64")}\r\nsec-websocket-extensions: permessage-deflate\r\n\r\n`,
  );
  const body = Buffer.from(message);
  // A text message with a mask of zeros, which leaves it as it is.
  const head = Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0]);
  socket.write(Buffer.concat([head, body]));
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  let heard = -1;
  while (heard !== chunks.length || heard === 0) {
    heard = chunks.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  socket.destroy();
  return Buffer.concat(chunks).toString("latin1");
}

/** What a server says, byte for byte, to a text turn, to one with calls, to the replay of the first, and over WebSocket. */
async function wire(options: ReferenceOptions): Promise<string> {
  const server = await startReferenceServer({ ...options, clock: () => 1_767_225_600_000 });
  const parameters = { type: "object", properties: {}, additionalProperties: false };
  const tools = [{ type: "function", name: "look", parameters, strict: true }];
  const turn = { model: "m", stream: true };
  try {
    const text = await bytesOf(server.port, "POST", "/responses", {
      ...turn,
      input: "Say red/blue",
    });
    const calls = { ...turn, tools, tool_choice: "required", input: "Look." };
    const call = await bytesOf(server.port, "POST", "/responses", calls);
    const id = /resp_[0-9a-f]+/.exec(text)?.[0] ?? "unknown";
    const replay = await bytesOf(server.port, "GET", `/responses/${id}?stream=true`);
    const message = JSON.stringify({
      type: "response.create",
      model: "m",
      input: "Say red/blue, and then some more: ".repeat(4),
    });
    return text + call + replay + (await socketBytesOf(server.port, message));
  } finally {
    await server.close();
  }
}

/** What speaks against the server: verdicts other than pass, and findings that are more than a remark. */
const against = (result: RunResult): string[] =>
  result.scenarios.flatMap((scenario) =>
    scenario.results.flatMap(({ dialect, verdict, reason, findings, expectations }) => [
      ...(verdict === "pass" ? [] : [`${scenario.id} ${dialect}: ${verdict} ${reason ?? ""}`]),
      ...expectations.map(({ message }) => `${scenario.id} ${dialect}: ${message}`),
      ...findings
        .filter(({ level }) => level !== "may")
        .map(
          ({ rule, level, messageId, eventType, pointer, expected, actual }) =>
            `${scenario.id} ${dialect}: ${level} ${rule} ${messageId} ${eventType} ${pointer} expected ${expected} actual ${actual}`,
        ),
    ]),
  );

describe("conforming variants", () => {
  it("have unique ids in kebab case, and sentences as titles", () => {
    expect(variants.length).toBeGreaterThanOrEqual(25);
    expect(new Set(variants.map(({ id }) => id)).size).toBe(variants.length);
    for (const { id, title } of variants) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(title).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("are told apart from what does not exist, and from faults", async () => {
    expect(() => variantById("line-ends-crlff")).toThrow(
      /no variant "line-ends-crlff".*line-ends-crlf/,
    );
    await expect(
      startReferenceServer({ variant: "comment-lines", fault: "done-missing" }),
    ).rejects.toThrow(/not both/);
  });

  // Most of their time passes with waiting for one server: several take turns.
  it.concurrent.each(variants.map(({ id }) => id))("%s differs on the wire", async (id) => {
    plain ??= wire({});
    expect(await wire({ variant: id })).not.toBe(await plain);
  });

  it("differ from a server that says the same in every run", async () => {
    expect(await wire({})).toBe(await wire({}));
  });

  it.concurrent.each(variants.map(({ id }) => id))(
    "%s is offered what a plain server is, and never failed",
    async (id) => {
      const result = await judged(id);
      expect(against(result).slice(0, 12)).toEqual([]);
      const names: readonly string[] = variantById(id).dialects ?? both;
      const due = scenarios.filter(({ dialects = both }) =>
        dialects.some((d) => names.includes(d)),
      );
      expect(result.scenarios.length).toBe(due.length);
      expect(due.length).toBeGreaterThan(20);
    },
  );
});
