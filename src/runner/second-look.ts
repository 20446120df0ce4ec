import type { Chance, Rule } from "../engine/rule.ts";
import { gaveUp } from "../engine/exchange.ts";
import { stringAt } from "../json/json.ts";
import { mayBeOverload } from "../protocol/http-statuses.ts";
import type { StepOutcome } from "../result/conclude.ts";
import { renderMessage, type Finding } from "../result/finding.ts";
import type { ExpectationFailure } from "../result/run.ts";
import { isLate } from "../transport/types.ts";
import type { Exchange } from "./exchange.ts";
import { describeRefusal } from "./refusal.ts";

/** The outcome of a step, with what too much load may have brought about. */
export interface Look extends StepOutcome {
  /** How many exchanges were made. */
  made: number;
  /** Exchanges that show nothing by themselves: they were refused with 429 or 5xx, or nothing came in time. */
  busy: number[];
  /** What the last exchange of the step was: refused so, not complete in time, or a response that failed. */
  late?: string | undefined;
}

/** What a step is doubted for, in words. */
type Doubts = Map<Chance, string>;

/** How much of an exchange too much load may explain. */
interface Strain {
  words: string;
  /** Nothing that was found on the exchange counts by itself. */
  whole: boolean;
}

/** Whether too much load may explain how an exchange ended, and in what words. */
export function strainOf({ failure, observed, end, events }: Exchange): Strain | undefined {
  if (failure)
    return isLate(failure.reason) || failure.reason === "closed"
      ? { words: failure.message, whole: true }
      : undefined;
  if (!observed) return undefined;
  if (mayBeOverload(observed.status))
    return { words: `the answer was ${describeRefusal(observed)}`, whole: true };
  if (end && gaveUp(end.kind))
    return { words: end.detail ?? "the answer did not come in time", whole: events === 0 };
  if (stringAt(observed.response, "status") === "failed")
    return { words: "the response failed", whole: false };
  return undefined;
}

/** True for an answer that shows too much load rather than what was asked about: 429, 5xx, or none in time. */
export const isOverloaded = (exchange: Exchange): boolean =>
  strainOf(exchange)?.whole === true && exchange.failure?.reason !== "closed";

/** Expectations that the model may miss: whether it wrote or called what was asked for, and as much as was asked for. */
const ofModel =
  /^(text|calls|events (contains|inOrder|count)|response \/(status|incomplete_details)\b.*)$/;

const chanceOfFailure = ({ late }: Look, { what }: ExpectationFailure): Chance | undefined => {
  if (late !== undefined) return "load";
  return ofModel.test(what) ? "model" : undefined;
};

/** What holds for all second looks of a run. */
export interface LookOptions {
  rules: readonly Rule[];
  /** Requests at a time. */
  concurrency: number;
  /** Messages of rules that the endpoint gave rise to already when nothing else was under way; see `shownAlone`. */
  shown: ReadonlySet<string>;
}

const nameOf = ({ rule, messageId }: Pick<Finding, "rule" | "messageId">): string =>
  `${rule}:${messageId}`;

/**
 * What the gate exchanges show: they were sent alone, so load is no excuse for it. But the first of them may have waited for
 * the model to be loaded, which looks like one burst.
 */
export const shownAlone = (gates: readonly { exchange: Exchange }[]): ReadonlySet<string> =>
  new Set(
    gates
      .flatMap(({ exchange }) =>
        exchange.judgements.flatMap(({ findings }) => findings.map(nameOf)),
      )
      .filter((name) => name !== "http/no-burst:burst"),
  );

const chanceOfFinding = (
  { busy }: Look,
  finding: Finding,
  exchange: number,
  { rules, shown }: LookOptions,
): Chance | undefined => {
  if (busy.includes(exchange)) return "load";
  const chances: Partial<Record<string, Chance>> | undefined = rules.find(
    ({ id }) => id === finding.rule,
  )?.chance;
  const chance = chances?.[finding.messageId];
  return chance === "load" && shown.has(nameOf(finding)) ? undefined : chance;
};

/** What chance may have brought about in a step, as far as it would count. @param except rules that do not count */
function doubtsOf(look: Look, options: LookOptions, except: ReadonlySet<string>): Doubts {
  const doubts: Doubts = new Map();
  const doubt = (chance: Chance | undefined, words: string): void => {
    if (chance && !doubts.has(chance)) doubts.set(chance, words);
  };
  if (look.late !== undefined && (look.error !== undefined || look.broken))
    doubt("load", look.late);
  for (const failure of look.failures ?? [])
    if (failure.level !== "may")
      doubt(chanceOfFailure(look, failure), look.late ?? failure.message);
  for (const { findings, exchange } of look.judgements)
    for (const finding of findings) {
      if (finding.level === "may" || except.has(finding.rule)) continue;
      const template = options.rules.find(({ id }) => id === finding.rule)?.messages[
        finding.messageId
      ];
      const words = renderMessage(template ?? finding.rule, finding.args);
      doubt(chanceOfFinding(look, finding, exchange, options), look.late ?? words);
    }
  return doubts;
}

/** Leaves out what chance may have brought about, unless it is to be kept. */
function sifted(look: Look, options: LookOptions, keeps: ReadonlyMap<Chance, unknown>): Look {
  const stays = (chance: Chance | undefined): boolean => chance === undefined || keeps.has(chance);
  const { late, judgements, failures, broken, error } = look;
  const byLoad = late === undefined ? undefined : "load";
  return {
    ...look,
    judgements: judgements.map((judgement) => ({
      ...judgement,
      findings: judgement.findings.filter((finding) =>
        stays(chanceOfFinding(look, finding, judgement.exchange, options)),
      ),
    })),
    ...(failures ? { failures: failures.filter((one) => stays(chanceOfFailure(look, one))) } : {}),
    broken: stays(byLoad) ? broken : undefined,
    error: stays(byLoad) ? error : undefined,
  };
}

/** The doubts in all steps of a scenario; undefined if there is none, so that no second look is needed. */
export function doubtsIn(
  looks: readonly Look[],
  options: LookOptions,
  except: ReadonlySet<string>,
): Map<string, Doubts> | undefined {
  const all = new Map<string, Doubts>();
  for (const look of looks) {
    const doubts = doubtsOf(look, options, except);
    if (doubts.size > 0) all.set(look.step, doubts);
  }
  return all.size > 0 ? all : undefined;
}

/** Why a scenario is run once more, in one line. */
export const reasonToLookAgain = (doubts: ReadonlyMap<string, Doubts>): string => {
  const [[step, found] = ["", new Map<Chance, string>()]] = doubts;
  return `step ${step}: ${[...found.values()][0] ?? ""}`;
};

/**
 * What two looks at a scenario come to, the second of which was taken with nothing else under way. What the bytes show
 * counts in both. What chance may have brought about counts only if both have it; then it is told as the second shows it.
 */
export function combineLooks(
  first: readonly Look[],
  second: readonly Look[],
  options: LookOptions,
  except: ReadonlySet<string>,
): StepOutcome[] {
  const before = doubtsIn(first, options, except) ?? new Map<string, Doubts>();
  const after = doubtsIn(second, options, except) ?? new Map<string, Doubts>();
  const none: Doubts = new Map();
  const open: StepOutcome[] = [];
  const leaveOpen = (step: string, chance: Chance, words: string, again: string): void => {
    const inconclusive = `step ${step}: ${words.replace(/\.$/, "")}. ${again}${hint(chance, options)}`;
    open.push({ step, judgements: [], inconclusive, checked: true });
  };
  for (const [step, doubts] of before)
    for (const [chance, words] of doubts) {
      if (after.get(step)?.has(chance)) continue;
      const reached = second.some((look) => look.step === step);
      leaveOpen(step, chance, words, reached ? notAgain : notReached);
    }
  for (const [step, doubts] of after)
    for (const [chance, words] of doubts)
      if (!before.get(step)?.has(chance)) leaveOpen(step, chance, words, onlyAgain);
  const kept = second.map((look) => sifted(look, options, before.get(look.step) ?? none));
  const made = new Map(first.map((look) => [look.step, look.made]));
  const told = new Set(kept.flatMap(({ failures = [] }) => failures.map(keyOf)));
  return [
    ...open,
    // The second look decides but for what the bytes of the first one show.
    ...first.map((look) => {
      const { failures = [], ...rest } = sifted(look, options, none);
      const left = failures.filter((failure) => !told.has(keyOf(failure)));
      return { ...rest, failures: left, inconclusive: undefined };
    }),
    ...kept.map((look) => ({
      ...look,
      judgements: look.judgements.map((judgement) => ({
        ...judgement,
        exchange: judgement.exchange + (made.get(look.step) ?? 0),
      })),
    })),
  ];
}

const notAgain =
  "This did not happen when the scenario was run once more, with nothing else under way.";
const notReached = "The scenario ended before this step when it was run once more.";
const onlyAgain =
  "This happened only when the scenario was run once more, with nothing else under way.";

function hint(chance: Chance, { concurrency }: LookOptions): string {
  if (concurrency <= 1) return "";
  return chance === "load"
    ? ` The endpoint may not have room for ${concurrency} requests at a time; pass a smaller --concurrency, such as 1`
    : ` The model may choose differently each time; --concurrency 1 shows whether the load matters`;
}

const keyOf = ({ step, what, place }: ExpectationFailure): string =>
  JSON.stringify([step, what, place]);
