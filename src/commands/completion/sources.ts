import { builtinDialects, dialectNames } from "../../dialect/dialect.ts";
import { builtinSuites, findFiles } from "../../scenario/files.ts";
import { capabilities } from "../../scenario/types.ts";
import { loadDialects, ruleIds } from "../judging.ts";
import { listable } from "../list.ts";
import { reporterNames } from "../reporters.ts";
import type { Source, Sources } from "./model.ts";

const source = (words: Iterable<string>, how: Partial<Source> = {}): Source => ({
  words: [...words],
  listed: false,
  files: "no",
  ...how,
});

/** All words that values can be chosen from, as this version knows them. */
export async function findSources(): Promise<Sources> {
  const { faults, variants } = await import("../../reference/index.ts");
  const dialects = await loadDialects(builtinDialects);
  const events = new Set(dialects.flatMap(({ schemas }) => [...schemas.eventTypes]));
  const suites = builtinSuites();
  // Named after their files: reading them all would take longer than a shell should take to start.
  const scenarios = findFiles(suites, ".").files.map(({ id }) => id);
  const faultIds = faults.map(({ id }) => id);
  return {
    file: source([], { files: "yes" }),
    folder: source([], { files: "folders" }),
    suite: source(suites, { listed: true, files: "yes" }),
    scenario: source(scenarios, { listed: true }),
    rule: source(ruleIds, { listed: true }),
    dialect: source(dialectNames, { listed: true, files: "yes" }),
    capability: source(capabilities, { listed: true }),
    reporter: source(reporterNames, { files: "after=" }),
    fault: source(faultIds),
    "fault-or-variant": source([...faultIds, ...variants.map(({ id }) => id)], { listed: true }),
    listable: source(listable),
    explainable: source([...ruleIds, ...scenarios, ...events]),
  };
}
