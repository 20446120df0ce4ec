import { plural, safe, wrap } from "../../report/text.ts";
import type { Exploration } from "../../runner/explore.ts";
import { bestFit } from "./config-text.ts";

/** What was written, and the commands that come next. */
export interface Outcome {
  /** The file, as the user named it; undefined when it was printed. */
  written: string | undefined;
  run: string;
  lint: string;
  /** What a run needs besides the file. */
  left: readonly string[];
}

/** What `init` found out, for people, and what to do next. */
export function summaryText(explored: Exploration, outcome: Outcome): string {
  const { model, offers, requests } = explored;
  const named = (kind: "offered" | "lacking" | "unknown"): string =>
    offers
      .filter(({ offer }) => offer.kind === kind)
      .map(({ capability }) => capability)
      .join(", ");
  const rows: [string, string][] = [
    ["model", model ?? ""],
    ["dialect", bestFit(explored)?.dialect ?? ""],
    ["offered", named("offered")],
    ["not offered", named("lacking")],
    ["unknown", named("unknown")],
  ];
  const done = outcome.written === undefined ? "Asked" : `Wrote ${outcome.written}, asked`;
  return `${[
    `${safe(done)} the endpoint with ${plural(requests, "request")}.`,
    "",
    ...rows.flatMap(([what, said]) =>
      said === "" ? [] : wrap(`  ${what.padEnd(13)}`, safe(said), 96),
    ),
    "",
    "Next:",
    ...outcome.left.map((what) => `  - ${safe(what)}`),
    `  ${safe(outcome.run)}`,
    `  ${safe(outcome.lint)}   (after editing it)`,
  ].join("\n")}\n`;
}
