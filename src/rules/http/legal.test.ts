import { beforeAll, describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import type { ExchangeInfo, HeadInfo } from "../../engine/exchange.ts";
import { isObject, type JsonObject } from "../../json/json.ts";
import {
  chain,
  drop,
  insertAfter,
  onBody,
  onEvents,
  onExchange,
  onHead,
  onText,
  patchSnapshots,
  type TapeEdit,
} from "../../tape/edits.ts";
import { decodeEvents, encodeEvents, renumber } from "../../tape/events.ts";
import type { Tape } from "../../tape/tape.ts";
import { httpRules } from "./index.ts";

let dialect: JudgingDialect;
const tapes: Record<string, Tape> = {};

beforeAll(async () => {
  dialect = await judging("openresponses");
  for (const name of ["deleted", "failed", "plain", "refused", "text", "unknown-id", "websocket"])
    tapes[name] = await goodTape(name);
});

interface Said {
  findings: string[];
  /** How often each rule was exercised, those on time left out. */
  exercised: Record<string, number>;
}

const brief = (findings: { rule: string; messageId: string }[]): string[] =>
  findings.map(({ rule, messageId }) => `${rule} ${messageId}`);
const withoutTiming = (exercised: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(exercised).filter(
      ([id]) => !/^http\/(first-event-prompt|no-stall|stream-closes)$/.test(id),
    ),
  );
function judge(name: string, edit: TapeEdit = (tape) => tape): Said {
  const { findings, exercised } = judgeTape(edit(tapes[name] as Tape), dialect, {
    rules: httpRules,
  });
  return { findings: brief(findings), exercised: withoutTiming(exercised) };
}

const status = (code: number): TapeEdit => onHead((head) => ({ ...head, status: code }));
const labelled = (type: string): TapeEdit =>
  onHead((head) => ({ status: head.status, headers: { "content-type": type } }));
const headless: TapeEdit = onExchange((exchange) => ({ ...exchange, response: undefined }));
const requestless: TapeEdit = onExchange((exchange) => ({ ...exchange, request: undefined }));
const sent = (edit: (body: JsonObject) => JsonObject): TapeEdit =>
  onExchange((exchange) => {
    const { request } = exchange;
    if (!request || !isObject(request.body)) throw new Error("the tape has no request");
    return { ...exchange, request: { ...request, body: edit(request.body) } };
  });
const withoutInput = sent(({ input: _, ...rest }) => rest);
const withoutOutput: TapeEdit = onEvents((events) =>
  renumber(
    events.filter(({ payload }) => payload === "[DONE]" || payload["output_index"] === undefined),
  ),
);

/** Judges the first body of a tape as a recording without its request. */
function judgeCapture(name: string, edit: TapeEdit, head?: HeadInfo): Said {
  const { bytes, form } = edit(tapes[name] as Tape).exchanges[0] as Tape["exchanges"][number];
  const exchange: ExchangeInfo = {
    source: "capture",
    framed: form === "sse",
    request: undefined,
    step: undefined,
  };
  const checker = createChecker({
    dialects: [dialect],
    exchange,
    rules: httpRules,
    form: form === "sse" ? "sse" : "json",
  });
  if (head) checker.open(head);
  checker.bytes(bytes);
  const [judgement] = checker.end();
  if (!judgement) throw new Error("nothing was judged");
  return { findings: brief(judgement.findings), exercised: judgement.exercised };
}

describe("what is not known is not judged", () => {
  it.each(["text", "plain", "refused"])("the head of %s", (name) => {
    const { findings, exercised } = judge(name, headless);
    expect(findings).toEqual([]);
    expect(Object.keys(exercised).filter((id) => /content-type|error-/.test(id))).toEqual(
      name === "text" ? ["http/error-before-stream"] : [],
    );
  });
  it("the label of a body that is no stream", () => {
    const page = onText(() => "<html></html>\n");
    expect(judge("text", chain(headless, page)).findings).toEqual([]);
  });
  it("the request", () => {
    expect(judge("text", requestless)).toEqual({
      findings: [],
      exercised: {
        "http/error-before-stream": 1,
        "http/stream-content-type": 1,
        "http/success": 1,
      },
    });
    expect(judge("plain", requestless)).toEqual({
      findings: [],
      exercised: { "http/error-status": 1, "http/success": 1 },
    });
    expect(judge("plain", chain(requestless, labelled("text/plain")))).toEqual({
      findings: [],
      exercised: { "http/error-status": 1, "http/success": 1 },
    });
    const page = onText(() => "<html></html>\n");
    expect(judge("text", chain(requestless, page)).findings).toEqual([
      "http/stream-content-type not-a-stream",
    ]);
  });
  it("a recording, of which no one tells how it came to be", () => {
    const stream = { status: 200, headers: { "content-type": "text/event-stream" } };
    const page = onText(() => "<html></html>\n");
    expect(judgeCapture("text", page, stream)).toEqual({ findings: [], exercised: {} });
    expect(judgeCapture("text", (tape) => tape, stream).exercised).toEqual({
      "http/error-before-stream": 1,
    });
    const refusal = { status: 400, headers: {} };
    const page400 = onText(() => "<html></html>");
    expect(judgeCapture("refused", page400, refusal)).toEqual({ findings: [], exercised: {} });
  });
});

describe("a WebSocket has no answers of HTTP", () => {
  it("whatever its messages ask for", () => {
    const streamed = sent((body) => ({ ...body, stream: true }));
    const tape = chain(streamed, withoutInput)(tapes["websocket"] as Tape);
    const { findings, exercised } = judgeTape(tape, dialect, { rules: httpRules });
    expect(findings).toEqual([]);
    expect(exercised).toEqual({ "http/no-stall": 1 });
  });
});

describe("content types", () => {
  it("are not asked of an empty body", () => {
    const blank = chain(
      onText(() => " \n"),
      onHead(({ status: code }) => ({ status: code, headers: {} })),
    );
    expect(judge("unknown-id", blank).findings).toEqual(["http/error-body not-json"]);
    expect(judge("plain", blank)).toEqual({ findings: [], exercised: { "http/success": 1 } });
  });
  it("fit a stream in which a stray line came first", () => {
    expect(
      judge(
        "text",
        onText((stream) => `{"warming":"up"}\n\n${stream}`),
      ).findings,
    ).toEqual([]);
  });
  it("fit a stream of another success", () => {
    expect(judge("text", status(299)).exercised["http/stream-content-type"]).toBe(1);
    expect(judge("text", chain(status(300), labelled("text/plain"))).findings).toEqual([
      "http/success status",
    ]);
  });
  it("are not asked of what comes before the answer", () => {
    expect(judge("text", chain(status(199), labelled("text/plain"))).findings).toEqual([
      "http/success status",
    ]);
  });
});

describe("refusals", () => {
  it("are asked only of those that are refused", () => {
    expect(judge("plain", withoutInput)).toEqual({
      findings: ["http/error-status accepted"],
      exercised: { "http/error-status": 2, "http/json-content-type": 1, "http/success": 2 },
    });
  });
  it("are no answers with an error of null", () => {
    const nothing = onBody((body) => ({ ...body, error: null }), 1);
    expect(judge("deleted", nothing)).toEqual(judge("deleted"));
  });
});

describe("an answer that is not done", () => {
  it("is no matter where it has no status", () => {
    const open = onBody(({ status: _, ...rest }) => rest);
    expect(judge("plain", open).exercised["http/success"]).toBe(1);
  });
});

describe("a failure of a stream", () => {
  const early = "http/error-before-stream early";

  it("is late where output came, announced or not", () => {
    expect(judge("failed", drop("response.output_item.added")).findings).toEqual([]);
  });
  it("is late after the end", () => {
    const late = insertAfter("response.completed", 0, {
      type: "error",
      error: { type: "server_error", code: "invalid_value", message: "Oops.", param: null },
    });
    expect(judge("text", chain(withoutOutput, late)).findings).toEqual([]);
  });
  it("may be of a response in the background", () => {
    const background = chain(withoutOutput, patchSnapshots("/background", true));
    expect(judgeCapture("failed", background)).toEqual({ findings: [], exercised: {} });
    expect(judgeCapture("failed", withoutOutput).findings).toEqual([early]);
    const foreground = chain(withoutOutput, patchSnapshots("/background", null));
    expect(judgeCapture("failed", foreground).findings).toEqual([early]);
  });
  it("may be the first thing", () => {
    const first = onExchange((exchange) => ({
      ...exchange,
      bytes: encodeEvents(decodeEvents(exchange).slice(-3)),
    }));
    // Its number says that others came before it.
    expect(judgeCapture("failed", first).findings).toEqual([]);
    const alone = chain(
      first,
      onEvents((events) => renumber(events)),
    );
    expect(judgeCapture("failed", alone).findings).toEqual([early]);
  });
});
