import type { CapabilityState, RunResult } from "../result/run.ts";
import type { ReportOptions } from "./options.ts";
import { clip, plural, safe, wrap } from "./text.ts";

const order: CapabilityState["state"][] = ["refused", "ignored", "unknown"];

/** What the endpoint does not offer for sure, the words of each state together: `refused`, `ignored`, `unknown`. */
export const notOffered = ({ capabilities = [] }: RunResult): CapabilityState[] =>
  order.flatMap((state) => capabilities.filter((one) => one.state === state));

/** How many of them have two lines each. */
const mostInFull = 6;

/** The names of what it offers. */
export const offeredNames = ({ capabilities = [] }: RunResult): string[] =>
  capabilities.filter(({ state }) => state === "offered").map(({ capability }) => capability);

/**
 * What the endpoint offers, refuses and ignores, for a terminal; no line where nothing was probed.
 * @param verbose with all that was seen, and not only as much as a line holds
 */
export function capabilityLines(
  run: RunResult,
  { width, verbose }: Pick<ReportOptions, "width" | "verbose">,
): string[] {
  if (run.capabilities === undefined || run.capabilities.length === 0) return [];
  // Two lines hold most of what servers say, but a long list needs its room.
  const told = notOffered(run).filter(
    ({ capability, reason }) => verbose || !reason.startsWith(`${capability} needs `),
  );
  const many = told.length > mostInFull;
  const seen = told.flatMap(({ capability, state, reason }) => {
    const held = run.scenarios.filter(({ results }) => results.some((r) => r.lacks === capability));
    const count = held.length === 0 ? "" : ` (${plural(held.length, "scenario")})`;
    const why = reason.startsWith(`${capability} `) ? reason.slice(capability.length + 1) : reason;
    const said = safe(`${capability}${count}: ${why}`);
    const lead = `${state.padEnd(7)}  `;
    const room = width - lead.length;
    return wrap(lead, verbose ? said : clip(said, many ? room : 2 * room - 20), width);
  });
  return [...wrap("offered  ", offeredNames(run).join(", ") || "nothing", width), ...seen];
}
