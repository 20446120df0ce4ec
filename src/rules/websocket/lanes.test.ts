import { beforeAll, describe, expect, it } from "vitest";
import { creates, exercisedBy, saidOf, streamed, turn } from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import type { JudgingDialect } from "../../checker/checker.ts";
import type { JsonObject } from "../../json/json.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import { websocketRules } from "./index.ts";

let openai: JudgingDialect;
let withoutLanes: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
  const { dialect, schemas } = openai;
  withoutLanes = { dialect: { ...dialect, facts: { ...dialect.facts, lanes: false } }, schemas };
});

const rules = websocketRules.filter(({ id }) => /lanes|steering|failure/.test(id));
const heads = (exchange: TapeExchange, dialect = openai): string[] =>
  saidOf([exchange], dialect, rules).filter((line) => /^(must|should)|^ {2}(so|actual)/.test(line));
const counts = (exchange: TapeExchange, dialect = openai): Record<string, number> =>
  exercisedBy([exchange], dialect, rules);

const event = (type: string, more: JsonObject = {}): JsonObject => ({ type, ...more });
const created = (id = "resp_1", more: JsonObject = {}): JsonObject =>
  event("response.created", { response: { id, status: "in_progress", ...more } });
const completed = (id = "resp_1"): JsonObject =>
  event("response.completed", { response: { id, status: "completed" } });
const steering = (word: string, steer: JsonObject = {}): JsonObject =>
  event(`response.steer.${word}`, {
    steer: { id: "steer_1", previous_response_id: "resp_1", ...steer },
  });
const inLane = (stream_id: string, ...events: JsonObject[]): JsonObject[] =>
  events.map((one) => ({ ...one, stream_id }));
const plain = creates({ input: "Hi." });
const laned = creates({ input: "Hi.", stream_id: "a" });
const idle = { end: { kind: "idle", silentMs: 1000 } } as const;

describe("the lane of an event", () => {
  const untagged = (type: string, level = "must"): string =>
    `${level} websocket/lanes: ${type} has no stream_id, but its request has one`;

  it("is that of its request", () => {
    const right = turn(laned, inLane("a", created(), completed()));
    expect(heads(right)).toEqual([]);
    expect(counts(right)).toMatchObject({ "websocket/lanes": 1 });
    const missing = turn(laned, [created(), ...inLane("a", completed())]);
    expect(heads(missing)).toEqual([untagged("response.created")]);
    expect(counts(turn(plain, [created(), completed()]))).not.toHaveProperty("websocket/lanes");
    expect(counts(turn(laned, []))).not.toHaveProperty("websocket/lanes");
  });

  it("is that of its request too where something is refused, or steered", () => {
    const failed = event("error", { status: 400, error: { code: "bad", message: "No." } });
    expect(heads(turn(laned, [failed]))).toEqual([untagged("error")]);
    const [first = {}, last = {}] = inLane("a", created(), completed());
    const amid = (one: JsonObject): string[] => heads(turn(laned, [first, one, last]));
    // Another message may have been refused, one that could not be read.
    expect(amid(failed)).toEqual([untagged("error", "should")]);
    const { status: _, ...event_ } = failed;
    expect(amid(event_)).toEqual([untagged("error")]);
    expect(amid(event("response.in_progress", { status: 400 }))).toEqual([
      untagged("response.in_progress"),
    ]);
    expect(amid(steering("accepted"))).toEqual([untagged("response.steer.accepted")]);
    expect(heads(turn(laned, [first, last, steering("pending")]))).toEqual([
      untagged("response.steer.pending"),
    ]);
    expect(amid(steering("failed"))).toEqual([]);
    expect(amid(event("keepalive"))).toEqual([]);
  });

  it("may be one that a request opened which we do not know, if it begins as a response does", () => {
    const right = inLane("a", created(), completed());
    const unopened = (type: string): string =>
      `must websocket/lanes: ${type} has the stream_id b, which no request has`;
    const others = (...events: JsonObject[]): string[] =>
      heads(turn(laned, [...right, ...inLane("b", ...events)]));
    expect(others(created("resp_2"), completed("resp_2"))).toEqual([]);
    expect(others(event("error", { status: 400, error: { code: "bad" } }))).toEqual([]);
    expect(others(event("keepalive"), created("resp_2"), completed("resp_2"))).toEqual([]);
    expect(others(event("response.in_progress"), event("response.in_progress"))).toEqual([
      unopened("response.in_progress"),
      '  actual "b"',
      "  so websocket/failure-announced closed 1",
    ]);
    expect(heads(turn(plain, inLane("b", created(), completed())))).toEqual([]);
  });

  it("is never that of another response", () => {
    const crossed = (type: string): string =>
      `must websocket/lanes: ${type} has the stream_id of another response`;
    const begun = [...inLane("a", created()), ...inLane("b", created("resp_2"))];
    const ends = [...inLane("a", completed()), ...inLane("b", completed("resp_2"))];
    const amid = (...events: JsonObject[]): string[] =>
      heads(turn(laned, [...begun, ...events, ...ends])).filter((line) => line.startsWith("must"));
    const progress = event("response.in_progress", { response: { id: "resp_1" } });
    expect(amid(...inLane("a", progress))).toEqual([]);
    expect(amid(...inLane("b", progress))).toEqual([crossed("response.in_progress")]);
    expect(amid(...inLane("b", { ...steering("accepted"), sequence_number: 1 }))).toEqual([
      crossed("response.steer.accepted"),
    ]);
    const item = (id: string): JsonObject =>
      event("response.output_item.added", { output_index: 0, item: { id, type: "message" } });
    const delta = event("response.output_text.delta", { item_id: "msg_1", delta: "x" });
    const [left = {}, right = {}] = [...inLane("a", item("msg_1")), ...inLane("b", item("msg_2"))];
    expect(amid(left, right, ...inLane("a", delta))).toEqual([]);
    expect(amid(left, right, ...inLane("b", delta))).toEqual([
      crossed("response.output_text.delta"),
    ]);
    // Some servers use an id again in each response.
    expect(amid(left, ...inLane("b", item("msg_1"), delta))).toEqual([]);
  });

  it("is nothing over HTTP, nor for a dialect without lanes", () => {
    const events = [created(), ...inLane("b", completed())];
    expect(heads(streamed(laned, events))).toEqual([]);
    expect(heads(turn(laned, events), withoutLanes)).toEqual([]);
    expect(counts(turn(laned, events), withoutLanes)).not.toHaveProperty("websocket/lanes");
  });
});

describe("a steering", () => {
  const noOutcome =
    "must websocket/steering: a steering was accepted, but after the end of the response there is neither a successor nor response.steer.pending or response.steer.failed";
  const events = (...between: JsonObject[]): JsonObject[] => [created(), ...between, completed()];

  it("is about a response of its connection", () => {
    const right = turn(plain, events(steering("accepted")));
    expect(heads(right)).toEqual([]);
    expect(counts(right)).toMatchObject({ "websocket/steering": 1 });
    const other = events(steering("accepted", { previous_response_id: "resp_2" }));
    expect(heads(turn(plain, other))).toEqual([
      "must websocket/steering: response.steer.accepted is about a response that this connection did not send",
      '  actual "resp_2"',
    ]);
    expect(heads(turn(plain, other), withoutLanes)).toEqual([]);
    expect(heads(streamed(plain, other))).toEqual([]);
    expect(heads(turn(plain, events(steering("accepted", { previous_response_id: 5 }))))).toEqual(
      [],
    );
    expect(
      heads(turn(plain, [steering("accepted", { previous_response_id: "resp_2" }), ...events()])),
    ).toEqual([]);
  });

  it("waits for input only after the end of the response", () => {
    expect(heads(turn(plain, [...events(), steering("pending")]))).toEqual([]);
    expect(heads(turn(plain, events(steering("pending"))))).toEqual([
      "must websocket/steering: response.steer.pending was sent before the response ended",
      "  actual no terminal event yet",
    ]);
    expect(heads(turn(plain, [steering("pending"), ...events()]))).toEqual([]);
  });

  it("that was accepted has an outcome, where one was waited for", () => {
    const accepted = events(steering("accepted"));
    expect(heads(turn(plain, accepted, idle))).toEqual([noOutcome, "  actual silence"]);
    for (const word of ["pending", "failed"])
      expect(heads(turn(plain, [...accepted, steering(word)], idle))).toEqual([]);
    const two = [...accepted, steering("pending"), steering("accepted", { id: "steer_2" })];
    expect(heads(turn(plain, two, idle))).toEqual([noOutcome, "  actual silence"]);
    expect(heads(turn(plain, events(), idle))).toEqual([]);
    expect(heads(turn(plain, accepted, { end: { kind: "cut" } }))).toEqual([]);
    expect(heads(turn(plain, accepted.slice(0, 2), idle))).not.toContain(noOutcome);
    const successor = created("resp_2", { previous_response_id: "resp_1" });
    expect(heads(turn(plain, [...accepted, successor], idle))).not.toContain(noOutcome);
  });

  it("is followed by a response that continues the steered one", () => {
    const next = (more: JsonObject): TapeExchange =>
      turn(plain, [...events(steering("accepted")), created("resp_2", more), completed("resp_2")]);
    const right = next({ previous_response_id: "resp_1" });
    expect(heads(right)).toEqual([]);
    expect(counts(right)).toMatchObject({ "websocket/steering": 2 });
    const wrong =
      "must websocket/steering: the response after the steered one does not continue it";
    expect(heads(next({ previous_response_id: null }))).toEqual([wrong, "  actual null"]);
    expect(heads(next({}))).toEqual([wrong, "  actual nothing"]);
    const nameless = turn(plain, [
      ...events(steering("accepted")),
      event("response.created"),
      completed("resp_2"),
    ]);
    expect(heads(nameless)).toEqual([wrong, "  actual nothing"]);
  });
});

describe("the answer to a steering alone", () => {
  const steers = creates({ type: "response.steer", previous_response_id: "resp_0", input: "x" });
  it("is what is said of it", () => {
    for (const word of ["failed", "accepted"])
      expect(heads(turn(steers, [steering(word)]))).toEqual([]);
    expect(heads(turn(steers, []))).toEqual([
      "must websocket/failure-announced: the connection ended after the message of the client: the turn has neither a terminal event nor an error message",
      "  actual 0.0 s of silence",
    ]);
    expect(heads(turn(plain, [created(), steering("accepted")]))).toHaveLength(2);
  });

  it("may be an error of any shape", () => {
    const bare = { error: { code: "bad", message: "No." } };
    expect(heads(turn(plain, [bare]))).toEqual([]);
    expect(heads(turn(plain, [{ ...bare, error: "bad" }]))).toHaveLength(2);
    expect(heads(turn(plain, [created()], { end: { kind: "pinged" } }))).toEqual([]);
  });
});
