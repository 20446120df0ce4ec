import { beforeAll, describe, expect, it } from "vitest";
import {
  answered,
  asks,
  creates,
  exercisedBy,
  headless,
  saidOf,
} from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import type { JudgingDialect } from "../../checker/checker.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import { stateRules } from "../state/index.ts";
import cancelRule from "./cancel.ts";
import lifecycle from "./lifecycle.ts";

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const response = (status: string | undefined, more: JsonObject = {}): JsonObject => ({
  id: "resp_1",
  object: "response",
  status,
  background: true,
  output: [],
  ...more,
});
const ask = (answer: JsonObject, body: Json = { background: true }): TapeExchange =>
  answered(creates(body), answer);
const poll = (answer: Json, status = 200, rest = ""): TapeExchange =>
  answered(asks("GET", `/responses/resp_1${rest}`), answer, status);
const cancel = (answer: Json, status = 200, method = "POST"): TapeExchange =>
  answered(asks(method, "/responses/resp_1/cancel"), answer, status);
const gone = answered(asks("DELETE", "/responses/resp_1"), { deleted: true });

describe("the life of a background response", () => {
  const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, [lifecycle]);
  const judged = (...exchanges: TapeExchange[]): number =>
    exercisedBy(exchanges, openai, [lifecycle])["background/lifecycle"] ?? 0;
  const back = (before: string, after: string, expected: string): string[] => [
    `must background/lifecycle: the status went back from ${before} to ${after}`,
    `  args {"before":"${before}","after":"${after}"}`,
    "  pointer /status",
    `  expected ${expected}`,
    `  actual "${after}"`,
  ];
  const changed = (pointer: string, expected: string, actual: string): string[] => [
    `must background/lifecycle: the response changed at ${pointer} after it had finished`,
    `  args {"pointer":"${pointer}"}`,
    `  pointer ${pointer}`,
    `  expected ${expected}`,
    `  actual ${actual}`,
  ];
  const [queued, working, done, cancelled] = [
    response("queued"),
    response("in_progress"),
    response("completed"),
    response("cancelled"),
  ];

  it("goes forth and never back", () => {
    expect(says(ask(queued), poll(queued), poll(working), poll(done), poll(done))).toEqual([]);
    expect(judged(ask(queued), poll(queued), poll(working), poll(done), poll(done))).toBe(4);
    expect(says(ask(working), poll(queued))).toEqual(
      back("in_progress", "queued", '"in_progress" or later'),
    );
    expect(says(ask(queued), poll(done), poll(working))).toEqual(
      back("completed", "in_progress", '"completed"'),
    );
    expect(says(ask(done), poll(queued))).toEqual(back("completed", "queued", '"completed"'));
  });

  it("ends once", () => {
    const more = response("completed", { output: [1] });
    expect(says(ask(queued), poll(done), poll(more))).toEqual(changed("/output/0", "nothing", "1"));
    expect(says(ask(queued), poll(done), poll(response("failed")))).toEqual(
      changed("/status", '"completed"', '"failed"'),
    );
    expect(says(ask(queued), poll(cancelled), poll(response("failed")))).toEqual(
      changed("/status", '"cancelled"', '"failed"'),
    );
    expect(says(ask(queued), poll(done), poll(response("cancelled", { output: [1] })))).toEqual(
      changed("/status", '"completed"', '"cancelled"'),
    );
  });

  it("may change as long as it goes on, and be written down after it was cancelled", () => {
    expect(says(ask(working), poll(response("in_progress", { output: [1] })))).toEqual([]);
    expect(says(ask(queued), poll(cancelled), poll({ ...cancelled, output: [1] }))).toEqual([]);
  });

  it("is one finding where it had ended in its first answer", () => {
    const more = poll(response("completed", { output: [1] }));
    const said = saidOf([ask(done), more], openai, [...stateRules, lifecycle]);
    expect(said.filter((line) => line.startsWith("must"))).toEqual([
      "must state/stream-equals-json: the stored response differs at /output/0 from the response that was streamed or returned",
    ]);
  });

  it.each<[string, TapeExchange[]]>([
    ["in the foreground", [ask(working, { background: false }), poll(queued)]],
    ["by a request that is no object", [ask(working, null), poll(queued)]],
    ["and then deleted", [ask(working), gone, poll(queued)]],
    ["and then refused", [ask(working), poll(queued, 404)]],
    ["and then moved", [ask(working), poll(queued, 300)]],
    ["and then answered with something else", [ask(working), poll("queued")]],
    ["and then without a status", [ask(done), poll(response(undefined))]],
    ["without a status", [ask(response(undefined)), poll(queued)]],
    ["and then for its input", [ask(working), poll(queued, 200, "/input_items")]],
  ])("is not to be seen of one that was asked for %s", (_, exchanges) => {
    expect(says(...exchanges)).toEqual([]);
    expect(judged(...exchanges)).toBe(0);
  });

  it("is to be seen in a recording without heads", () => {
    expect(says(headless(ask(working)), headless(poll(queued)))).not.toEqual([]);
  });
});

describe("a cancel", () => {
  const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, [cancelRule]);
  const judged = (...exchanges: TapeExchange[]): number =>
    exercisedBy(exchanges, openai, [cancelRule])["background/cancel"] ?? 0;
  const waiting = ask(response("queued"));
  const changed = (pointer: string, expected: string, actual: string): string[] => [
    "must background/cancel: cancelling a finished response changed it",
    `  pointer ${pointer}`,
    `  expected ${expected}`,
    `  actual ${actual}`,
  ];
  const refused = { error: { message: "No." } };

  it.each(["cancelled", "completed", "failed", "incomplete"])("ends a response: %s", (status) => {
    expect(says(waiting, cancel(response(status)))).toEqual([]);
    expect(judged(waiting, cancel(response(status)))).toBe(2);
  });

  it.each<[string, JsonObject, string]>([
    ["in_progress", response("in_progress"), '"in_progress"'],
    ["none", response(undefined), "nothing"],
    ["none", { ...response(undefined), status: 5 }, "5"],
  ])("that does not is one with status %s", (status, answer, actual) => {
    for (const before of [waiting, ask(response("completed"))])
      expect(says(before, cancel(answer))).toEqual([
        `must background/cancel: a cancelled background response has status ${status}`,
        `  args {"status":"${status}"}`,
        "  pointer /status",
        '  expected "cancelled", or the terminal status that it already had',
        `  actual ${actual}`,
      ]);
  });

  it("leaves alone what had ended", () => {
    const done = ask(response("completed"));
    expect(says(done, cancel(response("completed")))).toEqual([]);
    expect(says(done, cancel(response("completed", { output: [1] })))).toEqual(
      changed("/output/0", "nothing", "1"),
    );
    expect(says(done, cancel({ output: [1], ...response("cancelled") }))).toEqual(
      changed("/status", '"completed"', '"cancelled"'),
    );
    const again = cancel(response("cancelled", { output: [1] }));
    expect(says(waiting, cancel(response("cancelled")), again)).toEqual([]);
    expect(says(waiting, cancel(response("cancelled")), cancel(response("failed")))).toEqual(
      changed("/status", '"cancelled"', '"failed"'),
    );
  });

  it.each([400, 409, 499, 500])("is not refused with %s in the background", (status) => {
    expect(says(waiting, cancel(refused, status))).toEqual([
      `must background/cancel: the server refused to cancel a background response: status ${status}`,
      `  args {"status":${status}}`,
      "  expected status 200",
      `  actual status ${status}`,
    ]);
  });

  it.each([401, 403, 404, 405, 429, 501, 502, 503, 504])(
    "says nothing with status %s",
    (status) => {
      const foreground = ask(response("completed"), {});
      for (const before of [waiting, foreground]) {
        expect(says(before, cancel(refused, status))).toEqual([]);
        expect(judged(before, cancel(refused, status))).toBe(0);
      }
    },
  );

  it.each<[string, TapeExchange]>([
    ["was asked for in the foreground", ask(response("completed"), { background: false })],
    ["was asked for by nothing known", ask(response("completed"), null)],
    ["was answered there", ask(response("completed", { background: false }))],
  ])("of what %s is refused", (_, before) => {
    expect(says(before, cancel(refused, 400))).toEqual([]);
    expect(says(before, cancel(refused, 300))).toEqual([]);
    expect(judged(before, cancel(refused, 400))).toBe(1);
    expect(says(before, cancel(response("in_progress"), 202))).toEqual([
      "must background/cancel: the server answered the cancellation of a foreground response with status 202",
      '  args {"status":202}',
      "  expected status 400",
      "  actual status 202",
    ]);
  });

  it("may be answered in the background without saying so", () => {
    const silent = ask(response("queued", { background: undefined }));
    expect(says(silent, cancel(response("cancelled")))).toEqual([]);
    expect(says(silent, cancel(refused, 400))).not.toEqual([]);
  });

  it.each<[string, TapeExchange]>([
    ["another method", cancel(response("queued"), 200, "GET")],
    ["another path", answered(asks("POST", "/responses/resp_1/pause"), response("queued"))],
    ["another response", answered(asks("POST", "/responses/resp_2/cancel"), response("queued"))],
  ])("is none with %s", (_, exchange) => {
    expect(judged(waiting, exchange)).toBe(0);
    expect(says(waiting, exchange)).toEqual([]);
  });

  it("says nothing of what is no response", () => {
    expect(says(waiting, cancel("cancelled"))).toEqual([]);
    expect(says(waiting, cancel(response("queued"), 300))).toEqual([]);
  });

  it("is judged in a recording without heads", () => {
    expect(says(waiting, headless(cancel(response("queued"))))).not.toEqual([]);
  });
});
