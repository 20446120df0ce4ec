import { describe, expect, it } from "vitest";
import {
  createSession,
  type ExchangeInfo,
  type Remembered,
  type Session,
} from "../../engine/exchange.ts";
import type { Json } from "../../json/json.ts";
import { startingAfter } from "./replay.ts";
import {
  askedInBackground,
  endedWell,
  isUnstored,
  targetOf,
  wantsJson,
  wantsReplay,
  type Target,
} from "./target.ts";

const info = (method: string, path: string, query = {}): ExchangeInfo => ({
  source: "http",
  framed: false,
  request: { method, path, query, headers: {}, body: undefined },
  step: undefined,
});
const remembered = (body: Json | undefined, status = "completed"): Remembered => ({
  step: undefined,
  request: { method: "POST", path: "/responses", query: {}, headers: {}, body },
  response: { status },
  events: undefined,
  whole: false,
  latest: { status },
  deleted: false,
});
const one = remembered({});
const session = (partial = false): Session => {
  const made = createSession({
    partial,
    ids: new Map([
      ["resp_1", ["ask"]],
      ["resp_twice", ["ask", "again"]],
      ["resp/é", ["ask"]],
      ["resp_%zz", ["ask"]],
      ["compact", ["ask"]],
      ["resp_elsewhere", ["ask"]],
    ]),
  });
  for (const id of ["resp_1", "resp_twice", "resp/é", "resp_%zz", "compact"])
    made.responses.set(id, one);
  return made;
};

describe("the target of a request", () => {
  it.each<[string, string, Partial<Target>]>([
    ["GET", "/responses/resp_1", { route: "retrieve", id: "resp_1", known: one, unknown: false }],
    ["DELETE", "/responses/resp_1", { route: "delete", id: "resp_1", known: one }],
    ["POST", "/responses/resp_1/cancel", { route: "cancel", id: "resp_1", known: one }],
    ["GET", "/responses/resp_1/input_items", { route: "input_items", id: "resp_1" }],
    ["GET", "/responses/resp%2F%C3%A9", { id: "resp/é", known: one }],
    ["GET", "/responses/resp_%zz", { id: "resp_%zz", known: one }],
    ["GET", "/responses/nobody", { id: "nobody", known: undefined, unknown: true }],
    // An id that was given out twice names no response, and one of another scenario is not known here.
    ["GET", "/responses/resp_twice", { known: undefined, unknown: false }],
    ["GET", "/responses/resp_elsewhere", { known: undefined, unknown: false }],
    ["GET", "/responses/compact", { id: "compact", known: one }],
  ])("%s %s", (method, path, target) => {
    expect(targetOf(info(method, path), session())).toMatchObject(target);
  });

  it("may be known to the endpoint where a recording does not show it", () => {
    const elsewhere = info("GET", "/responses/nobody");
    expect(targetOf(elsewhere, session(true))).toMatchObject({ known: undefined, unknown: false });
  });

  it.each([
    ["POST", "/responses"],
    ["POST", "/responses/compact"],
    ["POST", "/responses/input_tokens"],
    ["POST", "/responses/resp_1"],
    ["GET", "/responses/resp_1/elsewhere"],
    ["GET", "/models/responses/resp_1"],
    ["GET", "/responses/"],
  ])("%s %s has none", (method, path) => {
    expect(targetOf(info(method, path), session())).toBeUndefined();
  });

  it("is unknown without a request, and without earlier exchanges", () => {
    expect(targetOf({ ...info("GET", ""), request: undefined }, session())).toBeUndefined();
    expect(targetOf(info("GET", "/responses/resp_1"), undefined)).toBeUndefined();
  });
});

describe("what a request wants of a stored response", () => {
  it.each([
    ["GET", "/responses/resp_1", {}, "json"],
    ["GET", "/responses/resp_1", { stream: "false" }, "json"],
    ["GET", "/responses/resp_1", { stream: "true" }, "replay"],
    ["GET", "/responses/resp_1/input_items", {}, "neither"],
    ["GET", "/responses/resp_1/input_items", { stream: "true" }, "neither"],
    ["DELETE", "/responses/resp_1", {}, "neither"],
    ["DELETE", "/responses/resp_1", { stream: "true" }, "neither"],
  ])("%s %s %s", (method, path, query, wanted) => {
    const target = targetOf(info(method, path, query), session()) as Target;
    expect([wantsJson(target), wantsReplay(target)]).toEqual([
      wanted === "json",
      wanted === "replay",
    ]);
  });

  it.each([
    [undefined, undefined],
    ["7", 7],
    ["12", 12],
    ["", null],
    ["5x", null],
    ["x5", null],
    ["-1", null],
  ])("starting_after=%s", (starting_after, after) => {
    const query = starting_after === undefined ? {} : { starting_after };
    const target = targetOf(info("GET", "/responses/resp_1", query), session()) as Target;
    expect(startingAfter(target)).toBe(after);
  });
});

describe("a remembered response", () => {
  it.each<[Json | undefined, boolean, boolean]>([
    [{}, false, false],
    [{ store: true, background: true }, false, true],
    [{ store: false, background: false }, true, false],
    [{ store: "false", background: "true" }, false, false],
    [undefined, false, false],
    [null, false, false],
  ])("that was asked for with %j", (body, unstored, background) => {
    expect(isUnstored(remembered(body))).toBe(unstored);
    expect(askedInBackground(remembered(body))).toBe(background);
  });

  it.each([
    ["completed", true],
    ["incomplete", true],
    ["failed", false],
    ["cancelled", false],
    ["in_progress", false],
  ])("that is %s", (status, well) => {
    expect(endedWell(remembered({}, status))).toBe(well);
  });
});
