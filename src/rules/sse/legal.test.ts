import { beforeAll, describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import type { JudgingDialect } from "../../checker.ts";
import { onText } from "../../tape/edits.ts";
import type { Tape } from "../../tape/tape.ts";
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
