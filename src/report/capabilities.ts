import { grouped } from "../json/json.ts";
import type { CapabilityState, RunResult } from "../result/run.ts";
import type { ReportOptions } from "./options.ts";
import { clip, plural, safe, wrap } from "./text.ts";

const order: CapabilityState["state"][] = ["refused", "ignored", "unknown"];

/** What the endpoint does not offer for sure, the words of each state together: `refused`, `ignored`, `unknown`. */
export const notOffered = ({ capabilities = [] }: RunResult): CapabilityState[] =>
  order.flatMap((state) => capabilities.filter((one) => one.state === state));

/** How many of them have two lines each. */
const mostInFull = 3;

/** The names of what it offers. */
export const offeredNames = ({ capabilities = [] }: RunResult): string[] =>
  capabilities.filter(({ state }) => state === "offered").map(({ capability }) => capability);

/**
 * What the endpoint offers, refuses and ignores, for a terminal; no line where nothing was probed. What is told as a cause, or
 * lacks only another capability, is named without its reason.
 * @param verbose with all that was seen, and not only as much as a line holds
 */
export function capabilityLines(
  run: RunResult,
  { width, verbose }: Pick<ReportOptions, "width" | "verbose">,
): string[] {
  if (run.capabilities === undefined || run.capabilities.length === 0) return [];
  const told = verbose ? new Set<string>() : ignoredInCauses(run);
  const all = notOffered(run).map((one) => ({ ...one, why: whyOf(one) }));
  const dependent = all.filter(({ why }) => !verbose && why.startsWith("needs "));
  const own = all.filter((one) => !dependent.includes(one) && !told.has(one.capability));
  const groups = [...grouped(own, ({ state, why, capability }) => kindOf(state, why, capability))];
  // Two lines hold most of what servers say, but a long list needs its room.
  const many = groups.length > mostInFull;
  const optional = many ? own.filter(({ state }) => state === "ignored") : [];
  const seen = groups.flatMap(([, [first, ...others]]) => {
    if (!first || optional.includes(first)) return [];
    const names = [first, ...others].map(({ capability }) => counted(run, capability)).join(", ");
    const why = others.length > 0 ? first.why.replace(routeOf, "answered") : first.why;
    const said = safe(`${names}: ${why}`);
    const lead = `${first.state.padEnd(7)}  `;
    const room = width - lead.length;
    return wrap(lead, verbose ? said : clip(said, many ? room : 2 * room - 20), width);
  });
  const named = (lead: string, names: readonly string[], why: string): string[] =>
    names.length === 0 ? [] : wrap(lead, `${names.join(", ")}: ${why}`, width);
  const needing = dependent.filter(({ capability }) => !told.has(capability));
  return [
    ...wrap("offered  ", offeredNames(run).join(", ") || "nothing", width),
    ...seen,
    ...named(
      "lacking  ",
      needing.map(({ capability }) => counted(run, capability)),
      "needs one of the others",
    ),
    ...named(
      "ignored  ",
      optional.map(({ capability }) => counted(run, capability)),
      "allowed",
    ),
    ...named("ignored  ", [...told], "see the causes"),
  ];
}

/** What was seen of a capability, without its name. */
const whyOf = ({ capability, reason }: CapabilityState): string =>
  reason.startsWith(`${capability} `) ? reason.slice(capability.length + 1) : reason;

/** The route that answered: capabilities with the same answer share a line. */
const routeOf = /^[A-Z]+ \S+ answered(?= 40[45]\b)/;

const kindOf = (state: string, why: string, capability: string): string =>
  routeOf.test(why) ? `${state} ${why.replace(routeOf, "")}` : capability;

/** A capability, and how many scenarios do not apply for want of it. */
function counted({ scenarios }: RunResult, capability: string): string {
  const held = scenarios.filter(({ results }) => results.some((r) => r.lacks === capability));
  return held.length === 0 ? capability : `${capability} (${plural(held.length, "scenario")})`;
}

/** The ignored capabilities that are told as causes: those whose level binds. */
const ignoredInCauses = ({ scenarios }: RunResult): Set<string> =>
  new Set(
    scenarios.flatMap(({ suite, results }) =>
      (suite === "capability" ? results : []).flatMap(({ expectations }) =>
        expectations.flatMap(({ what, level, waived }) =>
          level !== "may" && waived === undefined && what.startsWith("capability ")
            ? what.slice("capability ".length)
            : [],
        ),
      ),
    ),
  );
