import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { isObject, parseJson, type JsonObject } from "../../src/json/json.ts";
import type { JsonReport } from "../../src/report/json.ts";
import { cli } from "../support/cli.ts";
import { folder, reportOf } from "../support/endpoints.ts";
import { relay, type Relay, type RelayOptions } from "../support/relay.ts";
import { findingsOf, resultsOf } from "../support/results.ts";

/*
 * What other testers of this protocol were reported to get wrong, each proven through the built program and a socket.
 */

const both = ["openresponses", "openai"];

interface Run {
  code: number | null;
  report: JsonReport;
}

/** Runs the built program against an endpoint. */
async function run(url: string, ...args: string[]): Promise<Run> {
  const flags = ["--base-url", url, "--model", "m", "--reporter", "json"];
  const { code, stdout } = await cli([...flags, "--dialect", both.join(","), ...args]);
  return { code, report: reportOf(stdout) };
}

/** The verdict on each scenario, with what is said against it and how often each rule looked. */
const saysOf = (report: JsonReport, dialect: string) =>
  [...resultsOf(report, dialect)].map(([scenario, { verdict, findings, exercised }]) => ({
    scenario,
    verdict,
    findings: findings.map(({ rule, messageId }) => `${rule}:${messageId}`),
    exercised,
  }));

/** Streams of every kind: several bytes to a character, calls at the same time, summaries. */
const streamed = [
  "core/unicode",
  "tools/parallel-stream",
  "reasoning/summary-stream",
  "structured/json-schema-stream",
].flatMap((id) => ["--scenario", id]);

const toCrlf = (stream: string): string => stream.replaceAll("\n", "\r\n");
/** One data line for each line of the JSON, which they join to again. */
const overLines = (stream: string): string =>
  stream.replaceAll(/^data: (\{[^\n]*)$/gm, (_, json: string) =>
    JSON.stringify(JSON.parse(json), undefined, 1)
      .split("\n")
      .map((line) => `data: ${line}`)
      .join("\n"),
  );

describe("how a stream is cut and written changes nothing", () => {
  it.each<[string, RelayOptions]>([
    ["an event split over network reads at every byte", { byByte: true }],
    ["CRLF line ends", { edit: toCrlf }],
    ["CRLF line ends, CR and LF in different reads", { edit: toCrlf, byByte: true }],
    ["several data lines in one event", { edit: overLines }],
    ["several data lines in one event, at every byte", { edit: overLines, byByte: true }],
  ])("%s", async (_, options) => {
    const plain = await run((await relay()).url, ...streamed);
    const odd = await run((await relay(options)).url, ...streamed);
    expect(odd.code).toBe(0);
    for (const dialect of both) {
      const said = saysOf(odd.report, dialect);
      expect(said).toEqual(saysOf(plain.report, dialect));
      expect(said.map(({ verdict, findings }) => ({ verdict, findings }))).toEqual(
        Array.from({ length: streamed.length / 2 }, () => ({ verdict: "pass", findings: [] })),
      );
    }
  });

  it("is not proven by a relay that joins the bytes again, nor by one that changes nothing", async () => {
    const body = JSON.stringify({ model: "m", stream: true, input: "Say hello." });
    const ask = async (options: RelayOptions): Promise<Uint8Array[]> => {
      const response = await fetch(`${(await relay(options)).url}/responses`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const reads: Uint8Array[] = [];
      for await (const chunk of response.body ?? []) reads.push(chunk);
      return reads;
    };
    const cut = await ask({ edit: toCrlf, byByte: true });
    const bytes = Buffer.concat(cut);
    // The reader of the test may put two together when it is slow.
    expect(cut.length).toBeGreaterThan(bytes.length / 2);
    expect(bytes.toString()).toMatch(/^event: response\.created\r\ndata: \{/);
    expect(Buffer.concat(await ask({ edit: overLines })).toString()).toContain(
      'data: {\ndata:  "type"',
    );
  });
});

/** The findings of a run on one scenario, as rule:message, sorted. */
const found = (report: JsonReport, dialect: string): string[] =>
  findingsOf(report, dialect)
    .map(({ rule, messageId }) => `${rule}:${messageId}`)
    .toSorted();

const scenario = ["--scenario", "core/text-stream"];
const withoutDone = (stream: string): string => stream.replace(/data: \[DONE\]\n\n$/, "");

describe("an unterminated last event is reported, and read all the same", () => {
  it("as the terminal event", async () => {
    const { url } = await relay({ edit: (stream) => withoutDone(stream).replace(/\n$/, "") });
    const { code, report } = await run(url, ...scenario);
    expect(code).toBe(1);
    // A reader that dropped it would miss a terminal event, its output and its usage.
    expect(found(report, "openai")).toEqual(["sse/framing:unterminated"]);
    expect(found(report, "openresponses")).toEqual([
      "sse/done-sentinel:missing",
      "sse/framing:unterminated",
    ]);
    for (const dialect of both)
      expect(resultsOf(report, dialect).get("core/text-stream")?.exercised).toMatchObject({
        "usage/present-at-end": expect.any(Number),
        "item/done-equals-output": expect.any(Number),
      });
  });

  it("as [DONE]", async () => {
    const { url } = await relay({ edit: (stream) => stream.replace(/\n$/, "") });
    const { code, report } = await run(url, ...scenario);
    expect(code).toBe(1);
    for (const dialect of both)
      expect(found(report, dialect)).toEqual(["sse/framing:unterminated"]);
  });
});

/** A stream with its events edited as objects, and numbered anew. */
const onEvents =
  (edit: (events: JsonObject[]) => JsonObject[]) =>
  (stream: string): string => {
    const events = [...stream.matchAll(/^data: (\{.*)$/gm)].map(([, json = ""]) => {
      const parsed = parseJson(json);
      if (!("value" in parsed) || !isObject(parsed.value)) throw new Error(`no event: ${json}`);
      return parsed.value;
    });
    const frames = edit(events).map((event, sequence_number) => {
      const data = JSON.stringify({ ...event, sequence_number });
      return `event: ${String(event["type"])}\ndata: ${data}\n\n`;
    });
    return `${frames.join("")}data: [DONE]\n\n`;
  };

const typed = (type: string) => (event: JsonObject) => event["type"] === type;

/** Snapshots lose a required field, and a field of the wrong type stands in the first event. */
const breakSchema = (events: JsonObject[]): JsonObject[] => {
  for (const { response } of events) if (isObject(response)) delete response["tools"];
  for (const event of events.filter(typed("response.output_text.delta")))
    event["content_index"] = "0";
  return events;
};

/** No progress is told, a delta is lost, and the usage does not add up. */
const breakProtocol = (events: JsonObject[]): JsonObject[] => {
  const last = events.at(-1)?.["response"];
  if (!isObject(last) || !isObject(last["usage"])) throw new Error("no usage at the end");
  last["usage"]["total_tokens"] = 1;
  const lost = events.findLastIndex(typed("response.output_text.delta"));
  return events.toSpliced(lost, 1).filter((event) => !typed("response.in_progress")(event));
};

describe("a schema failure hides nothing else on its stream", () => {
  const protocol = ["lifecycle/progress-order", "text/deltas-equal-done", "usage/arithmetic"];

  it("is what it is by itself", async () => {
    const snapshots = onEvents((events) => breakSchema(events));
    const { report } = await run((await relay({ edit: snapshots })).url, ...scenario);
    for (const dialect of both) {
      const rules = new Set(findingsOf(report, dialect).map(({ rule }) => rule));
      expect([...rules].filter((rule) => protocol.includes(rule))).toEqual([]);
      expect(rules).toContain("schema/response");
    }
  });

  it("stands beside a broken lifecycle, a lost delta and a wrong sum", async () => {
    const edit = onEvents((events) => breakProtocol(breakSchema(events)));
    const { code, report } = await run((await relay({ edit })).url, ...scenario);
    expect(code).toBe(1);
    for (const dialect of both) {
      const rules = findingsOf(report, dialect).map(({ rule }) => rule);
      expect(rules).toEqual(expect.arrayContaining(["schema/response", ...protocol]));
    }
  });
});

describe("a filter sends no request of what it leaves out", () => {
  /** What a server was asked in a run. */
  const asked = async (...args: string[]): Promise<Relay["asked"]> => {
    const server = await relay();
    const { report } = await run(server.url, ...args);
    expect(report.requests).toBe(server.asked.length);
    return server.asked;
  };
  const inputs = (requests: Relay["asked"]): unknown[] =>
    requests.map(({ method, path, body }) => [method, path, JSON.parse(body) as unknown]);
  const one = [
    ["POST", "/v1/responses", { model: "m", input: "Say hello.", stream: true }],
    ["POST", "/v1/responses", { model: "m", input: "Say hello.", stream: true }],
  ];

  it("--scenario: the one exchange that opens a run, and its own", async () => {
    expect(inputs(await asked("--scenario", "core/text-stream"))).toEqual(one);
  });

  it("--rule: none of its own, and none less to judge", async () => {
    expect(inputs(await asked("--scenario", "core/text-stream", "--rule", "usage/*"))).toEqual(one);
  });

  it("--suite, alone and with --scenario: what is in it, and nothing of another", async () => {
    const cwd = folder();
    const scenarios = ["one/first", "one/second", "two/third"];
    for (const id of scenarios) {
      mkdirSync(join(cwd, dirname(id)), { recursive: true });
      writeFileSync(
        join(cwd, `${id}.yaml`),
        `id: ${id}\ntitle: Says ${id}\nlevel: must\nspec: [openresponses#streaming]\nsteps:\n` +
          `  - id: ask\n    post: /responses\n    body: { input: ${id} }\n    expect: { status: 200 }\n`,
      );
    }
    const told = async (...args: string[]): Promise<unknown[]> => {
      const server = await relay();
      await run(server.url, ...args.map((arg) => arg.replace("./", `${cwd}/`)));
      const bodies = server.asked.map(({ body }) => JSON.parse(body) as { input: unknown });
      return bodies.map(({ input }) => input).toSorted();
    };
    const gate = "Say hello.";
    expect(await told("--suite", "./one")).toEqual([gate, "one/first", "one/second"]);
    expect(await told("--suite", "./two")).toEqual([gate, "two/third"]);
    expect(await told("--suite", "./one", "--suite", "./two")).toEqual([gate, ...scenarios]);
    expect(await told("--suite", "./one", "--suite", "./two", "--scenario", "*/first")).toEqual([
      gate,
      "one/first",
    ]);
  });
});
