import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { packageVersion } from "../../assets/assets.ts";
import { configFileName, type Settings } from "../../config/settings.ts";
import { builtinDialects } from "../../dialect/dialect.ts";
import { safe } from "../../report/text.ts";
import { exitCodes } from "../../result/run.ts";
import { shellQuote } from "../../runner/curl.ts";
import { explore, type Exploration } from "../../runner/explore.ts";
import { RunUsageError } from "../../runner/types.ts";
import { proxiesOf } from "../../transport/proxy.ts";
import { gatherSettings, type SettingFlags } from "../gather.ts";
import { checkWritable, write, writeWholeIn, type Io } from "../io.ts";
import { loadDialects } from "../judging.ts";
import { statusLine } from "../progress.ts";
import { interruptible } from "../signals.ts";
import { UsageError } from "../../config/usage-error.ts";
import { configText } from "./config-text.ts";
import { draftOf } from "./draft.ts";
import { summaryText } from "./summary.ts";

/** Flags of `init`. */
export interface InitFlags extends SettingFlags {
  out: string;
  stdout?: boolean;
  force?: boolean;
}

/** Writes a config file from the answers of an endpoint; without answers it writes no file. @returns the exit code */
export async function init(flags: InitFlags, io: Io): Promise<number> {
  const settings = await gatherSettings(flags, io, { endpoint: true, configFile: false });
  if (settings.baseUrl === undefined)
    throw new UsageError(
      "no endpoint is given; pass --base-url URL (everything before /responses) or set RESPONSES_BASE_URL, as in\n" +
        "responses-conformance init --base-url http://localhost:8000/v1",
    );
  const out = flags.stdout === true || flags.out === "-" ? undefined : resolve(io.cwd, flags.out);
  if (out !== undefined) await checkFree(out, flags);
  const explored = await ask(settings, settings.baseUrl, io);
  if (explored === undefined) {
    io.stderr.write("responses-conformance: interrupted; no file was written\n");
    return exitCodes.notTested;
  }
  if (explored.problem !== undefined) {
    io.stderr.write(`responses-conformance: ${safe(explored.problem)}\nNo file was written.\n`);
    return exitCodes.notTested;
  }
  const draft = draftOf(settings, settings.baseUrl);
  const text = configText(draft, explored);
  if (out === undefined) await write(io.stdout, text);
  else {
    await checkFree(out, flags);
    await writeWholeIn(out, text);
  }
  const custom = out !== resolve(io.cwd, configFileName);
  const file = out === undefined ? "FILE" : shellQuote(flags.out);
  const summary = summaryText(explored, {
    written: out === undefined ? undefined : flags.out,
    run: `responses-conformance${custom ? ` --config ${file}` : ""}`,
    lint: `responses-conformance lint ${file}`,
    left: draft.left,
  });
  await write(out === undefined ? io.stderr : io.stdout, summary);
  return exitCodes.conformant;
}

/** @throws UsageError if the file exists and --force is not given, or cannot be written */
async function checkFree(out: string, flags: InitFlags): Promise<void> {
  if (flags.force !== true && existsSync(out))
    throw new UsageError(
      `${flags.out} exists already; pass --force to overwrite it, --out FILE to write another file, or --stdout to print`,
    );
  await checkWritable(out, "the config file");
}

/** Probes the endpoint. @returns undefined if the user interrupted it */
async function ask(settings: Settings, baseUrl: string, io: Io): Promise<Exploration | undefined> {
  const { model, apiKey, authHeader, headers, timeouts, limits, concurrency, retries } = settings;
  const dialects = await loadDialects(builtinDialects);
  const status = statusLine(io, false);
  try {
    return await interruptible(
      io,
      async (signal) => {
        const explored = await explore({
          endpoint: { baseUrl, model, apiKey, authHeader, headers },
          dialects,
          timeouts,
          limits,
          concurrency,
          retries,
          proxies: proxiesOf(io.env),
          tool: { name: "responses-conformance", version: packageVersion() },
          signal,
          onProgress: status.update,
        });
        return signal.aborted ? undefined : explored;
      },
      "\nstopping\n",
    );
  } catch (error) {
    throw error instanceof RunUsageError ? new UsageError(error.message) : error;
  } finally {
    status.clear();
  }
}
