import { packageVersion } from "../../assets/assets.ts";
import { builtinDialects } from "../../dialect/dialect.ts";
import { faultById, variantById } from "../../reference/index.ts";
import { faultTrial, variantTrial, type Trial } from "../../result/trial.ts";
import { builtinSuites } from "../../scenario/files.ts";
import { loadDialects, selectRules } from "../judging.ts";
import { selectScenarios } from "../scenarios.ts";
import { tallyRun, type Tally } from "./outcome.ts";
import { judgeServer, type SelftestKit } from "./trials.ts";

/** One thing to try, in the scenarios whose answers it changes. Plain data, sent between processes. */
export type Job = ({ fault: string } | { variant: string }) & { scenarios: string[] };

/** What came of a job, and what it exercised. Plain data, too. */
export interface Done {
  trial: Trial;
  tally: Tally;
}

/** Everything that a self test judges with. @param cwd the folder that paths are shown from */
export async function loadKit(cwd: string): Promise<SelftestKit> {
  const dialects = await loadDialects(builtinDialects);
  return {
    dialects,
    rules: selectRules([]),
    scenarios: await selectScenarios(builtinSuites(), [], dialects, cwd),
    tool: { name: "responses-conformance", version: packageVersion() },
  };
}

/** Runs the reference server with the fault, or as the variant, and tells how it fared. */
export async function doJob(job: Job, kit: SelftestKit): Promise<Done> {
  const tally: Tally = { rules: {}, scenarios: {} };
  const scenarios = kit.scenarios.filter(({ id }) => job.scenarios.includes(id));
  if ("fault" in job) {
    const fault = faultById(job.fault);
    const silent = fault.timing !== undefined || fault.silent === true;
    const run = await judgeServer({ fault: fault.id }, kit, { silent, scenarios });
    tallyRun(tally, run);
    return { trial: faultTrial(fault, run), tally };
  }
  const variant = variantById(job.variant);
  const names: readonly string[] = variant.dialects ?? builtinDialects;
  const dialects = kit.dialects.filter(({ dialect }) => names.includes(dialect.name));
  const run = await judgeServer({ variant: variant.id }, kit, { dialects, scenarios });
  tallyRun(tally, run);
  return { trial: variantTrial(variant, run), tally };
}
