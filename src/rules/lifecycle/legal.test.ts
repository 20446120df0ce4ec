import { beforeAll, describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import { createSession, type ExchangeInfo, type Session } from "../../engine/exchange.ts";
import { has, type Json, type JsonObject } from "../../json/json.ts";
import type { Finding } from "../../result/finding.ts";
import {
  chain,
  drop,
  duplicate,
  endAs,
  insertAfter,
  onBody,
  onEvents,
  onText,
  patch,
  stopBefore,
  type TapeEdit,
} from "../../tape/edits.ts";
import { decodeEvents, renumber } from "../../tape/events.ts";
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
  for (const name of ["text", "failed", "queued", "plain"]) tapes[name] = await goodTape(name);
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
  session: Session | "alone" = createSession(),
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
    ...(session === "alone" ? {} : { session }),
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
  it("may tell of the beginning all the same, in whatever order", () => {
    const request = { ...post({}), query: { starting_after: "3" } } as ExchangeInfo["request"];
    const [created, queued, progress] = payloads("queued").slice(0, 3);
    const [item, ...others] = rest();
    const messages = [item, progress, queued, created, created, ...others].map(
      (payload, index) => ({
        ...payload,
        sequence_number: index + 4,
      }),
    );
    const late = judgeMessages(messages as JsonObject[], { request });
    expect(late.filter((line) => /created-first|progress-order/.test(line))).toEqual([]);
    const whole = judgeMessages(messages as JsonObject[], { request: post({ input: "Hi." }) });
    expect(whole.filter((line) => /created-first|progress-order/.test(line))).not.toEqual([]);
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
  it("may tell of the cancelling themselves", () => {
    const last = open().length;
    const cancelled = { type: "response.cancelled", sequence_number: last };
    expect(judgeMessages([...open(), cancelled], { request })).toEqual([]);
    const response = { ...(open()[0]?.["response"] as JsonObject), status: "cancelled" };
    const told = { type: "response.queued", sequence_number: last, response };
    expect(judgeMessages([...open(), told], { request })).not.toContain(
      "lifecycle/terminal-present missing must",
    );
  });
  it("are those of a background response where that is all that is known", () => {
    const foreground = payloads("text").slice(0, 6);
    const missing = ["lifecycle/terminal-present missing must"];
    expect(judgeMessages(foreground, { source: "capture" })).toEqual(missing);
    // A recording has no other exchanges that could have cancelled it.
    expect(judgeMessages(foreground, { source: "capture" }, "alone")).toEqual(missing);
    // Without any snapshot there is nothing to tell it by.
    expect(judgeMessages(foreground.slice(2), { source: "capture" })).toEqual(missing);
  });
  it("are not judged when we gave up on them or left", () => {
    const stop = chain(
      stopBefore("response.output_text.delta", 1),
      onText((stream) => `${stream}: waiting\n\n`),
    );
    const endless = chain(drop("response.completed"), endAs({ kind: "limit" }));
    expect(judge("openresponses", "text", endless)).toEqual([]);
    expect(judge("openresponses", "text", chain(stop, endAs({ kind: "left" })))).toEqual([]);
    expect(judge("openresponses", "text", chain(stop, endAs({ kind: "limit" })))).toEqual([]);
    expect(judge("openresponses", "text", chain(stop, endAs({ kind: "idle" })))).toEqual([
      "http/no-stall stalled must",
    ]);
  });
});

describe("settings", () => {
  const at = (event: string, field: string, value: Json): TapeEdit =>
    patch(event, 0, `/response/${field}`, value);
  it("may be resolved, and left out again", () => {
    expect(judge("openai", "text", at("response.created", "temperature", null))).toEqual([]);
    expect(judge("openai", "text", at("response.completed", "temperature", null))).toEqual([]);
  });
});

describe("a failed stream", () => {
  it("need never have been in progress", () => {
    const early = chain(
      drop("response.in_progress"),
      onEvents((events) => renumber(events.filter(({ payload }) => !has(payload, "item_id")))),
      drop("response.output_item.added"),
    );
    expect(judge("openai", "failed", early)).toEqual(["http/error-before-stream early may"]);
  });
  it("is not missed when we gave up on it", () => {
    const stop = stopBefore("response.failed");
    expect(judge("openresponses", "failed", chain(stop, endAs({ kind: "left" })))).toEqual([]);
    expect(judge("openresponses", "failed", chain(stop, endAs({ kind: "limit" })))).toEqual([]);
  });
  it("is judged once, however many errors it tells of", () => {
    const again = insertAfter("error", 0, { type: "error", error: { message: "Again." } });
    const { exercised } = judgeTape(again(tape("failed")), dialects.openai, { rules });
    expect(exercised["lifecycle/error-then-failed"]).toBe(1);
  });
});

describe("a WebSocket", () => {
  const refusal = { type: "error", status: 400, error: { code: "bad", message: "No." } };
  const request = post({ input: "Hi." });
  const after = (payload: JsonObject, source: ExchangeInfo["source"]): string[] =>
    judgeMessages([...payloads("text"), { ...payload, sequence_number: 13 }], { request, source });
  const said = ["lifecycle/nothing-after-terminal after must"];

  it("may refuse the next message on the heels of a turn", () => {
    expect(after(refusal, "websocket")).toEqual([]);
    expect(after(refusal, "http")).toEqual(said);
    expect(after({ ...refusal, type: "acme:error" }, "websocket")).toEqual(said);
    expect(after({ type: "error", code: "bad", message: "No." }, "websocket")).toEqual(said);
  });
  it("tells of the failure of a turn as a stream does", () => {
    const error = { ...refusal, status: undefined, sequence_number: 6 } as JsonObject;
    expect(judgeMessages([...payloads("text").slice(0, 6), error], { request })).toEqual([
      "lifecycle/error-then-failed missing must",
    ]);
  });
});

describe("JSON that is no response", () => {
  it("has no status, and none of the fields of an end", () => {
    const other = onBody(({ error: _, completed_at: __, ...body }) => ({
      ...body,
      object: "chat.completion",
      status: "done",
    }));
    for (const dialect of Object.values(dialects)) {
      const { findings, exercised } = judgeTape(other(tape("plain")), dialect, {
        rules: lifecycleRules,
      });
      expect(findings).toEqual([]);
      expect(exercised).toEqual({ "lifecycle/response-id-unique": 1 });
    }
  });
  it("has no id that could be another's", () => {
    const nameless = onBody(({ id: _, ...body }) => body);
    const { findings, exercised } = judgeTape(nameless(tape("plain")), dialects.openai, {
      rules: lifecycleRules,
    });
    expect(findings).toEqual([]);
    expect(exercised["lifecycle/response-id-unique"]).toBeUndefined();
  });
});

describe("an id", () => {
  it("that response.created does not give cannot change", () => {
    expect(
      judge("openai", "text", patch("response.created", 0, "/response/id", undefined)),
    ).toEqual([]);
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
