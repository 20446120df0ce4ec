import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import type { JudgingDialect } from "../src/checker.ts";
import {
  referenceModel,
  startReferenceServer,
  streamErrorModel,
  type Hooks,
  type ReferenceOptions,
} from "../src/reference/index.ts";
import { runScenarios } from "../src/runner/run.ts";
import { loadScenarios } from "../src/scenario/load.ts";
import { capabilities, type Scenario } from "../src/scenario/types.ts";
import { judging } from "./support/judge.ts";

/** Events that a provider's page calls always present, and how a stream ends. */
const core = new Set([
  "response.created",
  "response.in_progress",
  "response.output_item.added",
  "response.content_part.added",
  "response.output_text.delta",
  "response.completed",
  "response.incomplete",
  "response.failed",
  "error",
]);
const renumbered: Hooks["events"] = (events) =>
  events
    .filter(({ type }) => core.has(type))
    .map((event, index) => ({ ...event, sequence_number: index }));

interface Described {
  options: ReferenceOptions;
  /** Suites and scenarios that test what the description speaks of. */
  scenarios: string[];
}

/** The rows of docs/described-servers.md, by their first cell. */
const described: Record<string, Described> = {
  "a provider's streaming page": {
    options: {},
    scenarios: ["core/*", "tools/*", "reasoning/*", "state/*", "hosted-tools/mcp*"],
  },
  "the same page, its core events alone": {
    options: { hooks: { events: renumbered } },
    scenarios: ["core/text-stream", "core/unicode"],
  },
  "a guide to streaming": {
    options: { interleave: true },
    scenarios: ["core/*", "tools/*", "background/*", "hosted-tools/*", "errors/mid-stream"],
  },
  "a gateway's page": { options: {}, scenarios: ["core/*", "errors/mid-stream"] },
  "a gateway's page, without the failed event": {
    options: { fault: "failed-missing" },
    scenarios: ["core/*", "errors/mid-stream"],
  },
  "a server's pull request": {
    options: { done: false },
    scenarios: ["core/*", "tools/*"],
  },
};

const text = readFileSync(assetPath("docs", "described-servers.md"), "utf8");
/** Cells of the table: server, what it says, what must be said of it in each dialect. */
const rows = Array.from(text.matchAll(/^\| ([^|-][^|]*?) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm))
  .map(([, server = "", , openresponses = "", openai = ""]) => ({ server, openresponses, openai }))
  .filter(({ server }) => server !== "server");

let dialects: JudgingDialect[] = [];
beforeAll(async () => {
  dialects = [await judging("openresponses"), await judging("openai")];
});

/** The rules and expectations that speak against a server in each dialect, as the table has them. */
async function spoken({ options, scenarios }: Described): Promise<Record<string, string>> {
  const server = await startReferenceServer(options);
  try {
    const loaded: Scenario[] = (await loadScenarios({ scenarioGlobs: scenarios })).scenarios;
    const run = await runScenarios({
      dialects,
      scenarios: loaded.filter(({ needsKey }) => !needsKey),
      capabilities: Object.fromEntries(capabilities.map((name) => [name, true])),
      provoke: {
        streamError: { model: streamErrorModel },
        fileSearch: { tools: [{ type: "file_search", vector_store_ids: ["vs_reference"] }] },
        mcp: {
          tools: [
            {
              type: "mcp",
              server_label: "words",
              server_url: "https://mcp.invalid/",
              require_approval: "never",
            },
          ],
        },
        mcpApproval: {
          tools: [
            {
              type: "mcp",
              server_label: "words",
              server_url: "https://mcp.invalid/",
              require_approval: "always",
            },
          ],
        },
      },
      timeouts: { connect: 5000, headers: 20_000, idle: 20_000, total: 60_000 },
      limits: { eventBytes: 1 << 20, streamBytes: 1 << 24 },
      concurrency: 8,
      retries: 0,
      grace: 100,
      failFast: false,
      redoPrefix: "responses-conformance",
      tool: { name: "responses-conformance", version: "0.0.0" },
      endpoint: { baseUrl: server.url, apiKey: undefined, model: referenceModel, headers: {} },
    });
    const verdicts = run.scenarios.flatMap(({ results }) => results.map(({ verdict }) => verdict));
    expect(verdicts.filter((verdict) => !["pass", "fail", "warn"].includes(verdict))).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(3);
    const said = (name: string): string => {
      const results = run.scenarios.flatMap((one) => one.results.filter((r) => r.dialect === name));
      const rules = results.flatMap(({ findings }) =>
        findings.flatMap(({ rule, level }) => (level === "may" ? [] : [`${level} \`${rule}\``])),
      );
      const unmet = results.some(({ expectations }) => expectations.length > 0);
      const all = [...new Set(rules)].toSorted();
      if (unmet) all.push("expectations");
      return all.join(", ") || "conformant";
    };
    return { openresponses: said("openresponses"), openai: said("openai") };
  } finally {
    await server.close();
  }
}

describe("servers as their documents describe them", () => {
  it("are all in the table", () => {
    expect(rows.map(({ server }) => server)).toEqual(Object.keys(described));
    expect(readFileSync(assetPath("README.md"), "utf8")).toContain("docs/described-servers.md");
  });

  it.each(rows)("$server: the verdict is as written", async ({ server, ...verdicts }) => {
    const one = described[server];
    if (!one) throw new Error(`no such server: ${server}`);
    expect(await spoken(one)).toEqual(verdicts);
  });
});
