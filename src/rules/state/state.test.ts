import { beforeAll, describe, expect, it } from "vitest";
import {
  answered,
  asks,
  creates,
  exercisedBy,
  headless,
  saidOf,
  streamed,
} from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import { stateRules } from "./index.ts";

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, stateRules);
const rules = (...exchanges: TapeExchange[]): string[] =>
  Object.keys(exercisedBy(exchanges, openai, stateRules));

const response = (more: JsonObject = {}): JsonObject => ({
  id: "resp_1",
  object: "response",
  status: "completed",
  output: [],
  ...more,
});
const refusal = (code: Json = null): JsonObject => ({ error: { message: "No.", code } });
const ask = (body: Json | undefined = { input: "Hi." }, more: JsonObject = {}): TapeExchange =>
  answered(creates(body), response(more));
const get = (answer: Json, status = 200, path = "resp_1", query = {}): TapeExchange =>
  answered(asks("GET", `/responses/${path}`, { query }), answer, status);
const remove = (answer: Json, status = 200): TapeExchange =>
  answered(asks("DELETE", "/responses/resp_1"), answer, status);
const gone = remove({ id: "resp_1", deleted: true });

describe("a stored response", () => {
  it("is compared with how it was created", () => {
    expect(says(ask(), get(response()))).toEqual([]);
    expect(says(ask(), get(response({ output: [1] })))).toEqual([
      "must state/stream-equals-json: the stored response differs at /output/0 from the response that was streamed or returned",
      '  args {"pointer":"/output/0"}',
      "  pointer /output/0",
      "  expected nothing",
      "  actual 1",
    ]);
  });

  it.each<[string, TapeExchange]>([
    ["with a failure", get(response({ output: [1] }), 500)],
    ["by something else", get("completed")],
    ["in the making", get(response({ status: "in_progress", output: [1] }))],
    ["without a status", get({ output: [1] })],
    ["for its input", get(response({ output: [1] }), 200, "resp_1/input_items")],
  ])("is not when it is answered %s", (_, answer) => {
    expect(rules(ask(), answer)).not.toContain("state/stream-equals-json");
    expect(says(ask(), answer)).toEqual([]);
  });

  it("is not when it was still in the making", () => {
    const waiting = ask({ input: "Hi." }, { status: "queued" });
    expect(says(waiting, get(response({ output: [1] })))).toEqual([]);
  });

  it("is compared in a recording without heads", () => {
    expect(says(headless(ask()), headless(get(response())))).toEqual([]);
    expect(rules(headless(ask()), headless(get(response())))).toEqual(["state/stream-equals-json"]);
  });
});

describe("a response that was never stored", () => {
  const secret = ask({ input: "Hi.", store: false });
  const kept = (status: number): string[] => [
    `must state/store-false: a request for a response created with store:false was answered with status ${status}; expected 404`,
    `  args {"status":${status}}`,
    "  expected status 404",
    `  actual status ${status}`,
  ];
  it("must not be served, with whatever success", () => {
    expect(says(secret, get(response(), 200))).toEqual(kept(200));
    expect(says(secret, get(response(), 203))).toEqual(kept(203));
    expect(says(secret, headless(get(response())))).toEqual(kept(200));
  });

  it("is one finding when it was deleted too", () => {
    expect(says(secret, gone, get(response()))).toEqual([
      "must state/delete: a request for a deleted response was answered with status 200; expected 404",
      '  args {"status":200}',
      "  expected status 404",
      "  actual status 200",
    ]);
  });

  it.each<[string, Json, number]>([
    ["another response", response({ id: "resp_2" }), 200],
    ["something with its id", { id: "resp_1", object: "thing" }, 200],
    ["null", null, 200],
    ["itself, as an error", response(), 410],
    ["itself, elsewhere", response(), 302],
  ])("is not there when the answer is %s: that only has the wrong status", (_, answer, status) => {
    expect(says(secret, get(answer, status)).filter((line) => line.startsWith("must"))).toEqual([
      `must state/not-found: a request for an unknown response id was answered with status ${status}; expected 404`,
    ]);
  });

  it("may have its input listed", () => {
    expect(rules(secret, get({ object: "list" }, 200, "resp_1/input_items"))).toEqual([]);
  });
});

describe("an id that names nothing", () => {
  const refused = (status: number): string[] => [
    `must state/not-found: a request for an unknown response id was answered with status ${status}; expected 404`,
    `  args {"status":${status}}`,
    "  expected status 404",
    `  actual status ${status}`,
  ];
  it("is not found, whatever is wanted of it", () => {
    expect(says(get(refusal(), 404))).toEqual([]);
    expect(says(get(refusal(), 400))).toEqual(refused(400));
    expect(says(get(refusal(), 400, "resp_1/input_items"))).toEqual(refused(400));
    expect(says(remove(refusal(), 400))).toEqual(refused(400));
    expect(says(get(response()))).toEqual(refused(200));
  });

  it("may be refused a cancel with other words", () => {
    const cancel = asks("POST", "/responses/resp_1/cancel");
    expect(rules(answered(cancel, refusal(), 400))).toEqual([]);
    expect(says(answered(cancel, refusal(), 400))).toEqual([]);
  });

  it.each([401, 403, 405, 429, 501, 502, 503, 504])(
    "may be kept from us, or not offered: %s",
    (status) => {
      expect(says(get(refusal(), status))).toEqual([]);
    },
  );

  it("is nothing to judge in a recording without heads", () => {
    expect(says(headless(get(refusal())))).toEqual([]);
  });

  it("is known when two answers had it", () => {
    expect(says(ask(), ask(), get(refusal(), 400))).toEqual([]);
  });

  it("was that of a deleted response, which is streamed all the same", () => {
    const replay = streamed(asks("GET", "/responses/resp_1"), [
      { type: "response.created", response: response() },
    ]);
    expect(says(ask(), gone, replay)).toEqual(refused(200));
  });
});

describe("a deleted response", () => {
  it("is confirmed to be gone", () => {
    expect(says(ask(), gone, get(refusal(), 404))).toEqual([]);
    expect(says(ask(), headless(gone))).toEqual([]);
    expect(rules(ask(), gone)).toEqual(["state/delete"]);
  });

  it.each<[Json, string]>([
    [{ deleted: "true" }, '"true"'],
    [{}, "nothing"],
    [null, "null"],
  ])("is not by %j", (answer, actual) => {
    expect(says(ask(), remove(answer))).toEqual([
      "must state/delete: the answer to DELETE does not have `deleted: true`",
      "  pointer /deleted",
      "  expected true",
      `  actual ${actual}`,
    ]);
  });

  it("is not when that was refused", () => {
    expect(says(ask(), remove(refusal(), 405))).toEqual([]);
    expect(says(ask(), remove({}, 300))).toEqual([]);
  });

  it("must not be served, with whatever success", () => {
    const still = (status: number): string[] => [
      `must state/delete: a request for a deleted response was answered with status ${status}; expected 404`,
      `  args {"status":${status}}`,
      "  expected status 404",
      `  actual status ${status}`,
    ];
    expect(says(ask(), gone, get(response()))).toEqual(still(200));
    expect(says(ask(), gone, get(response(), 203))).toEqual(still(203));
    expect(says(ask(), gone, headless(get(response())))).toEqual(still(200));
    // As an error it is not there, but that has the wrong status.
    expect(says(ask(), gone, get(response(), 410))[0]).toBe(
      "must state/not-found: a request for an unknown response id was answered with status 410; expected 404",
    );
    expect(says(ask(), gone, get(response(), 404))).toEqual([]);
  });

  it("may be deleted again", () => {
    expect(says(ask(), gone, remove({ id: "resp_1", deleted: false }))).toEqual([]);
    expect(says(ask(), gone, remove(refusal(), 404))).toEqual([]);
  });

  it("is not compared with what it was", () => {
    const served = get(response({ output: [1] }));
    expect(rules(ask(), gone, served)).not.toContain("state/stream-equals-json");
    const replay = streamed(asks("GET", "/responses/resp_1", { query: { stream: "true" } }), [
      { type: "response.created" },
    ]);
    const first = streamed(creates({ stream: true }), [
      { type: "response.created", response: response() },
    ]);
    expect(rules(first, gone, replay)).not.toContain("state/replay-equals-original");
  });
});

describe("going on from a response", () => {
  const next = (answer: Json, status: number, id: Json = "resp_1"): TapeExchange =>
    answered(creates({ previous_response_id: id }), answer, status);
  const refused = (status: number): string[] => [
    `must state/chain: the server refused to continue a stored response: status ${status}: "No."`,
    String.raw`  args {"status":${status},"words":": \"No.\""}`,
    "  expected status 200",
    `  actual status ${status}`,
  ];

  it.each([400, 404, 499, 500])("that is stored is not refused with %s", (status) => {
    expect(says(ask(), next(refusal(), status))).toEqual(refused(status));
    expect(says(ask(undefined, { status: "incomplete" }), next(refusal(), status))).toEqual(
      refused(status),
    );
  });

  it.each([200, 302, 401, 403, 429, 502, 503, 504])("says nothing of it with %s", (status) => {
    expect(says(ask(), next(refusal(), status))).toEqual([]);
    expect(rules(ask(), next(refusal(), status))).toContain("state/chain");
  });

  it.each<[string, TapeExchange[]]>([
    ["was not stored", [ask({ input: "Hi.", store: false })]],
    ["failed", [ask(undefined, { status: "failed" })]],
    ["has no status", [ask(undefined, { status: null })]],
    ["was deleted", [ask(), gone]],
    ["is one of two", [ask(), ask()]],
  ])("may be refused where it %s", (_, before) => {
    expect(says(...before, next(refusal(), 404))).toEqual([]);
    expect(rules(...before, next(refusal(), 404))).not.toContain("state/chain");
    expect(rules(...before, next(refusal(), 404))).not.toContain("state/chain-unknown");
  });

  it.each([400, 404, 422, 499])("that is unknown is refused with a code: %s", (status) => {
    expect(says(next(refusal("previous_response_not_found"), status))).toEqual([]);
    const noCode = (actual: string): string[] => [
      "must state/chain-unknown: the refusal of an unknown previous_response_id has no error code",
      "  pointer /error/code",
      '  expected "previous_response_not_found"',
      `  actual ${actual}`,
    ];
    expect(says(next(refusal(), status))).toEqual(noCode("null"));
    expect(says(next(refusal(""), status))).toEqual(noCode('""'));
    expect(says(next("No.", status))).toEqual(noCode("nothing"));
  });

  it.each([401, 403, 429, 500, 502, 503, 504])(
    "that is unknown says nothing of the code with %s",
    (status) => {
      expect(says(next(refusal(), status))).toEqual([]);
    },
  );

  it.each([200, 399])("that is unknown is not accepted: %s", (status) => {
    expect(says(next(null, status))).toEqual([
      `must state/chain-unknown: a request with an unknown previous_response_id was answered with status ${status}; expected a refusal`,
      `  args {"status":${status}}`,
      "  expected status 400 or 404",
      `  actual status ${status}`,
    ]);
  });

  it("is only judged where an id is asked for", () => {
    expect(rules(next(response(), 200, null))).toEqual([]);
    const compact = asks("POST", "/responses/compact", {
      body: { previous_response_id: "resp_1" },
    });
    expect(rules(answered(compact, {}))).toEqual([]);
    expect(rules(ask(), answered(compact, {}, 404))).toEqual([]);
    expect(rules(answered(undefined, {}))).toEqual([]);
  });

  it("is nothing to judge without the exchanges before, or without heads", () => {
    expect(says(headless(next(refusal(), 200)))).toEqual([]);
    const { request } = next(null, 200);
    const checker = createChecker({
      dialects: [openai],
      exchange: { source: "http", framed: false, step: undefined, request },
      rules: stateRules,
    });
    checker.open({ status: 200, headers: {} });
    checker.bytes(Buffer.from("{}"));
    expect(checker.end()).toMatchObject([{ findings: [], exercised: {} }]);
  });
});
