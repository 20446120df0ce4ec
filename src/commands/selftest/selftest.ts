import { packageVersion } from "../../assets/assets.ts";
import { builtinDialects } from "../../dialect/dialect.ts";
import { matrixReport } from "../../report/matrix.ts";
import { exitCodes, type RunResult } from "../../result/run.ts";
import { faultTrial, variantTrial, type Trial } from "../../result/trial.ts";
import { safe } from "../../report/text.ts";
import { globTest } from "../../scenario/glob.ts";
import { didYouMean } from "../../scenario/suggest.ts";
import { paintFor, write, type Io } from "../io.ts";
import { loadDialects, selectRules } from "../judging.ts";
import { selectScenarios } from "../scenarios.ts";
import { builtinSuites } from "../../scenario/files.ts";
import { interruptible } from "../signals.ts";
import { UsageError } from "../usage-error.ts";
import { faultOutcomes, keepOutcome, outcomeFile, tallyRun, type Tally } from "./outcome.ts";
import { findReach, judgeServer, type SelftestKit } from "./trials.ts";

/** Flags of `selftest`. */
export interface SelftestFlags {
  /** Globs of fault and variant ids; all of them when left out. */
  only?: string[];
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

/**
 * Proves that the judge is right: every fault of the reference server must be named by its own rule or scenario, and
 * nothing may be said against any conforming variant. What it exercised is kept for `list requirements`.
 * @returns 0 when all is as it should be, 1 when a fault survives or a variant is accused, 3 when it was interrupted
 */
export async function selftest(flags: SelftestFlags, io: Io): Promise<number> {
  const { faults, variants } = await import("../../reference/index.ts");
  const chosen = chooser(
    flags.only ?? [],
    [...faults, ...variants].map(({ id }) => id),
  );
  const dialects = await loadDialects(builtinDialects);
  const shared = {
    dialects,
    rules: selectRules([]),
    scenarios: await selectScenarios(builtinSuites(), [], dialects, io.cwd),
    tool: { name: "responses-conformance", version: packageVersion() },
  };
  const progress = io.stderr.isTTY === true && flags.quiet !== true;
  const trials: { faults: Trial[]; variants: Trial[] } = { faults: [], variants: [] };
  const tally: Tally = { rules: {}, scenarios: {} };
  const judge = async (...args: Parameters<typeof judgeServer>): Promise<RunResult> => {
    const run = await judgeServer(...args);
    tallyRun(tally, run);
    return run;
  };
  const interrupted = await interruptible(
    io,
    async (signal) => {
      const kit: SelftestKit = { ...shared, signal };
      const { default: pLimit } = await import("p-limit");
      // Two at a time: while one waits for a server that fell silent, the other goes on.
      const limit = pLimit(2);
      const attempt = <T extends { id: string }>(
        what: readonly T[],
        work: (one: T) => Promise<Trial>,
      ): Promise<(Trial | undefined)[]> =>
        Promise.all(
          what.map((one) =>
            limit(async () => {
              if (signal.aborted) return undefined;
              if (progress) io.stderr.write(`\r\u001b[2K${one.id}`);
              const trial = await work(one);
              return signal.aborted ? undefined : trial;
            }),
          ),
        );
      const tried = faults.filter(({ id }) => chosen(id));
      const reach = tried.length > 0 ? await findReach(kit) : undefined;
      if (reach) tallyRun(tally, reach.run);
      const ofFaults = attempt(tried, async (fault) => {
        const scenarios = reach?.shownIn(fault) ?? kit.scenarios;
        const silent = fault.timing !== undefined;
        return faultTrial(fault, await judge({ fault: fault.id }, kit, { silent, scenarios }));
      });
      const ofVariants = attempt(
        variants.filter(({ id }) => chosen(id)),
        async (variant) => {
          const names: readonly string[] = variant.dialects ?? builtinDialects;
          const own = dialects.filter(({ dialect }) => names.includes(dialect.name));
          return variantTrial(
            variant,
            await judge({ variant: variant.id }, kit, { dialects: own }),
          );
        },
      );
      trials.faults = (await ofFaults).filter((trial) => trial !== undefined);
      trials.variants = (await ofVariants).filter((trial) => trial !== undefined);
      return signal.aborted;
    },
    "\nstopping; what was tried so far follows (once more to quit at once)\n",
  );
  if (progress) io.stderr.write("\r\u001b[2K");
  const paint = await paintFor(io, flags.color !== false);
  const text =
    flags.json === true
      ? `${JSON.stringify(trials, undefined, 2)}\n`
      : matrixReport(trials.faults, trials.variants, { paint, quiet: flags.quiet === true });
  await write(io.stdout, text);
  const file = outcomeFile(io.env);
  const problem = await keepOutcome(file, {
    version: shared.tool.version,
    finishedAt: new Date().toISOString(),
    only: flags.only ?? [],
    interrupted,
    ...tally,
    faults: faultOutcomes(trials.faults),
  });
  if (problem !== undefined)
    io.stderr.write(
      `note: the outcome is not kept for \`list requirements\`, ${safe(file)} cannot be written: ${safe(problem)}\n`,
    );
  if (![...trials.faults, ...trials.variants].every(({ passed }) => passed))
    return exitCodes.violation;
  return interrupted ? exitCodes.notTested : exitCodes.conformant;
}

/** Which ids the globs mean. @throws UsageError for a glob that means none */
function chooser(globs: readonly string[], ids: readonly string[]): (id: string) => boolean {
  const tests = globs.map((glob) => {
    const test = globTest(glob);
    if (!ids.some(test)) {
      const hint =
        didYouMean(glob, ids) || " `responses-conformance list faults` names the faults.";
      throw new UsageError(`no fault or variant matches "${glob}".${hint}`);
    }
    return test;
  });
  return (id) => tests.length === 0 || tests.some((test) => test(id));
}
