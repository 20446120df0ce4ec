import { describe, expect, it } from "vitest";
import { goodTape, tapeNames } from "../../test/support/judge.ts";
import { loadBuiltinDialect } from "../dialect/dialect.ts";
import { checkStream, type CheckResult, type Piece, type Source } from "../index.ts";
import { nothingExercised } from "../result/conclude.ts";
import { decodeEvents } from "../tape/events.ts";

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const [exchange] = (await goodTape("text")).exchanges;
if (!exchange) throw new Error("the tape is empty");
const good = textOf(exchange.bytes);
/** A delta that the done event does not know of. */
const bad = good.replace('"delta":"', '"delta":"x');
const events = (text: string): object[] =>
  decodeEvents({ ...exchange, bytes: Buffer.from(text) }).flatMap(({ payload }) =>
    payload === "[DONE]" ? [] : [payload],
  );
const streamed = { headers: { "content-type": "text/event-stream" } };

async function* oneByOne<T>(pieces: Iterable<T>): AsyncGenerator<T> {
  for (const piece of pieces) yield piece;
}
const rulesOf = ({ findings }: CheckResult): string[] => findings.map(({ rule }) => rule);

/** The same answer in every form that is taken. */
const sources = (text: string): Record<string, () => Source> => ({
  text: () => text,
  bytes: () => Buffer.from(text),
  "a Response": () => new Response(text, streamed),
  "a stream of bytes": () => new Blob([text]).stream(),
  "a stream of text": () => new Blob([text]).stream().pipeThrough(new TextDecoderStream()),
  "characters one by one": () => oneByOne(text),
  "UTF-16 units one by one": () => oneByOne(text.split("")),
  "an array of chunks": () => [text.slice(0, 700), text.slice(700)],
  events: () => events(text),
  "events one by one": () => oneByOne(events(text)),
  "JSON lines": () =>
    events(text)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(""),
  "JSON lines, cut anywhere": () =>
    oneByOne(
      events(text)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(""),
    ),
});

describe("checkStream", () => {
  it.each(Object.entries(sources(good)))("passes a good stream as %s", async (_, source) => {
    const result = await checkStream(source());
    expect(result.text).toMatch(/^CONFORMANT to Open Responses \S+: \d+ rules exercised$/);
    expect(result).toMatchObject({ verdict: "pass", conformant: true, findings: [], events: 13 });
    expect(result.exercised).toMatchObject({ "text/deltas-equal-done": 1 });
  });

  it.each(Object.entries(sources(bad)))("finds a wrong delta in %s", async (_, source) => {
    const result = await checkStream(source());
    expect(result).toMatchObject({ verdict: "fail", conformant: false });
    expect(result.findings).toMatchObject([
      { rule: "text/deltas-equal-done", level: "must", event: 9, pointer: "/text", count: 1 },
    ]);
    expect(result.findings[0]?.spec[0]).toBe(
      "https://www.openresponses.org/specification#streaming",
    );
  });

  it.each([
    ["refusal", /"delta":"/, "$&not ", "refusal"],
    // A done event that is not sent: the finding is about the end of the item.
    [
      "hosted",
      /event: response\.code_interpreter_call_code\.done\n.*\n\n/,
      "",
      "code_interpreter_call_code",
    ],
  ])("links the event of the family in %s", async (tape, found, put, family) => {
    const text = textOf((await goodTape(tape)).exchanges[0]?.bytes ?? new Uint8Array());
    expect(text).toMatch(found);
    const { findings } = await checkStream(text.replace(found, put), { dialect: "openai" });
    const finding = findings.find(({ rule }) => rule === "text/deltas-equal-done");
    expect(finding?.spec[0]).toBe(
      `https://platform.openai.com/docs/api-reference/responses-streaming/response/${family}/done`,
    );
  });

  it("keeps a character whole that is cut in two", async () => {
    const smiling = good.replace('"delta":"', '"delta":"\u{1F600}');
    for (const pieces of [
      smiling.split(""),
      [...Buffer.from(smiling)].map((byte) => Buffer.of(byte)),
    ]) {
      const { findings } = await checkStream(oneByOne<Piece>(pieces));
      expect(findings.map(({ expected }) => expected)).toEqual([
        expect.stringMatching(/^"\u{1F600}The weather/u),
      ]);
    }
    const half = await checkStream([`${good}: \uD83D`]);
    expect(half.findings).toEqual([]);
  });

  it("accuses no good answer, whatever is known of it beside its body", async () => {
    const accused: string[] = [];
    let judged = 0;
    // Some tapes speak one dialect only.
    const dialect = ["openresponses", "openai"];
    for (const name of tapeNames) {
      const { exchanges } = await goodTape(name);
      // What only another exchange explains cannot be judged alone.
      const [exchange] = exchanges;
      if (!exchange?.response || exchange.transport !== "http" || exchange.form === "text")
        continue;
      if (exchange.end.kind !== "closed") continue;
      const { status, headers } = exchange.response;
      const { request, bytes } = exchange;
      const body = request?.path === "/responses" && request.method === "POST" && request.body;
      judged += 1;
      const told = typeof body === "object" && body !== null ? { request: body } : {};
      const response = (): Response => new Response(Buffer.from(bytes), { status, headers });
      const stream = (): ReadableStream => new Blob([Buffer.from(bytes)]).stream();
      for (const result of [
        await checkStream(response(), { dialect }),
        await checkStream(response(), { dialect, ...told }),
        await checkStream(stream(), { dialect, form: exchange.form === "sse" ? "sse" : "json" }),
        await checkStream(stream(), { dialect }),
      ])
        if (result.judgements.every(({ verdict }) => verdict === "fail" || verdict === "warn"))
          accused.push(`${name}: ${rulesOf(result).join()}`);
    }
    expect(accused).toEqual([]);
    expect(judged).toBeGreaterThan(40);
  }, 60_000);

  it("says that nothing was judged where there was nothing", async () => {
    for (const source of ["", "<html>busy</html>", "[1]", "{", []]) {
      const result = await checkStream(source as Source);
      expect(result, JSON.stringify(source)).toMatchObject({
        verdict: "inconclusive",
        conformant: false,
        reason: nothingExercised(),
      });
      const { title } = loadBuiltinDialect("openresponses");
      expect(result.text).toBe(`NOT TESTED against ${title}: ${nothingExercised()}`);
    }
  });

  it("judges status, headers and the request where they are known", async () => {
    const body = JSON.stringify({ error: { message: "no", type: "invalid_request_error" } });
    const refusal = new Response(body, { status: 400, headers: { "content-type": "text/plain" } });
    expect(rulesOf(await checkStream(refusal))).toEqual(["http/error-body"]);
    const request = { stream: true, input: "x", model: "m", temperature: 0.3 };
    const echoed = await checkStream(good, { request });
    expect(rulesOf(echoed)).toContain("echo/request");
    expect(rulesOf(await checkStream(good, { request, rules: "text/*" }))).toEqual([]);
    const head = {
      status: 200,
      headers: { "Content-Type": ["application/json"], etag: undefined },
    };
    const labelled = await checkStream(good, { head, request: { stream: true } });
    expect(rulesOf(labelled)).toContain("http/stream-content-type");
  });

  it("takes an answer that is no response for none", async () => {
    for (const [body, type] of [
      ["{}", "application/json"],
      ["<html>busy</html>", "text/html"],
      ["<html>busy</html>", "text/event-stream"],
      ["", "application/json"],
      ["", "text/event-stream"],
    ] as const) {
      const response = new Response(body, { headers: { "content-type": type } });
      expect(await checkStream(response), `${body} as ${type}`).toMatchObject({
        conformant: false,
      });
    }
    const list = new Response('{"object":"list","data":[]}');
    expect(await checkStream(list)).toMatchObject({ findings: [] });
  });

  it("judges by several dialects at once, the first of which is the result", async () => {
    const openai = good.replace("data: [DONE]\n\n", "");
    const result = await checkStream(openai, { dialect: ["openai", "openresponses"] });
    expect(result).toMatchObject({ dialect: "openai", verdict: "pass", findings: [] });
    expect(result.judgements).toMatchObject([
      { dialect: "openai", verdict: "pass" },
      { dialect: "openresponses", verdict: "fail", findings: [{ rule: "sse/done-sentinel" }] },
    ]);
    expect(result.text).toContain("\nCONFORMANT to OpenAI");
    expect(result.text).toContain("\nNOT CONFORMANT to Open Responses");
  });

  it("is plain data, its text safe to print", async () => {
    const evil = good.replace('"The weather is sunny today."', '"\\u001b[31m\\u202eno"');
    const result = await checkStream(evil, { name: "a\u001b[2Jb" });
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ verdict: "fail" });
    expect(result.text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    expect(result.text).toContain("MUST   a\\x1b[2Jb");
  });
});
