import { beforeAll, describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import type { HeadInfo } from "../../engine/exchange.ts";
import {
  chain,
  endAs,
  onExchange,
  onHead,
  onText,
  stopBefore,
  type TapeEdit,
} from "../../tape/edits.ts";
import type { Tape, TapeEnd } from "../../tape/tape.ts";
import { defaultLimits } from "../../wire/limits.ts";
import { httpRules } from "./index.ts";

let dialect: JudgingDialect;
let text: Tape;
let replay: Tape;

beforeAll(async () => {
  dialect = await judging("openresponses");
  text = await goodTape("text");
  replay = await goodTape("replay");
});

/** What the rules on time say of a tape, and by `-` those that were exercised and had nothing to say. */
function timing(tape: Tape): string[] {
  const { findings, exercised } = judgeTape(tape, dialect, { rules: httpRules });
  const said = findings.map(({ rule, messageId }) => `${rule} ${messageId}`);
  const silent = Object.keys(exercised).filter((id) => !findings.some(({ rule }) => rule === id));
  return [...said, ...silent.map((id) => `${id} -`)]
    .filter((line) => /^http\/(first-event-prompt|no-stall|stream-closes) /.test(line))
    .map((line) => line.replace("http/", ""))
    .toSorted();
}

describe("a replay of which nothing is left", () => {
  /** Of a response that the exchange before left in `status`. */
  function nothingLeft(status: string, end: TapeEnd = { kind: "closed" }): string[] {
    const [ask, , , rest] = replay.exchanges;
    if (!ask || !rest) throw new Error("the tape is another");
    const asked = Buffer.from(ask.bytes)
      .toString()
      .replaceAll('"status":"completed"', `"status":"${status}"`);
    const exchanges = [
      { ...ask, bytes: Buffer.from(asked) },
      { ...rest, bytes: new Uint8Array(), end },
    ];
    return timing({ ...replay, exchanges }).filter((line) => !line.endsWith("-"));
  }

  it("holds no event", () => {
    expect(nothingLeft("completed")).toEqual([]);
  });
  it("ends all the same", () => {
    expect(nothingLeft("completed", { kind: "idle" })).toEqual(["first-event-prompt silent"]);
  });
  it("has more to come while the response is still at work", () => {
    expect(nothingLeft("in_progress")).toEqual(["first-event-prompt empty"]);
  });
  it("may be of a response that is not known here", () => {
    const [, , , rest] = replay.exchanges;
    if (!rest) throw new Error("the tape is another");
    expect(timing({ ...replay, exchanges: [{ ...rest, bytes: new Uint8Array() }] })).toEqual([]);
  });
});

describe("the end of a stream", () => {
  const kinds: TapeEnd["kind"][] = [
    "closed",
    "cut",
    "idle",
    "total",
    "pinged",
    "limit",
    "dropped",
    "left",
  ];
  const after = (edit: TapeEdit, end: Partial<TapeEnd> = {}): Record<string, string[]> =>
    Object.fromEntries(
      kinds.map((kind) => [kind, timing(chain(edit, endAs({ ...end, kind }))(text))]),
    );

  it("that is whole", () => {
    const fine = ["first-event-prompt -", "no-stall -"];
    expect(after((tape) => tape)).toEqual({
      closed: [...fine, "stream-closes -"],
      cut: fine,
      idle: [...fine, "stream-closes stays-open"],
      total: [...fine, "stream-closes stays-open"],
      pinged: fine,
      limit: [],
      dropped: fine,
      left: ["first-event-prompt -"],
    });
  });
  it("that is whole, and was listened to for a while longer", () => {
    expect(after((tape) => tape, { silentMs: 2_000 })).toEqual({
      ...after((tape) => tape),
      left: ["first-event-prompt -", "stream-closes stays-open"],
    });
  });
  it("that stops in the middle", () => {
    const fine = ["first-event-prompt -", "no-stall -"];
    expect(after(stopBefore("response.output_text.delta", 2))).toEqual({
      closed: fine,
      cut: fine,
      idle: ["first-event-prompt -", "no-stall stalled"],
      total: ["first-event-prompt -", "no-stall endless"],
      pinged: fine,
      limit: [],
      dropped: fine,
      left: ["first-event-prompt -"],
    });
  });
  it("that is empty", () => {
    expect(after(onText(() => ""))).toEqual({
      closed: ["first-event-prompt empty"],
      cut: ["first-event-prompt cut"],
      idle: ["first-event-prompt silent"],
      total: ["first-event-prompt silent"],
      pinged: ["first-event-prompt silent"],
      limit: [],
      dropped: [],
      left: [],
    });
  });
  it("that has nothing but [DONE]", () => {
    expect(after(onText(() => "data: [DONE]\n\n"))).toEqual(after(onText(() => "")));
  });
});

const webPage = ({ status }: HeadInfo): HeadInfo => ({
  status,
  headers: { "content-type": "text/html" },
});
const headless: TapeEdit = onExchange((exchange) => ({ ...exchange, response: undefined }));

describe("a body without events", () => {
  const empty = onText(() => "");
  it.each<[string, TapeEdit]>([
    ["is another's to report where it is labelled so", chain(empty, onHead(webPage))],
    [
      "may come with a redirect",
      chain(
        empty,
        onHead((head) => ({ ...head, status: 300 })),
      ),
    ],
    [
      "may come with a refusal",
      chain(
        empty,
        onHead((head) => ({ ...head, status: 500 })),
      ),
    ],
    ["says nothing without its head", chain(empty, headless)],
    ["is another's where its frames are no JSON", onText(() => "data: ping\n\n")],
    ["is another's where its frames are no events", onText(() => "data: {}\n\n")],
    ["is another's where it is a web page", onText(() => "<html></html>\n")],
  ])("%s", (_, edit) => {
    expect(timing(edit(text))).toEqual([]);
  });

  it("may be too much to read", () => {
    const { request, response } = text.exchanges[0] as Tape["exchanges"][number];
    const checker = createChecker({
      dialects: [dialect],
      exchange: { source: "http", framed: true, request, step: undefined },
      rules: httpRules,
      form: "sse",
      limits: { ...defaultLimits, eventBytes: 100 },
    });
    if (response) checker.open(response);
    checker.bytes(Buffer.from(`data: ${"x".repeat(200)}`));
    expect(checker.end().flatMap(({ findings }) => findings)).toEqual([]);
  });
});
