import { packageVersion } from "../assets/assets.ts";
import { isObject, stringAt, type Json } from "../json/json.ts";
import { events } from "../protocol/events.ts";
import { describeRules } from "../runner/describe.ts";
import { builtinDialects } from "../dialect/dialect.ts";
import { builtinSuites } from "../scenario/files.ts";
import { capabilities, type Capability } from "../scenario/types.ts";
import { pad, safe } from "../report/text.ts";
import { tagsOf } from "../scenario/tags.ts";
import { didYouMean } from "../scenario/suggest.ts";
import { write, type Io } from "./io.ts";
import { loadDialects, selectRules } from "./judging.ts";
import { outcomeFile, readOutcome, type SelftestOutcome } from "./selftest/outcome.ts";
import { UsageError } from "../config/usage-error.ts";

type Row = Record<string, Json>;

/** What can be listed, with its rows. The first column of each is its name. */
const lists: Record<string, (io: Io) => Promise<Row[]>> = {
  rules: listRules,
  scenarios: listScenarios,
  events: () => Promise.resolve(listEvents()),
  faults: listFaults,
  capabilities: () => Promise.resolve(listCapabilities()),
  requirements: listRequirements,
};

/** Lists whose text differs from the rows of their JSON. */
const layouts: Record<string, (io: Io) => Promise<string>> = {
  events: () => Promise.resolve(table(listEvents().map(withDates))),
  requirements: async (io) => {
    const { readRequirements, requirementsText } = await import("./requirements.ts");
    return requirementsText(readRequirements(), await lastSelftest(io), packageVersion());
  },
};

/** Names of what can be listed. */
export const listable: readonly string[] = Object.keys(lists);

/** Lists rules, scenarios, events, faults, capabilities or requirements, as text or as JSON. @returns the exit code */
export async function list(
  what: string,
  { json = false }: { json?: boolean },
  io: Io,
): Promise<number> {
  const rowsOf = Object.hasOwn(lists, what) ? lists[what] : undefined;
  if (!rowsOf) {
    const hint = didYouMean(what, listable) || ` Known: ${listable.join(", ")}.`;
    throw new UsageError(`there is no list of "${what}".${hint}`);
  }
  const text = (): Promise<string> => layouts[what]?.(io) ?? rowsOf(io).then(table);
  await write(
    io.stdout,
    json ? `${JSON.stringify(await rowsOf(io), undefined, 2)}\n` : await text(),
  );
  return 0;
}

function cell(value: Row[string] | undefined): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (isObject(value))
    return Object.entries(value)
      .map((pair) => pair.join(" "))
      .join(", ");
  return typeof value === "string" ? value : "";
}

function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => cell(row[column]).length)),
  );
  const line = (cells: string[]): string =>
    cells
      .map((text, index) => pad(safe(text), widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  const body = rows.map((row) => line(columns.map((column) => cell(row[column]))));
  return `${[line(columns), ...body].join("\n")}\n`;
}

async function listRules(): Promise<Row[]> {
  const rules = selectRules([]);
  const infos = describeRules(rules, await loadDialects(builtinDialects));
  return infos.map(({ id, requirement, title }) => ({ rule: id, ...requirement, title }));
}

async function listScenarios(): Promise<Row[]> {
  const { selectScenarios } = await import("./scenarios.ts");
  const dialects = await loadDialects(builtinDialects);
  const scenarios = await selectScenarios(builtinSuites(), [], dialects, process.cwd());
  const { readRequirements } = await import("./requirements.ts");
  const rows = readRequirements();
  return scenarios.map((scenario) => ({
    scenario: scenario.id,
    level: scenario.level,
    needs: scenario.needs,
    tags: tagsOf(scenario),
    requirements: rows.flatMap((row) => (row.scenarios.includes(scenario.id) ? [row.id] : [])),
    title: scenario.title,
  }));
}

function listEvents(): Row[] {
  const described = events.filter(({ since }) => Object.keys(since).length > 0);
  return described
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
    .map(({ type, since }) => ({
      event: type,
      ...Object.fromEntries(builtinDialects.map((name) => [name, since[name] !== undefined])),
      since: { ...since },
    }));
}

/** The row of an event for people: each dialect with its first known revision that has the event. */
const withDates = ({ event, since }: Row): Row => ({
  event: event ?? "",
  ...Object.fromEntries(
    builtinDialects.map((name) => [`${name} since`, stringAt(since, name) ?? "no"]),
  ),
});

async function listFaults(): Promise<Row[]> {
  const { faults } = await import("../reference/index.ts");
  return faults.map(({ id, breaks, title }) => ({ fault: id, breaks, title }));
}

async function listRequirements(io: Io): Promise<Row[]> {
  const { readRequirements, requirementRow } = await import("./requirements.ts");
  const outcome = await lastSelftest(io);
  return readRequirements().map((requirement) => requirementRow(requirement, outcome));
}

/** What the last self test exercised. If its file cannot be read, a note says so and undefined is returned. */
async function lastSelftest(io: Io): Promise<SelftestOutcome | undefined> {
  const file = outcomeFile(io.env);
  const read = await readOutcome(file);
  if ("outcome" in read) return read.outcome;
  io.stderr.write(
    `note: the outcome of the last selftest is ignored; ${safe(file)}: ${safe(read.problem.slice(0, 300))}\n`,
  );
  return undefined;
}

const meaning: Record<Capability, string> = {
  auth: "requests without an API key are refused",
  stream: "responses as an event stream",
  tools: "calls of function tools",
  "parallel-tools": "several function calls in one response",
  "custom-tools": "calls of custom tools, with free-form input",
  "async-tools": "tools whose output may come later (async: true)",
  store: "stored responses",
  chain: "previous_response_id goes on from a stored response",
  retrieve: "GET /responses/{id}",
  replay: "GET /responses/{id}?stream=true",
  delete: "DELETE /responses/{id}",
  "input-items": "GET /responses/{id}/input_items",
  cancel: "POST /responses/{id}/cancel",
  background: "responses that run in the background (background: true)",
  reasoning: "reasoning items and summaries",
  structured: "text.format json_schema",
  "json-object": "text.format json_object",
  "image-input": "input_image parts",
  "file-input": "input_file parts",
  compact: "POST /responses/compact",
  "input-tokens": "POST /responses/input_tokens",
  logprobs: "log probabilities of the text (include message.output_text.logprobs)",
  websocket: "responses over WebSocket",
  lanes: "several responses at once over one WebSocket (stream_id)",
  steering: "input for a response that is under way over WebSocket (response.steer)",
  prewarm: "requests over WebSocket that only prepare the next turn (generate: false)",
  "hosted-tools": "tools that the endpoint itself runs",
};

function listCapabilities(): Row[] {
  return capabilities.map((name) => ({ capability: name, means: meaning[name] }));
}
