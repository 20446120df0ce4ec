import { beforeAll, describe, expect, it } from "vitest";
import { judging } from "../../test/support/judge.ts";
import { createChecker, type Checker, type JudgingDialect } from "./checker.ts";
import { createSession, type ExchangeInfo, type RequestInfo } from "../engine/exchange.ts";
import { defineRule, type Rule } from "../engine/rule.ts";
import type { Judgement } from "../result/finding.ts";

let dialects: JudgingDialect[];
beforeAll(async () => {
  dialects = [await judging("openresponses"), await judging("openai")];
});

/** A rule that reports what it was shown. */
const spy = (seen: string[]): Rule =>
  defineRule({
    id: "test/spy",
    title: "spy",
    requirement: { openresponses: "must", openai: "off" },
    spec: [],
    messages: {},
    observe: ({ state }) => ({
      open: ({ status }) => void seen.push(`open ${status}`),
      every: ({ type }) => void seen.push(`${type} after ${state.events}`),
      snapshot: ({ pointer, terminal }) => void seen.push(`snapshot ${pointer} ${terminal}`),
      fact: ({ kind }) => void seen.push(`fact ${kind}`),
      body: ({ kind, value }) => void seen.push(`body ${kind} ${JSON.stringify(value)}`),
      end: ({ kind }) => void seen.push(`end ${kind}`),
    }),
  });

const request = (method: string, path: string, body?: RequestInfo["body"]): RequestInfo => ({
  method,
  path,
  query: {},
  headers: {},
  body,
});
const info = (of?: RequestInfo): ExchangeInfo => ({
  source: of ? "http" : "capture",
  framed: true,
  request: of,
  step: undefined,
});

function run(
  of: RequestInfo | undefined,
  feed: (checker: Checker) => void,
): { seen: string[]; checker: Checker; judgements: Judgement[] } {
  const seen: string[] = [];
  const checker = createChecker({ dialects, exchange: info(of), rules: [spy(seen)] });
  feed(checker);
  const judgements = checker.end();
  return { seen, checker, judgements };
}

const created = '{"type":"response.created","response":{"id":"r","status":"in_progress"}}';
const json = { "content-type": "application/json" };

describe("createChecker", () => {
  it("hands events, snapshots and facts to the rules, state one step behind", () => {
    const { seen } = run(request("POST", "/responses"), (checker) => {
      checker.open({
        status: 200,
        headers: { "content-type": "Text/Event-Stream; charset=utf-8" },
      });
      checker.bytes(
        Buffer.from(`data: ${created}\n\ndata: {"type":"response.x"}\n\ndata: [DONE]\n\n`),
      );
      expect(checker.finished).toBe(true);
    });
    expect(seen).toEqual([
      "open 200",
      "response.created after 0",
      "snapshot /response false",
      "response.x after 1",
      "fact done",
      "end closed",
    ]);
  });

  it("judges in every dialect, with the rules that are on in it", () => {
    const { judgements } = run(undefined, (checker) =>
      checker.bytes(Buffer.from(`data: ${created}\n\n`)),
    );
    expect(judgements.map(({ dialect }) => dialect)).toEqual(["openresponses", "openai"]);
  });

  it.each(["event: x\n", "data: x\n", ": hi\n", "\uFEFFdata: x\n", "\n\nid: 3\n"])(
    "takes %j for a stream under any content type",
    (start) => {
      const { seen, checker } = run(request("POST", "/responses"), (c) => {
        c.open({ status: 200, headers: json });
        for (const byte of Buffer.from(`${start}\ndata: ${created}\n\n`))
          c.bytes(Uint8Array.of(byte));
      });
      expect(seen).toContain("snapshot /response false");
      expect(checker.body).toBeUndefined();
    },
  );

  it.each([
    ["POST", "/responses", 200, "response"],
    ["GET", "/responses/resp_1", 200, "response"],
    ["POST", "/responses/resp_1/cancel", 200, "response"],
    ["DELETE", "/responses/resp_1", 200, "deleted"],
    ["GET", "/responses/resp_1/input_items", 200, "input_items"],
    ["POST", "/responses/input_tokens", 200, "input_tokens"],
    ["POST", "/responses/compact", 200, "compaction"],
    ["POST", "/responses", 400, "error"],
    ["POST", "/responses", 302, "undefined"],
    ["GET", "/models", 200, "undefined"],
  ])("takes the answer of %s %s %i for kind %s", (method, path, status, kind) => {
    const { seen, checker } = run(request(method, path), (c) => {
      c.open({ status, headers: json });
      c.bytes(Buffer.from('{"a'));
      c.bytes(Buffer.from('":1}'));
    });
    expect(seen).toContain(`body ${kind} {"a":1}`);
    expect(checker.body?.value).toEqual({ a: 1 });
  });

  it("shows a plain response as a snapshot, terminal or not", () => {
    for (const [status, terminal] of [
      ["completed", true],
      ["queued", false],
    ] as const) {
      const { seen } = run(request("POST", "/responses"), (c) =>
        c.bytes(Buffer.from(JSON.stringify({ status }))),
      );
      expect(seen).toContain(`snapshot  ${terminal}`);
    }
  });

  it("says why a body is not JSON, and does not call an empty event-stream a body", () => {
    const { checker } = run(undefined, (c) => c.bytes(Buffer.from("<html>")));
    expect(checker.body).toMatchObject({ value: undefined, text: "<html>" });
    expect(checker.body?.error).toBeTruthy();
    const empty = run(undefined, (c) =>
      c.open({ status: 200, headers: { "content-type": "text/event-stream" } }),
    );
    expect(empty.seen).toEqual(["open 200", "end closed"]);
  });

  it("takes messages of a source without frames", () => {
    const { seen } = run(undefined, (checker) => checker.message({ kind: "text", text: created }));
    expect(seen).toEqual(["response.created after 0", "snapshot /response false", "end closed"]);
  });

  it("stops holding a body back at its limit", () => {
    const checker = createChecker({
      dialects,
      exchange: info(),
      rules: [],
      limits: { eventBytes: 100, streamBytes: 1000 },
    });
    for (let i = 0; i < 5; i++) checker.bytes(Buffer.from("x".repeat(30)));
    expect(checker.excess).toMatchObject({ what: "body", limit: 100 });
    expect(checker.end()).toMatchObject([{ findings: [], exercised: {} }, {}]);
    expect(checker.ending).toMatchObject({
      kind: "limit",
      detail: expect.stringMatching(/limits\.eventBytes \(100B\).* limits: \{ eventBytes: 400B \}/),
    });
  });

  it("remembers what it will need to compare later exchanges with, and forgets what was deleted", () => {
    const session = createSession();
    const exchange = (of: RequestInfo, text: string, status = 200): void => {
      const checker = createChecker({
        dialects,
        exchange: { ...info(of), step: "s" },
        rules: [],
        session,
      });
      checker.open({ status, headers: json });
      checker.bytes(Buffer.from(text));
      checker.end();
    };
    exchange(
      request("POST", "/responses", { input: "x" }),
      '{"object":"response","id":"a","status":"completed"}',
    );
    exchange(
      request("POST", "/responses"),
      `data: ${created}\n\ndata: {"type":"response.completed","response":{"id":"b"}}\n\n`,
    );
    exchange(request("POST", "/responses"), '{"error":{}}', 400);
    expect([...session.responses.keys()]).toEqual(["a", "b"]);
    expect(session.responses.get("a")).toMatchObject({
      step: "s",
      events: undefined,
      deleted: false,
    });
    expect(session.responses.get("b")?.events).toHaveLength(2);
    expect([...session.ids.keys()]).toEqual(["a", "b"]);
    exchange(request("DELETE", "/responses/a"), '{"deleted":true}');
    expect(session.responses.get("a")?.deleted).toBe(true);
  });
});
