import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { loadKit } from "../src/commands/selftest/jobs.ts";
import { judgeServer, type SelftestKit } from "../src/commands/selftest/trials.ts";
import type { Hooks } from "../src/reference/index.ts";
import { globTest } from "../src/scenario/glob.ts";

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
  how: { fault: string } | { variant: string } | { hooks: Hooks };
  /** Suites and scenarios that test what the description speaks of. */
  scenarios: string[];
}

/** The rows of docs/described-servers.md, by their first cell. */
const described: Record<string, Described> = {
  "a provider's streaming page": {
    how: { hooks: {} },
    scenarios: ["core/*", "tools/*", "reasoning/*", "state/*", "hosted-tools/mcp*"],
  },
  "the same page, its core events alone": {
    how: { hooks: { events: renumbered } },
    scenarios: ["core/text-stream", "core/unicode"],
  },
  "a guide to streaming": {
    how: { variant: "items-interleaved" },
    scenarios: ["core/*", "tools/*", "background/*", "hosted-tools/*", "errors/mid-stream"],
  },
  "a gateway's page": { how: { hooks: {} }, scenarios: ["core/*", "errors/mid-stream"] },
  "a gateway's page, without the failed event": {
    how: { fault: "failed-missing" },
    scenarios: ["core/*", "errors/mid-stream"],
  },
  "a server's pull request": {
    how: { hooks: { frames: (frames) => frames.filter((frame) => !frame.includes("[DONE]")) } },
    scenarios: ["core/*", "tools/*"],
  },
};

const text = readFileSync(assetPath("docs", "described-servers.md"), "utf8");
/** Cells of the table: server, what it says, what must be said of it in each dialect. */
const rows = Array.from(text.matchAll(/^\| ([^|-][^|]*?) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm))
  .map(([, server = "", , openresponses = "", openai = ""]) => ({ server, openresponses, openai }))
  .filter(({ server }) => server !== "server");

let kit: SelftestKit;
beforeAll(async () => {
  kit = await loadKit(process.cwd());
});

/** The rules and expectations that speak against a server in each dialect, as the table has them. */
async function spoken({ how, scenarios }: Described): Promise<Record<string, string>> {
  const wanted = scenarios.map(globTest);
  const chosen = kit.scenarios.filter(({ id }) => wanted.some((test) => test(id)));
  const run = await judgeServer(how, kit, { scenarios: chosen });
  const verdicts = run.scenarios.flatMap(({ results }) => results.map(({ verdict }) => verdict));
  expect(verdicts.filter((verdict) => !["pass", "fail", "warn"].includes(verdict))).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(3);
  const said = (name: string): string => {
    const results = run.scenarios.flatMap((one) => one.results.filter((r) => r.dialect === name));
    const rules = results.flatMap(({ findings }) =>
      findings.flatMap(({ rule, level }) => (level === "may" ? [] : [`${level} \`${rule}\``])),
    );
    const unmet = results.some(({ expectations }) => expectations.length > 0);
    return (
      [...new Set(rules)]
        .toSorted()
        .concat(unmet ? ["expectations"] : [])
        .join(", ") || "conformant"
    );
  };
  return { openresponses: said("openresponses"), openai: said("openai") };
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
