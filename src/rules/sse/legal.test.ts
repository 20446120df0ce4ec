import { beforeAll, describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import {
  chain,
  endAs,
  onExchange,
  onText,
  stopBefore,
  withoutDone,
  type TapeEdit,
} from "../../tape/edits.ts";
import type { Tape, TapeEnd } from "../../tape/tape.ts";
import { httpRules } from "../http/index.ts";
import { lifecycleRules } from "../lifecycle/index.ts";
import { sequenceRules } from "../sequence/index.ts";
import { sseRules } from "./index.ts";

const rules = [...httpRules, ...sseRules, ...sequenceRules, ...lifecycleRules];
let dialects: JudgingDialect[];
let text: Tape;

beforeAll(async () => {
  dialects = [await judging("openresponses"), await judging("openai")];
  text = await goodTape("text");
});

/** Splits the JSON of each event over several data lines, which the format joins with LF. */
const overLines = (stream: string): string =>
  stream.replaceAll(/^data: (\{.*)$/gm, (_, json: string) =>
    JSON.stringify(JSON.parse(json), undefined, 1)
      .split("\n")
      .map((line) => `data: ${line}`)
      .join("\n"),
  );

describe("legal framing is silent", () => {
  it.each<[string, (stream: string) => string]>([
    ["CRLF line ends", (stream) => stream.replaceAll("\n", "\r\n")],
    ["CR line ends", (stream) => stream.replaceAll("\n", "\r")],
    ["a byte order mark first", (stream) => `\uFEFF${stream}`],
    ["comments between and within events", (stream) => stream.replaceAll("data:", ": ping\ndata:")],
    [
      "a comment as a block of its own",
      (stream) => stream.replaceAll("event:", ": ping\n\nevent:"),
    ],
    ["comments after [DONE]", (stream) => `${stream}: bye\n\n: bye\n`],
    ["several blank lines", (stream) => stream.replaceAll("\n\n", "\n\n\n\n")],
    ["several data lines", overLines],
    ["no blank after the colon", (stream) => stream.replaceAll(/^(data|event): /gm, "$1:")],
    ["data before event", (stream) => stream.replaceAll(/^(event: .*)\n(data: .*)$/gm, "$2\n$1")],
    ["a retry field", (stream) => `retry: 1000\n\n${stream}`],
  ])("%s", (_, edit) => {
    for (const dialect of dialects) {
      const { findings, exercised } = judgeTape(onText(edit)(text), dialect, { rules });
      expect(findings.filter(({ level }) => level !== "may")).toEqual([]);
      expect(exercised["sse/framing"]).toBe(1);
    }
  });
});

describe("the end of the bytes", () => {
  const kinds: TapeEnd["kind"][] = ["closed", "cut", "idle", "total", "limit", "dropped", "left"];
  /** What the rules of this family say, by how the answer ended. */
  const after = (edit: TapeEdit, silentMs?: number): Record<string, string[]> =>
    Object.fromEntries(
      kinds.map((kind) => {
        const end = endAs({ kind, ...(silentMs === undefined ? {} : { silentMs }) });
        const [openresponses] = dialects;
        if (!openresponses) throw new Error("no dialect");
        const { findings } = judgeTape(chain(edit, end)(text), openresponses, { rules: sseRules });
        return [kind, findings.map(({ rule, messageId }) => `${rule} ${messageId}`)];
      }),
    );
  const none = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const unterminated = ["sse/framing unterminated"];

  it("within an event is a fault only where it is the end of the stream", () => {
    const inside = onText((stream) => `${stream}event: response.trace\ndata: {"type":"acm`);
    expect(after(inside)).toEqual({ ...none, closed: unterminated, left: unterminated });
  });
  it("within an event that could be read is one wherever it is", () => {
    const whole = chain(
      stopBefore("response.output_text.done"),
      onText((stream) => stream.slice(0, -1)),
    );
    expect(after(whole)).toEqual({ ...none, closed: unterminated, left: unterminated });
  });
  it("in the middle of the answer is the missing end, and no more", () => {
    expect(after(onText((stream) => stream.slice(0, 2_500)))).toEqual(none);
  });
  it("may be the first thing", () => {
    expect(after(onText(() => "data: [DONE]\n"))["closed"]).toEqual(unterminated);
  });
  it("without [DONE] is a fault only where it was waited for", () => {
    const missing = ["sse/done-sentinel missing"];
    expect(after(withoutDone())).toEqual({ ...none, closed: missing });
    expect(after(withoutDone(), 2_000)).toEqual({ ...none, closed: missing, left: missing });
  });
});

describe("what was judged", () => {
  const count = (edit: TapeEdit, form: "sse" | "jsonl" = "sse"): Record<string, number> => {
    const [openresponses] = dialects;
    if (!openresponses) throw new Error("no dialect");
    const tape = chain(
      edit,
      onExchange((exchange) => ({ ...exchange, form })),
    )(text);
    return judgeTape(tape, openresponses, { rules: sseRules }).exercised;
  };
  const lines = onText((stream) =>
    stream.replaceAll(/^(event: .*|data: \[DONE\])?\n|^data: /gm, ""),
  );

  it("is nothing where nothing came", () => {
    expect(count(onText(() => ""))).toEqual({});
  });
  it("is nothing where there are no frames", () => {
    expect(count(lines, "jsonl")).toEqual({});
  });
  it("is what was found", () => {
    const chat = '{"object":"chat.completion.chunk"}\n';
    expect(
      count(
        onText(() => chat),
        "jsonl",
      ),
    ).toEqual({ "sse/no-chat-chunks": 1 });
    expect(
      count(
        onText(() => "{}\n"),
        "jsonl",
      ),
    ).toEqual({ "sse/json-data": 1 });
  });
});

describe("messages of a WebSocket", () => {
  it("are not of this family", () => {
    for (const dialect of dialects) {
      const checker = createChecker({
        dialects: [dialect],
        exchange: { source: "websocket", framed: false, request: undefined, step: undefined },
        rules: sseRules,
      });
      for (const message of ["ping", "{}", '{"object":"chat.completion.chunk"}'])
        checker.message({ kind: "text", text: message });
      expect(checker.end().map(({ findings, exercised }) => [findings, exercised])).toEqual([
        [[], {}],
      ]);
    }
  });
});

describe("odd framing that clients ignore", () => {
  it("is noted once a kind, and never counted against", () => {
    const odd = onText((stream) => stream.replaceAll("event:", "trace: 1\nspan: 2\nevent:"))(text);
    for (const dialect of dialects) {
      const { findings } = judgeTape(odd, dialect, { rules });
      expect(findings.map(({ rule, level }) => [rule, level])).toEqual([["sse/framing", "may"]]);
      expect(findings[0]?.count).toBeGreaterThan(20);
    }
  });
});

describe("what is no event stream", () => {
  it.each<[string, string]>([
    ["JSON without a line end", '{"error":{"message":"No.","type":"server_error"}}'],
    ["JSON with a line end", '{"error":{"message":"No.","type":"server_error"}}\n'],
    ["JSON over several lines", '{\n  "error": {\n    "message": "No."\n  }\n}\n'],
    ["a web page", "<!doctype html>\n<title>502</title>\n"],
  ])("%s is one finding", (_, body) => {
    for (const dialect of dialects) {
      const { findings } = judgeTape(onText(() => body)(text), dialect, { rules });
      expect(findings.map(({ rule, messageId }) => `${rule} ${messageId}`)).toEqual([
        "http/stream-content-type not-a-stream",
      ]);
    }
  });
});

describe("a stream of the Messages API", () => {
  it.each([
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ])("is known by %s", (type) => {
    const stream = `event: ${type}\ndata: ${JSON.stringify({ type })}\n\n`;
    for (const dialect of dialects) {
      const { findings, exercised } = judgeTape(onText(() => stream)(text), dialect, { rules });
      expect(findings.map(({ rule }) => rule)).toContain("sse/no-chat-chunks");
      expect(exercised["sse/no-chat-chunks"]).toBe(1);
    }
  });

  it.each(["ping", "message"])("is not known by %s", (type) => {
    const stream = `event: ${type}\ndata: ${JSON.stringify({ type })}\n\n`;
    for (const dialect of dialects) {
      const { findings } = judgeTape(onText(() => stream)(text), dialect, { rules });
      expect(findings.map(({ rule }) => rule)).not.toContain("sse/no-chat-chunks");
    }
  });
});
