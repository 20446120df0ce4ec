import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { assetPath } from "../../src/assets/assets.ts";
import type { BaseDialect } from "../../src/dialect/dialect.ts";
import { isObject, parseJson, type Json } from "../../src/json/json.ts";
import { sharedFolder } from "./shared.ts";

/** A symptom that a fault of a rule shows. */
export interface ShownByFault {
  /** The rule that names it; the fault stands in its table. */
  rule: string;
  fault: string;
  /** Dialects in which the same bytes are conforming. */
  silent?: BaseDialect[];
}

/** A symptom that the reference server shows, and a scenario that then fails. */
export interface ShownByServer {
  /** A fault of the reference server. */
  server: string;
  scenario: string;
  /** The rule that names it, where a rule does; else the scenario's own expectations. */
  rule?: string;
}

/** A symptom that conforms to the protocol: where it is shown, no rule speaks. */
export interface Legal {
  why: string;
  /** A good tape that shows it, with values put in; a value left out is taken away. */
  tape?: string;
  set?: { event: string; pointer: string; value?: Json }[];
  /** A conforming variant of the reference server that shows it. */
  variant?: string;
  dialects?: BaseDialect[];
}

/** A bug that was reported against a real server or client, as fixtures/bugs.yaml has it. */
export interface Bug {
  id: string;
  server: string;
  thread: string;
  symptom: string;
  faults?: ShownByFault[];
  served?: ShownByServer[];
  legal?: Legal;
  scenarios?: string[];
  later?: string;
  reason?: string;
}

/** The reported bugs, in the order of their numbers. */
export const bugs = (): Bug[] =>
  parse(readFileSync(assetPath("fixtures", "bugs.yaml"), "utf8")) as Bug[];

/** A catalogued bug: its id, its thread, and whether bytes alone show it. */
export interface CataloguedBug {
  id: string;
  thread: string;
  offline: boolean;
}

/** The catalogue that the bugs were taken from; undefined where there is none beside the checkout. */
export function catalogue(): CataloguedBug[] | undefined {
  const folder = sharedFolder("bugs");
  const file = folder && join(folder, "bugs.jsonl");
  if (!file || !existsSync(file)) return undefined;
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const parsed = parseJson(line);
      if ("error" in parsed || !isObject(parsed.value)) throw new Error(`${file}: ${line}`);
      const { id, where, detectable_offline: offline } = parsed.value;
      return { id: String(id), thread: String(where), offline: offline === true };
    });
}
