import { isObject, type Json } from "../json/json.ts";
import { routeOf } from "../protocol/routes.ts";
import { expectsSomething } from "./expect.ts";
import { findFiles } from "./files.ts";
import { readScenarioFile, sorted } from "./load.ts";
import { didYouMean } from "./suggest.ts";
import type {
  Capability,
  EventPattern,
  Scenario,
  SourceError,
  SourcePlace,
  Step,
} from "./types.ts";

/** What a scenario may refer to outside its file. A list that is undefined is not checked. */
export interface LintOptions {
  ruleIds?: Iterable<string>;
  /** Prefixes of spec references that a URL is known for. */
  specPrefixes?: Iterable<string>;
  /** Event types of all dialects. */
  eventTypes?: Iterable<string>;
  /** Folder that paths are relative to. */
  cwd?: string;
}

export interface LintReport {
  /** Problems that make a file unusable. */
  errors: SourceError[];
  /** Problems that are probably mistakes. */
  warnings: SourceError[];
  /** Files that were looked at. */
  files: number;
}

/**
 * Checks scenario files without running them.
 * @param paths files and folders, or names of built-in suites; empty: all built-in suites
 */
export async function lintScenarios(
  paths: readonly string[],
  options: LintOptions = {},
): Promise<LintReport> {
  const { files, errors } = findFiles(paths, options.cwd ?? process.cwd());
  const ruleIds = options.ruleIds && new Set(options.ruleIds);
  const report: LintReport = { errors, warnings: [], files: files.length };
  for (const file of files) {
    const { scenario, problems, used } = await readScenarioFile(file, ruleIds);
    const wrong = sorted([...problems.shape, ...problems.meaning]);
    report.errors.push(...wrong);
    if (scenario && wrong.length === 0)
      report.warnings.push(...sorted(warningsOf(scenario, used, options)));
  }
  return report;
}

/** The warnings about a scenario that can run. */
function warningsOf(
  scenario: Scenario,
  used: { steps: ReadonlySet<string>; vars: ReadonlySet<string> },
  options: LintOptions,
): SourceError[] {
  const warnings: SourceError[] = [];
  const warn = (place: SourcePlace, message: string): void =>
    void warnings.push({ ...place, message });
  const { steps, spec, place } = scenario;

  if (spec.length === 0)
    warn(place, '"spec" is missing; add a reference, so that a reader can look up the requirement');
  const prefixes = options.specPrefixes && [...options.specPrefixes];
  for (const reference of spec)
    if (prefixes && !prefixes.some((prefix) => hasPrefix(reference, prefix)))
      warn(
        place,
        `no URL is known for the spec reference "${reference}". Known: ${prefixes.join(", ")}`,
      );
  for (const name of Object.keys(scenario.vars))
    if (!used.vars.has(name)) warn(place, `the variable "${name}" is never used`);

  for (const step of steps) {
    if (!expectsSomething(step) && step.provoke === undefined)
      warn(
        step.place,
        used.steps.has(step.id)
          ? `step "${step.id}" expects nothing; add at least the expected status`
          : `step "${step.id}" has no effect: it expects nothing, and no other step refers to it`,
      );
    for (const { type, place: at } of patternsOf(step)) {
      const known = options.eventTypes && [...options.eventTypes];
      if (known && !known.includes(type) && !type.includes(":"))
        warn(at, `no dialect has an event "${type}".${didYouMean(type, known)}`);
    }
  }
  for (const [capability, by] of usedCapabilities(scenario))
    if (!scenario.needs.includes(capability))
      warn(by.place, `step "${by.id}" uses "${capability}", which is missing from needs`);
  return warnings;
}

const hasPrefix = (reference: string, prefix: string): boolean =>
  reference === prefix ||
  (reference.startsWith(prefix) && /[#:/]/.test(reference.charAt(prefix.length)));

function patternsOf({
  expect: { events },
  steer,
  provoke,
  place,
}: Step): Pick<EventPattern, "type" | "place">[] {
  const counted = events.count.map(({ type, matcher }) => ({ type, place: matcher.place }));
  const others = [steer?.after, provoke?.event].flatMap((type) =>
    type === undefined ? [] : [{ type, place }],
  );
  return [...events.contains, ...events.inOrder, ...events.never, ...counted, ...others];
}

/** Capabilities that the requests of a scenario use, each with the first step that does. */
function usedCapabilities({ steps }: Scenario): Map<Capability, Step> {
  const found = new Map<Capability, Step>();
  for (const step of steps)
    for (const capability of capabilitiesOf(step))
      if (!found.has(capability)) found.set(capability, step);
  return found;
}

function capabilitiesOf({ method, path, body, socket, steer }: Step): Capability[] {
  const route = routeOf(method, path)?.route;
  const replays = route?.name === "retrieve" && /[?&]stream=true/.test(path);
  const used: Capability[] = [];
  const use = (capability: Capability, when: boolean): void => void (when && used.push(capability));
  if (route?.capability) used.push(replays ? "replay" : route.capability);
  use("websocket", socket !== undefined);
  use("steering", steer !== undefined);
  if (!body) return used;
  use("steering", socket !== undefined && body["type"] === "response.steer");
  use("lanes", socket !== undefined && isText(body["stream_id"]));
  use("prewarm", socket !== undefined && body["generate"] === false);
  // A message needs no streaming to be asked for, and goes on from what its connection keeps.
  use("stream", body["stream"] === true && !socket);
  use("background", body["background"] === true && !socket);
  use("store", isText(body["previous_response_id"]) && !socket);
  const tools = Array.isArray(body["tools"]) ? body["tools"] : [];
  use(
    "tools",
    tools.some((tool) => isObject(tool) && tool["type"] === "function"),
  );
  use(
    "custom-tools",
    tools.some((tool) => isObject(tool) && tool["type"] === "custom"),
  );
  use(
    "async-tools",
    tools.some((tool) => isObject(tool) && tool["async"] === true),
  );
  return used;
}

const isText = (value: Json | undefined): boolean => typeof value === "string";
