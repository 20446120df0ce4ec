import { beforeAll, describe, expect, it } from "vitest";
import { goodTape, judging } from "../../test/support/judge.ts";
import { createSession, type ExchangeInfo } from "../engine/exchange.ts";
import { objectAt, type JsonObject } from "../json/json.ts";
import { decodeEvents } from "../tape/events.ts";
import type { Tape } from "../tape/tape.ts";
import { createChecker, type JudgingDialect } from "./checker.ts";

let openai: JudgingDialect;
let openresponses: JudgingDialect;
let lanes: Tape;
let steered: Tape;
beforeAll(async () => {
  openai = await judging("openai");
  openresponses = await judging("openresponses");
  lanes = await goodTape("websocket-lanes");
  steered = await goodTape("websocket-steered");
});

/** The events of an exchange of a tape. */
const eventsOf = (tape: Tape, index = 0): JsonObject[] =>
  tape.exchanges
    .slice(index, index + 1)
    .flatMap((exchange) =>
      decodeEvents(exchange).flatMap(({ payload }) => (payload === "[DONE]" ? [] : [payload])),
    );

/** Events of both lanes, in turn. */
const mixed = (): JsonObject[] => {
  const [a, b] = [eventsOf(lanes), eventsOf(lanes, 1)];
  return a.flatMap((event, at) => [event, ...b.slice(at, at + 1)]);
};

/** What dialects find in events that came over one WebSocket: each rule with the number of its finding's event. */
function found(
  events: readonly JsonObject[],
  info: Partial<ExchangeInfo> = {},
  dialects: readonly JudgingDialect[] = [openai],
): string[] {
  const checker = createChecker({
    dialects,
    exchange: {
      source: "websocket",
      framed: false,
      request: lanes.exchanges[0]?.request,
      step: "ask",
      connection: "main",
      ...info,
    },
    session: createSession({ partial: true }),
  });
  for (const event of events) checker.message({ kind: "text", text: JSON.stringify(event) });
  expect(checker.events).toBe(events.length);
  return checker
    .end()
    .flatMap(({ dialect, findings }) =>
      findings.map(
        ({ rule, messageId, event }) => `${dialect} ${rule} ${messageId} ${event ?? "-"}`,
      ),
    );
}

const capture: Partial<ExchangeInfo> = { source: "capture", request: undefined };

describe("lanes of one WebSocket", () => {
  it("are judged each by itself, whether their requests are known or not", () => {
    expect(found(mixed())).toEqual([]);
    expect(found(mixed(), capture)).toEqual([]);
    expect(found(mixed().slice(2), capture)).toEqual([]);
  });

  it("show what is wrong in one of them", () => {
    const withoutEnd = mixed().slice(0, -1);
    expect(found(withoutEnd)).toEqual(["openai websocket/failure-announced closed 17"]);
    expect(found(withoutEnd, capture)).toEqual(["openai lifecycle/terminal-present missing 17"]);
    const lost = mixed().toSpliced(9, 1);
    expect(found(lost)).toEqual([
      "openai sequence/contiguous gap 10",
      "openai text/deltas-equal-done differs 12",
    ]);
    const twice = mixed().toSpliced(3, 0, { ...eventsOf(lanes)[0], stream_id: "b" });
    expect(found(twice)).toContain("openai websocket/lanes crossed 3");
  });

  it("are told apart from those that nobody opened", () => {
    const [, , added = {}] = eventsOf(lanes);
    const stray = { ...added, stream_id: "c" };
    expect(found([...eventsOf(lanes), stray])).toEqual(["openai websocket/lanes unopened 10"]);
    expect(found([...eventsOf(lanes), stray], capture)).toEqual([
      "openai websocket/lanes unopened 10",
    ]);
    const silent = found(eventsOf(lanes, 1));
    expect(silent).toEqual(["openai websocket/failure-announced silent -"]);
  });

  it("are several turns at once for a dialect that forbids them", () => {
    expect(found(mixed(), {}, [openresponses, openai])).toEqual([
      "openresponses websocket/sequential-turns mixed 1",
    ]);
    expect(found(mixed(), {}, [openai, openresponses])).toEqual([
      "openresponses websocket/sequential-turns mixed 1",
    ]);
  });

  it("are nothing that a stream over HTTP could have", () => {
    expect(found(mixed(), { source: "http" })).toContain("openai lifecycle/created-first again 1");
  });
});

describe("the successor of a steered response", () => {
  const request = (): Partial<ExchangeInfo> => ({ request: steered.exchanges[0]?.request });

  it("is judged by itself", () => {
    expect(found(eventsOf(steered), request())).toEqual([]);
    expect(found(eventsOf(steered), capture)).toEqual([]);
  });

  it("is the newest response of the exchange", () => {
    const checker = createChecker({
      dialects: [openai],
      exchange: {
        source: "websocket",
        framed: false,
        step: "ask",
        request: undefined,
        ...request(),
      },
    });
    const events = eventsOf(steered);
    const seen = events.map((event) => {
      checker.message({ kind: "text", text: JSON.stringify(event) });
      return checker.turnOver;
    });
    const ends = events.flatMap(({ type }, at) =>
      /^response\.(incomplete|completed)$/.test(String(type)) ? [at] : [],
    );
    expect(seen.flatMap((over, at) => (over ? [at] : []))).toEqual(ends);
    expect(checker.state.terminal?.response?.["id"]).toBe("resp_ws2");
  });

  it("is a second response where nothing was steered", () => {
    const incomplete = eventsOf(steered).find(({ type }) => type === "response.incomplete") ?? {};
    const plain = eventsOf(steered)
      .filter(({ type }) => type !== "response.steer.accepted")
      .map((event, at) => (at < 9 ? { ...event, sequence_number: at } : event))
      .map((event) =>
        event["type"] === "response.incomplete"
          ? {
              ...event,
              response: {
                ...objectAt(incomplete, "response"),
                incomplete_details: { reason: "max_output_tokens" },
              },
            }
          : event,
      );
    expect(found(plain, request())).toContain("openai lifecycle/created-first again 9");
  });

  it("needs no steering that we saw accepted, if the response says that it was steered", () => {
    const events = eventsOf(steered)
      .filter(({ type }) => type !== "response.steer.accepted")
      .map((event, at) => (at < 9 ? { ...event, sequence_number: at } : event));
    expect(found(events, request())).toEqual([]);
  });

  it("is a mistake for a dialect without steering", () => {
    expect(found(eventsOf(steered), request(), [openresponses])).toContain(
      "openresponses lifecycle/created-first again 10",
    );
  });
});

describe("what is said of a steering after the response", () => {
  const late = (more: JsonObject = {}): JsonObject => ({
    type: "response.steer.pending",
    reason: "waiting_for_required_input",
    required_input: [],
    steer: { id: "steer_1", previous_response_id: "resp_before" },
    sequence_number: 9,
    ...more,
  });
  const next = (): JsonObject[] => eventsOf(lanes).map(({ stream_id: _, ...event }) => event);

  it("is no part of the next one, whose numbers start anew", () => {
    for (const events of [
      [late(), ...next()],
      next().toSpliced(4, 0, late()),
      [late(), late({ sequence_number: 10 }), ...next()],
    ]) {
      expect(found(events, { request: undefined })).toEqual([]);
      expect(found(events, capture)).toEqual([]);
    }
  });

  it("is judged all the same", () => {
    expect(found([late({ reason: 5 }), ...next()], capture)).toEqual([
      "openai schema/event invalid 0",
    ]);
    expect(found(next().toSpliced(4, 0, late({ sequence_number: 4 })), capture)).toContain(
      "openai websocket/steering other-response 4",
    );
  });
});
