import { beforeAll, describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker.ts";
import { createSession, type ExchangeInfo } from "../../engine/exchange.ts";
import type { JsonObject } from "../../json/json.ts";
import type { Finding } from "../../result/finding.ts";
import {
  chain,
  decodeEvents,
  duplicate,
  endAs,
  insertAfter,
  onEvents,
  stopBefore,
  type TapeEdit,
} from "../../tape/edits.ts";
import type { Tape } from "../../tape/tape.ts";
import { httpRules } from "../http/index.ts";
import { sequenceRules } from "../sequence/index.ts";
import { sseRules } from "../sse/index.ts";
import { usageRules } from "../usage/index.ts";
import { lifecycleRules } from "./index.ts";

const rules = [...httpRules, ...sseRules, ...sequenceRules, ...lifecycleRules, ...usageRules];
const dialects = {} as Record<"openresponses" | "openai", JudgingDialect>;
const tapes: Record<string, Tape> = {};

beforeAll(async () => {
  dialects.openresponses = await judging("openresponses");
  dialects.openai = await judging("openai");
  for (const name of ["text", "failed", "queued"]) tapes[name] = await goodTape(name);
});

const tape = (name: string): Tape => tapes[name] as Tape;
const names = (findings: Finding[]): string[] =>
  findings.map(({ rule, messageId, level }) => `${rule} ${messageId} ${level}`);
const judge = (dialect: keyof typeof dialects, name: string, edit: TapeEdit): string[] =>
  names(judgeTape(edit(tape(name)), dialects[dialect], { rules }).findings);
const payloads = (name: string): JsonObject[] =>
  decodeEvents(tape(name).exchanges[0] as Tape["exchanges"][number]).flatMap(({ payload }) =>
    payload === "[DONE]" ? [] : [payload],
  );

/** A text stream whose first events are not there. */
const rest = (): JsonObject[] => payloads("text").slice(4);
/** A background stream that stops in the middle. */
const open = (): JsonObject[] => payloads("queued").slice(0, 6);

/** Judges messages as a source without frames hands them over. */
function judgeMessages(
  messages: JsonObject[],
  exchange: Partial<ExchangeInfo>,
  session = createSession(),
): string[] {
  const info: ExchangeInfo = {
    source: "websocket",
    framed: false,
    request: undefined,
    step: undefined,
    ...exchange,
  };
  const checker = createChecker({
    dialects: [dialects.openresponses],
    exchange: info,
    rules,
    session,
  });
  for (const message of messages) checker.message({ kind: "text", text: JSON.stringify(message) });
  return checker.end().flatMap(({ findings }) => names(findings));
}

const post = (body: JsonObject): ExchangeInfo["request"] => ({
  method: "POST",
  path: "/responses",
  query: {},
  headers: {},
  body,
});

describe("ambient events", () => {
  const everywhere = chain(
    insertAfter("response.in_progress", 0, { type: "keepalive" }),
    insertAfter("response.completed", 0, { type: "keepalive" }),
    insertAfter("response.completed", 0, { type: "response.rate_limits.updated" }),
  );
  it("are welcome anywhere in openai", () => {
    expect(judge("openai", "text", everywhere)).toEqual([]);
  });
  it("are events like others in openresponses", () => {
    expect(judge("openresponses", "text", everywhere)).toEqual([
      "lifecycle/nothing-after-terminal after must",
    ]);
  });
  it("may come before response.created, and between error and response.failed", () => {
    const first = onEvents((events) => [
      { event: "keepalive", payload: { type: "keepalive", sequence_number: 0 } },
      ...events.map(({ event, payload }) =>
        payload === "[DONE]"
          ? { event, payload }
          : {
              event,
              payload: { ...payload, sequence_number: Number(payload["sequence_number"]) + 1 },
            },
      ),
    ]);
    expect(judge("openai", "text", first)).toEqual([]);
    expect(judge("openai", "failed", insertAfter("error", 0, { type: "keepalive" }))).toEqual([]);
  });
});

describe("streams whose beginning is missing", () => {
  it("are judged from where they begin when nothing is known of the request", () => {
    expect(judgeMessages(rest(), { source: "capture" })).toEqual([]);
  });
  it("are judged from where they begin when starting_after asked for it", () => {
    const request = { ...post({}), query: { starting_after: "3" } } as ExchangeInfo["request"];
    expect(judgeMessages(rest(), { request })).toEqual([]);
  });
  it("are wrong when a whole stream was asked for", () => {
    expect(judgeMessages(rest(), { request: post({ input: "Hi." }) })).toEqual([
      "lifecycle/created-first not-first must",
    ]);
  });
});

describe("streams that end without a terminal event", () => {
  const request = post({ input: "Hi.", background: true });
  it("are wrong in the background too", () => {
    expect(judgeMessages(open(), { request })).toEqual(["lifecycle/terminal-present missing must"]);
  });
  it("may be those of a response that was cancelled meanwhile", () => {
    const session = createSession();
    session.cancelled.add("resp_queued");
    expect(judgeMessages(open(), { request }, session)).toEqual([]);
    expect(judgeMessages(open(), { source: "capture" })).toEqual([]);
  });
  it("are not judged when we gave up on them or left", () => {
    const stop = stopBefore("response.output_text.delta", 1);
    expect(judge("openresponses", "text", chain(stop, endAs({ kind: "left" })))).toEqual([]);
    expect(judge("openresponses", "text", chain(stop, endAs({ kind: "limit" })))).toEqual([]);
    expect(judge("openresponses", "text", chain(stop, endAs({ kind: "idle" })))).toEqual([
      "http/no-stall stalled must",
    ]);
  });
});

describe("a cancel request", () => {
  it("is remembered by the id in its path", () => {
    const session = createSession();
    const path = "/responses/resp_queued/cancel";
    const checker = createChecker({
      dialects: [dialects.openresponses],
      exchange: {
        source: "http",
        framed: true,
        step: undefined,
        request: { method: "POST", path, query: {}, headers: {}, body: undefined },
      },
      rules,
      session,
    });
    checker.open({ status: 200, headers: { "content-type": "application/json" } });
    checker.bytes(Buffer.from(JSON.stringify({ id: "resp_queued", object: "response" })));
    checker.end();
    expect([...session.cancelled]).toEqual(["resp_queued"]);
  });
});

describe("one mistake", () => {
  it("two responses on one stream are one finding", () => {
    const twice = [...payloads("text").slice(0, 5), ...payloads("text")];
    expect(judgeMessages(twice, { source: "capture" })).toEqual([
      "lifecycle/created-first again must",
    ]);
  });
  it("an item number that is always 1 gives no gaps", () => {
    const messages = payloads("text").map((payload) =>
      payload["type"] === "response.output_item.done"
        ? { ...payload, sequence_number: 1 }
        : payload,
    );
    expect(judgeMessages(messages, { source: "capture" })).toEqual([
      "sequence/increasing not-increasing must",
    ]);
  });
  it("an error over WebSocket that refuses the whole message is none", () => {
    const envelope = { type: "error", status: 400, error: { code: "bad", message: "No." } };
    expect(judgeMessages([envelope], { request: post({ input: "Hi." }) })).toEqual([]);
  });
  it("repeated folds into a count", () => {
    const edit = chain(duplicate("response.in_progress"), duplicate("response.in_progress"));
    const { findings } = judgeTape(edit(tape("text")), dialects.openai, { rules });
    expect(findings.map(({ rule, count, level }) => [rule, count, level])).toEqual([
      ["lifecycle/progress-order", 2, "should"],
    ]);
  });
});
