import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assetPath } from "../../src/assets/assets.ts";
import type { JsonReport } from "../../src/report/json.ts";
import type { StepFinding } from "../../src/result/run.ts";
import type { Trace, TraceFrame } from "../../src/result/trace.ts";
import { httpServer } from "../../src/transport/server.testing.ts";
import { cli } from "../support/cli.ts";
import { closing, folder, reportOf, serving } from "../support/endpoints.ts";

/** A finding with the trace of its exchange, and the frame that it names. */
interface Shown {
  finding: StepFinding;
  trace: Trace | undefined;
  frame: TraceFrame | undefined;
}

function shown({ scenarios }: JsonReport): Shown[] {
  return scenarios.flatMap(({ steps, results }) =>
    results.flatMap(({ findings }) =>
      findings.map((finding) => {
        const { traces = [] } = steps.find(({ id }) => id === finding.step) ?? {};
        const trace = traces.find(({ exchange }) => exchange === (finding.exchange ?? 0));
        const frame = trace?.frames.find(({ event }) => event === finding.event);
        return { finding, trace, frame };
      }),
    ),
  );
}

async function json(args: readonly string[], env = {}, stdin?: Uint8Array): Promise<JsonReport> {
  const { code, stdout, stderr } = await cli([...args, "--reporter", "json"], {
    env,
    ...(stdin ? { stdin } : {}),
  });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  return reportOf(stdout);
}

describe("the JSON report of a run", () => {
  it.each<[string, string, (frame: TraceFrame) => boolean]>([
    ["sequence-gap", "core/unicode", ({ event, raw }) => !raw.includes(`_number":${event}}`)],
    ["delta-lost", "core/unicode", ({ type }) => type === "response.output_text.done"],
    ["sequence-gap", "websocket/*", ({ event, raw }) => !raw.includes(`_number":${event}`)],
  ])("shows the event that %s spoils in %s", async (fault, scenario, isAtFault) => {
    const url = await serving({ fault });
    const args = ["--base-url", url, "--model", "reference-model", "--scenario", scenario];
    const found = shown(await json(args)).filter(({ finding }) => finding.event !== undefined);
    expect(found.length).toBeGreaterThan(0);
    for (const { finding, frame } of found) {
      if (!frame) throw new Error(`event ${finding.event} of ${finding.rule} has no frame`);
      expect(frame.type).toBe(finding.eventType);
      expect(isAtFault(frame), frame.raw).toBe(true);
    }
  });

  it("shows no key, in whatever form an endpoint sends it back", async () => {
    const key = `sk-"a"/b+c=d&e<f>%\\'0123456789`;
    const text = JSON.stringify(key).slice(1, -1);
    const forms = [
      key,
      text,
      text.replaceAll("/", String.raw`\/`),
      JSON.stringify(text).slice(1, -1),
      encodeURIComponent(key),
      encodeURIComponent(key).toLowerCase(),
      key.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
      Buffer.from(key).toString("base64"),
      Buffer.from(key).toString("base64url"),
    ];
    // Of each form, what masking another one would leave.
    const pieces = [...forms, ...forms.map((form) => form.slice(0, 12))];
    const filler = "x".repeat(1950);
    const server = await httpServer((request, response) => {
      expect(request.headers.authorization).toBe(`Bearer ${key}`);
      response.writeHead(200, { "content-type": "text/event-stream", "x-echo": forms.join(" ") });
      const deltas = forms.map(
        (form) =>
          `data: {"type":"response.output_text.delta","delta":${JSON.stringify(form)}}\n\n: ${form}\ndata: {"type":"${form === key ? text : form}","delta":"${filler}${text}"}\n\n`,
      );
      response.end(`${deltas.join("")}data: {${forms.join("|")}\n\n`);
    });
    closing(server.close);
    const args = ["--base-url", `${server.url}/v1`, "--model", "m", "--suite", "core"];
    const report = await json(args, { RESPONSES_API_KEY: key });
    const traces = report.scenarios.flatMap(({ steps }) => steps.flatMap((s) => s.traces ?? []));
    expect(traces.flatMap(({ frames }) => frames).length).toBeGreaterThan(20);
    for (const trace of traces) {
      const said = [
        trace.request ?? "",
        ...Object.values(trace.headers ?? {}),
        ...trace.frames.flatMap(({ raw, delta = "", type }) => [raw, delta, type]),
      ].join("\n");
      expect(said).toContain("***");
      for (const piece of pieces) expect(said).not.toContain(piece);
    }
  });

  it("is whole when it is read back, and an NDJSON report of the same run stays short", async () => {
    const cwd = folder();
    const url = await serving({ fault: "delta-lost" });
    const endpoint = ["--base-url", url, "--model", "reference-model"];
    const reporters = ["json=a.json", "ndjson=a.ndjson"].flatMap((name) => ["--reporter", name]);
    await cli([...endpoint, "--scenario", "core/unicode", ...reporters], { cwd });
    await cli(["report", "a.json", "--reporter", "json=b.json"], { cwd });
    const text = readFileSync(join(cwd, "a.json"), "utf8");
    expect(text).toContain('"traces": [');
    expect(readFileSync(join(cwd, "b.json"), "utf8")).toBe(text);
    expect(readFileSync(join(cwd, "a.ndjson"), "utf8")).not.toContain('"traces"');
  });
});

describe("the JSON report of a check", () => {
  it("shows the stream, whether it was a file or came through a pipe", async () => {
    const cwd = folder();
    const good = readFileSync(assetPath("fixtures", "good", "text.1.sse"), "utf8");
    const wrong = Buffer.from(good.replace('"sequence_number":3', '"sequence_number":7'));
    const file = join(cwd, "wrong.sse");
    writeFileSync(file, wrong);
    const [fromFile] = shown(await json(["check", file]));
    const [fromPipe] = shown(await json(["check", "-"], {}, wrong));
    expect(fromFile?.frame?.raw).toContain('"sequence_number":7');
    expect(fromFile?.frame).not.toHaveProperty("at");
    expect(fromFile?.trace?.frames.map(({ raw }) => raw).join("\n\n")).toBe(
      wrong.toString().trimEnd(),
    );
    expect(fromPipe?.trace).toEqual(fromFile?.trace);
    const clean = await cli([
      "check",
      assetPath("fixtures", "good", "text.1.sse"),
      "--reporter",
      "json",
    ]);
    expect(clean.code).toBe(0);
    expect(clean.stdout).not.toContain('"traces"');
  });

  it("tells which of several exchanges of a step is meant", async () => {
    const cwd = folder();
    const body = (number: number): string =>
      `data: {"type":"response.created","sequence_number":${number},"response":{}}\n\n`;
    const exchange = (n: number) => ({
      step: "ask",
      transport: "http",
      form: "sse",
      body: `a.${n}.sse`,
      end: { kind: "closed" },
    });
    writeFileSync(
      join(cwd, "a.tape.json"),
      JSON.stringify({ tape: 1, title: "t", exchanges: [exchange(1), exchange(2)] }),
    );
    for (const n of [1, 2]) writeFileSync(join(cwd, `a.${n}.sse`), body(n));
    const found = shown(await json(["check", join(cwd, "a.tape.json")]));
    expect(new Set(found.map(({ finding }) => finding.exchange))).toEqual(new Set([undefined, 1]));
    for (const { finding, trace } of found)
      expect(trace?.frames[0]?.raw).toContain(`"sequence_number":${(finding.exchange ?? 0) + 1}`);
  });
});
