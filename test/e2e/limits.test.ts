import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../../src/assets/assets.ts";
import { jsonIn, objectAt } from "../../src/json/json.ts";
import { referenceModel, type Hooks } from "../../src/reference/index.ts";
import type { JsonReport } from "../../src/report/json.ts";
import { cli, type CliResult } from "../support/cli.ts";
import { folder, reportOf, serving } from "../support/endpoints.ts";

const large = "A".repeat(20 * 2 ** 20);
const dialect = ["--dialect", "openai"];

/** The frames of a conforming stream. */
let frames: string[];
beforeAll(async () => {
  const text = await readFile(assetPath("fixtures", "good", "phases.1.sse"), "utf8");
  frames = text.split(/(?<=\n\n)/);
});

const typeOf = (frame: string): string | undefined => /^event: (.*)$/m.exec(frame)?.[1];

/** The frames with the first event of a type made larger than the limit, in a way that conforms. */
const enlarged = (type: string): string[] => {
  const at = frames.findIndex((frame) => typeOf(frame) === type);
  if (at < 0) throw new Error(`no ${type}`);
  return frames.with(at, (frames[at] ?? "").replace(/\}\n\n$/, `,"acme_note":"${large}"}\n\n`));
};
const asLines = (all: readonly string[]): string =>
  all.flatMap((frame) => /^data: (\{.*)$/m.exec(frame)?.[1] ?? []).join("\n");

/** A number of an event that is not the next one: a MUST. */
const misnumbered = (all: readonly string[]): string[] =>
  all.map((frame, at) =>
    at === 2 ? frame.replace(/"sequence_number":\d+/, '"sequence_number":99') : frame,
  );

/** An archive with one answer to `POST /responses`. */
const archive = (status: number, mimeType: string, text: string, request: object): string =>
  JSON.stringify({
    log: {
      entries: [
        {
          request: {
            method: "POST",
            url: "https://api.example.com/v1/responses",
            headers: [],
            postData: { mimeType: "application/json", text: JSON.stringify(request) },
          },
          response: {
            status,
            headers: [{ name: "content-type", value: mimeType }],
            content: { mimeType, text },
          },
        },
      ],
    },
  });
const refusal = (size: number): string =>
  JSON.stringify({
    error: { message: "B".repeat(size), type: "invalid_request_error", code: null, param: null },
  });

async function check(name: string, content: string, more: string[] = []): Promise<CliResult> {
  const cwd = folder();
  writeFileSync(join(cwd, name), content);
  return cli(["check", name, ...dialect, "--reporter", "console", ...more], { cwd });
}

const says =
  /larger than limits\.eventBytes \(16MiB\).*[Rr]aise .* in the config file \(responses-conformance\.yaml\)/s;

describe("what is larger than our limits is inconclusive, never a fault of the endpoint", () => {
  it.each<[string, string, () => string]>([
    ["an event in the middle", "a.sse", () => enlarged("response.output_item.added").join("")],
    ["the last event", "a.sse", () => enlarged("response.completed").join("")],
    ["the first event", "a.sse", () => enlarged("response.created").join("")],
    ["a line", "a.jsonl", () => asLines(enlarged("response.output_item.added"))],
    [
      "an event in an archive",
      "a.har",
      () =>
        archive(200, "text/event-stream", enlarged("response.output_item.added").join(""), {
          input: "hi",
          stream: true,
          tools: objectAt(jsonIn(asLines(frames.slice(0, 1))), "response")?.["tools"],
        }),
    ],
    [
      "a refusal in an archive",
      "a.har",
      () => archive(400, "application/json", refusal(17 * 2 ** 20), { model: "m", input: "hi" }),
    ],
  ])("%s of a capture", async (_, name, content) => {
    const { code, stdout } = await check(name, content());
    expect(stdout).toMatch(says);
    expect(stdout).toContain("0 MUST and 0 SHOULD findings");
    expect(stdout).not.toMatch(/not JSON|nothing to judge/);
    expect(code).toBe(3);
  });

  it("is judged if the limit is raised", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "a.sse"), enlarged("response.output_item.added").join(""));
    writeFileSync(join(cwd, "responses-conformance.yaml"), "limits: { eventBytes: 64MiB }\n");
    expect(await cli(["check", "a.sse", ...dialect], { cwd })).toMatchObject({ code: 0 });
  });

  it("does not hide a violation that came before", async () => {
    const sse = misnumbered(enlarged("response.completed")).join("");
    for (const { code, stdout } of [
      await check("a.sse", sse),
      await check("a.har", archive(200, "text/event-stream", sse, { model: "m", stream: true })),
    ]) {
      expect(stdout).toContain("sequence/");
      expect(code).toBe(1);
    }
  });

  const run = (url: string, scenario: string): Promise<CliResult> =>
    cli(
      ["run", "--base-url", url, "--model", referenceModel, "--scenario", scenario].concat(
        dialect,
        "--reporter",
        "json",
      ),
      { cwd: folder() },
    );
  const resultOf = ({ stdout }: CliResult): JsonReport["scenarios"][number]["results"][number] => {
    const result = reportOf(stdout).scenarios.find(({ suite }) => suite !== "gate")?.results[0];
    if (!result) throw new Error(stdout.slice(0, 500));
    return result;
  };
  /** Makes the last event of a stream too large. */
  const events: Hooks["events"] = (all) =>
    all.map((event, at) => (at < all.length - 1 ? event : { ...event, acme_note: large }));
  const misnumberedToo: Hooks["events"] = (all, context) =>
    events(all, context).map((event, at) => (at === 2 ? { ...event, sequence_number: 99 } : event));

  it.each<[string, string, Hooks]>([
    ["a stream", "core/text-stream", { events }],
    ["a response", "core/text", { body: (json) => ({ ...json, acme_note: large }) }],
    [
      "a refusal",
      "errors/missing-input",
      { body: (json) => (json["error"] ? { ...json, acme_note: large } : json) },
    ],
    ["a turn over WebSocket", "websocket/turn", { events }],
  ])("%s of an endpoint", async (_, scenario, hooks) => {
    const ran = await run(await serving({ hooks }), scenario);
    expect(resultOf(ran)).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      expectations: [],
    });
    expect(resultOf(ran).reason).toMatch(says);
    expect(ran.code).toBe(3);
  });

  it.each(["core/text-stream", "websocket/turn"])(
    "does not hide a violation that %s came upon before",
    async (scenario) => {
      const ran = await run(await serving({ hooks: { events: misnumberedToo } }), scenario);
      expect(resultOf(ran)).toMatchObject({ verdict: "fail", expectations: [] });
      expect(resultOf(ran).findings.map(({ rule }) => rule)).toContain("sequence/contiguous");
      expect(ran.code).toBe(1);
    },
  );
});
