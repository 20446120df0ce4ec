import { beforeAll, describe, expect, it } from "vitest";
import {
  answered,
  creates,
  exercisedBy,
  saidOf,
  streamed,
  turn,
} from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import type { JsonObject } from "../../json/json.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import { websocketRules } from "./index.ts";

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, websocketRules);
const heads = (...exchanges: TapeExchange[]): string[] =>
  says(...exchanges).filter((line) => line.startsWith("must") || line.startsWith("should"));
const judged = (...exchanges: TapeExchange[]): Record<string, number> =>
  exercisedBy(exchanges, openai, websocketRules);

const event = (type: string, id = "resp_1", status = "in_progress"): JsonObject => ({
  type,
  response: { id, status },
});
const whole = (id = "resp_1", status = "completed"): JsonObject[] => [
  event("response.created", id),
  event(`response.${status}`, id, status),
];
const refusal = (code: string | null = "bad", status: number | null = 400): JsonObject => ({
  type: "error",
  ...(status === null ? {} : { status }),
  error: { code, message: "No." },
});
const secret = creates({ input: "Hi.", store: false });
const ask = (id = "resp_1", more: Partial<TapeExchange> = {}): TapeExchange =>
  turn(secret, whole(id), more);
/** A turn that goes on from a response. */
const next = (id: string, events: JsonObject[], more: Partial<TapeExchange> = {}): TapeExchange =>
  turn(creates({ previous_response_id: id, input: "And?", store: false }), events, more);
const notFound = "previous_response_not_found";

describe("a turn that goes on", () => {
  const forgotten =
    "should websocket/local-state: the connection cannot continue its own last response";
  const accepted = (what: string): string =>
    `must websocket/previous-not-found: the turn continues a response that is ${what}; expected a refusal`;
  const lost = "neither stored nor kept with the connection";

  it("from the last response of its connection is answered", () => {
    expect(says(ask(), next("resp_1", whole("resp_2")))).toEqual([]);
    expect(judged(ask(), next("resp_1", whole("resp_2")))).toMatchObject({
      "websocket/local-state": 1,
    });
    expect(heads(ask(), next("resp_1", [refusal(notFound)]))).toEqual([forgotten]);
    const short = turn(secret, whole("resp_1", "incomplete"));
    expect(heads(short, next("resp_1", [refusal(notFound)]))).toEqual([forgotten]);
    const named = { connection: "main" };
    expect(heads(ask("resp_1", named), next("resp_1", [refusal(notFound)], named))).toEqual([
      forgotten,
    ]);
  });

  it("may be refused for another reason", () => {
    expect(says(ask(), next("resp_1", [refusal("overloaded", 503)]))).toEqual([]);
    expect(judged(ask(), next("resp_1", [refusal("overloaded", 503)]))).toMatchObject({
      "websocket/local-state": 1,
    });
  });

  it("may fail in the middle", () => {
    const [created = {}] = whole("resp_2");
    const failing = next("resp_1", [created, refusal(notFound)]);
    expect(says(ask(), failing)).toEqual([]);
    expect(judged(ask(), failing)).toMatchObject({ "websocket/local-state": 1 });
    expect(says(next("resp_0", [created, refusal("other")]))).toHaveLength(
      says(next("resp_0", whole("resp_2"))).length,
    );
  });

  it.each<[string, TapeExchange[], string]>([
    ["an earlier response of its connection", [ask(), ask("resp_2")], "resp_1"],
    ["a response that failed", [turn(secret, whole("resp_1", "failed"))], "resp_1"],
    ["a stored response", [turn(creates({ input: "Hi." }), whole())], "resp_1"],
    ["a response of an unknown request", [turn(creates(undefined), whole())], "resp_1"],
  ])("from %s may be answered or refused", (_, before, id) => {
    for (const events of [whole("resp_3"), [refusal(notFound)], [refusal("other")]]) {
      expect(says(...before, next(id, events))).toEqual([]);
      expect(Object.keys(judged(next(id, events))).length).toBeGreaterThan(0);
    }
  });

  it("from what is unknown, of another connection or given up is refused", () => {
    expect(heads(next("resp_0", whole()))).toEqual([accepted("unknown")]);
    expect(heads(ask(), next("resp_1", whole("resp_2"), { connection: "other" }))).toEqual([
      accepted(lost),
    ]);
    const given = [ask(), next("resp_1", [refusal()])];
    expect(heads(...given, next("resp_1", whole("resp_2")))).toEqual([accepted(lost)]);
  });

  it("tells of a refusal with another code, unless that has another reason", () => {
    const refused = (...refusals: JsonObject[]): string[] => heads(next("resp_0", refusals));
    const another =
      "must websocket/previous-not-found: the turn that continues a response that is unknown was refused with another code";
    for (const status of [400, 404, 499, 500])
      expect(refused(refusal("other", status))).toEqual([another]);
    for (const status of [401, 403, 429, 502, 503, 504])
      expect(refused(refusal("other", status))).toEqual([]);
    expect(refused(refusal("other", null))).toContain(another);
    expect(refused(refusal(notFound))).toEqual([]);
    const noCode = ["must websocket/error-envelope: the error message has no error code"];
    expect(refused(refusal(""))).toEqual(noCode);
    expect(refused(refusal(null))).toEqual(noCode);
  });

  it("is told of once", () => {
    const [created = {}, completed = {}] = whole();
    const said = says(next("resp_0", [created, created, completed]));
    expect(said.filter((line) => line.startsWith("  count"))).toEqual([]);
    expect(judged(next("resp_0", [created, refusal("other"), completed]))).toMatchObject({
      "websocket/previous-not-found": 1,
    });
  });

  it.each<[string, TapeExchange]>([
    ["goes over HTTP", streamed(creates({ previous_response_id: "resp_0" }), whole())],
    ["goes on from nothing", turn(creates({ input: "Hi." }), whole())],
    ["is malformed", turn(creates({ previous_response_id: "resp_0", input: 5 }), whole())],
    ["is not known", turn(undefined, whole())],
  ])("is not to be seen where the request %s", (_, exchange) => {
    expect(says(exchange)).toEqual([]);
    expect(judged(exchange)).not.toHaveProperty("websocket/previous-not-found");
  });

  it("is not judged without the turns before", () => {
    const { request } = next("resp_0", []);
    const checker = createChecker({
      dialects: [openai],
      exchange: { source: "websocket", framed: false, step: undefined, request },
      rules: websocketRules,
    });
    for (const message of whole()) checker.message({ kind: "text", text: JSON.stringify(message) });
    expect(checker.end()[0]?.findings).toEqual([]);
  });

  it("is not judged where two answers of other scenarios had the id", () => {
    const exchange = next("resp_0", whole());
    const session = {
      partial: false,
      responses: new Map(),
      ids: new Map([["resp_0", ["ask"]]]),
      cancelled: new Set<string>(),
      connections: new Map(),
    };
    const checker = createChecker({
      dialects: [openai],
      exchange: { source: "websocket", framed: false, step: undefined, request: exchange.request },
      rules: websocketRules,
      session,
    });
    for (const message of whole()) checker.message({ kind: "text", text: JSON.stringify(message) });
    expect(checker.end()[0]?.findings).toEqual([]);
  });
});

describe("a turn that is refused", () => {
  const [created = {}] = whole();
  it.each([400, 401, 500, 599])("has a status from 400 to 599: %s", (status) => {
    expect(says(turn(secret, [refusal("bad", status)]))).toEqual([]);
  });
  it.each([100, 399, 600])("has no other one: %s", (status) => {
    expect(says(turn(secret, [refusal("bad", status)])).slice(0, 1)).toEqual([
      "must websocket/error-envelope: the error message has no HTTP status",
    ]);
  });
  it("says why", () => {
    expect(
      says(turn(secret, [{ type: "error", status: 400 }])).filter(
        (line) => !/event|place/.test(line),
      ),
    ).toEqual([
      "must websocket/error-envelope: the error message has no error code",
      "  pointer /error/code",
      "  expected a code",
      "  actual nothing",
      "must websocket/error-envelope: the error message has no text that says what is wrong",
      "  pointer /error/message",
      "  expected a text",
      "  actual nothing",
    ]);
    const empty = { type: "error", status: 400, error: { code: "bad", message: "" } };
    expect(says(turn(secret, [empty]))).toContain('  actual ""');
  });
  it("needs no status where it was under way, nor over HTTP", () => {
    const failed = event("response.failed", "resp_1", "failed");
    expect(says(turn(secret, [created, { type: "error", message: "No." }, failed]))).toEqual([]);
    expect(says(streamed(secret, [{ type: "error", message: "No." }]))).toEqual([]);
  });
});

describe("a turn that stops", () => {
  const [created = {}] = whole();
  it.each(["left", "limit", "total"] as const)("because of us is no failure: %s", (kind) => {
    const stopped = turn(secret, [created], { end: { kind } });
    expect(says(stopped)).toEqual([]);
    expect(judged(stopped)).not.toHaveProperty("websocket/failure-announced");
  });
  it.each([
    ["idle", "nothing was sent after response.created"],
    ["closed", "the connection ended after response.created"],
    ["cut", "the connection ended after response.created"],
  ] as const)("by itself is one: %s", (kind, text) => {
    expect(says(turn(secret, [created], { end: { kind, silentMs: 1500 } })).slice(0, 1)).toEqual([
      `must websocket/failure-announced: ${text}: the turn has neither a terminal event nor an error message`,
    ]);
    expect(judged(turn(secret, [created], { end: { kind } }))).toMatchObject({
      "websocket/failure-announced": 1,
    });
  });
});

describe("the messages of a turn", () => {
  const raw = (...texts: string[]): TapeExchange =>
    turn(secret, [], {
      bytes: Buffer.from(texts.map((text) => `${JSON.stringify({ text })}\n`).join("")),
    });
  const count = (exchange: TapeExchange): (number | undefined)[] => {
    const times = judged(exchange);
    return ["text-messages", "no-done", "sequential-turns"].map(
      (name) => times[`websocket/${name}`],
    );
  };
  it("are judged where there are any", () => {
    expect(count(raw())).toEqual([undefined, undefined, undefined]);
    expect(count(raw("{"))).toEqual([1, undefined, undefined]);
    expect(count(raw("[DONE]"))).toEqual([undefined, undefined, undefined]);
    expect(count(ask())).toEqual([1, 1, 1]);
  });
  it("explain the rest where an event is lost, and not where one was never one", () => {
    const stopped =
      "must websocket/failure-announced: the connection ended after the message of the client: the turn has neither a terminal event nor an error message";
    expect(heads(raw("{}"))).toEqual([stopped]);
    const [first = "", last = ""] = whole().map((message) => JSON.stringify(message));
    expect(heads(raw('{"alive":true}', first, "[DONE]", last))).toEqual([
      "must websocket/text-messages: a message is JSON, but not an object with a string type",
      "must websocket/no-done: the server sent [DONE] as a message",
    ]);
    expect(heads(raw("{", first, "[DONE]", last))).toHaveLength(1);
  });
});

describe("turns of one connection", () => {
  const [created = {}, completed = {}] = whole();
  const progress = event("response.in_progress");
  it("are told apart by their responses", () => {
    expect(says(turn(secret, [created, progress, completed]), ask("resp_2"))).toEqual([]);
    const mixed = turn(secret, [created, ...whole("resp_2"), completed]);
    expect(heads(mixed)).toEqual([
      "must websocket/sequential-turns: another response started before the current one had ended",
    ]);
    const after = turn(secret, [progress, ...whole("resp_2")]);
    expect(says(ask(), after).filter((line) => !line.startsWith("  place"))).toEqual([
      "must websocket/sequential-turns: events of a response were sent after the next turn had started",
      "  event 0 response.in_progress",
      "  pointer /response/id",
      "  expected the start of a response",
      "  actual more events of resp_1, which started in an earlier turn",
    ]);
  });
  it("are no matter where a response begins twice, or after its end", () => {
    expect(says(turn(secret, [created, created, completed]))).toEqual([]);
    expect(says(turn(secret, [created, completed, event("response.created", "resp_2")]))).toEqual(
      [],
    );
  });
  it("may tell of responses without an id", () => {
    const nameless = { type: "response.created", response: { status: "in_progress" } };
    expect(says(turn(secret, [created, nameless, completed]))).toEqual([]);
    expect(says(turn(secret, [{ ...nameless, type: "response.in_progress" }, completed]))).toEqual(
      [],
    );
  });
  it("may begin in the middle, where nothing is known of it", () => {
    expect(says(turn(secret, [progress, completed]))).toEqual([]);
    expect(
      says(ask("resp_1", { connection: "other" }), turn(secret, [progress, completed])),
    ).toEqual([]);
    expect(says(answered(secret, { id: "resp_1" }), turn(secret, [progress, completed]))).toEqual(
      [],
    );
  });
  it("are events after others with something before them", () => {
    const noise = { type: "vendor:hello" };
    expect(says(ask(), turn(secret, [noise, progress, completed]))).toContain("  related 0");
  });
});
