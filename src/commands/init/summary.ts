import { plural, safe, wrap } from "../../report/text.ts";
import { isUnproven, type Offer } from "../../runner/offer.ts";
import type { Exploration } from "../../runner/explore.ts";
import { bestFit } from "./config-text.ts";

/** What was written, and the next commands. */
export interface Outcome {
  /** The file, as the user named it; undefined if it was printed. */
  written: string | undefined;
  run: string;
  lint: string;
  /** What a run needs besides the file. */
  left: readonly string[];
}

/** The summary that `init` prints: what the endpoint offers, and what to do next. */
export function summaryText(explored: Exploration, outcome: Outcome): string {
  const { model, offers, requests } = explored;
  const named = (kind: Offer["kind"]): string =>
    offers
      .filter(({ offer }) => (isUnproven(offer) ? "unknown" : offer.kind) === kind)
      .map(({ capability }) => capability)
      .join(", ");
  const rows: [string, string][] = [
    ["model", model ?? ""],
    ["dialect", bestFit(explored)?.dialect ?? ""],
    ["offered", named("offered")],
    ["not offered", named("lacking")],
    ["ignored", named("ignored")],
    ["unknown", named("unknown")],
  ];
  const wrote = outcome.written === undefined ? "" : `Wrote ${outcome.written}. `;
  return `${[
    `${safe(wrote)}Sent ${plural(requests, "request")} to the endpoint.`,
    "",
    ...rows.flatMap(([what, said]) =>
      said === "" ? [] : wrap(`  ${what.padEnd(13)}`, safe(said), 96),
    ),
    "",
    "Next:",
    ...outcome.left.map((what) => `  - ${safe(what)}`),
    `  ${safe(outcome.run)}`,
    `  ${safe(outcome.lint)}   (after you edit the file)`,
  ].join("\n")}\n`;
}
