import { join, resolve } from "node:path";
import { existsSync } from "node:fs";
import {
  configFileName,
  type PartialSettings,
  type Settings,
  type Timeouts,
} from "../config/settings.ts";
import { resolveSettings } from "../config/resolve.ts";
import { didYouMean } from "../scenario/suggest.ts";
import { capabilities, type Capability, type SourceError } from "../scenario/types.ts";
import type { WireLimits } from "../wire/limits.ts";
import type { Io } from "./io.ts";
import { fileError, UsageError } from "../config/usage-error.ts";

/** Flags that settings come from, as the command line parser hands them over. */
export interface SettingFlags {
  baseUrl?: string;
  model?: string;
  apiKey?: string;
  apiKeyEnv?: string;
  authHeader?: string;
  header?: [string, string][];
  dialect?: string[];
  suite?: string[];
  require?: string[];
  waivers?: string;
  concurrency?: number;
  retries?: number;
  timeoutConnect?: number;
  timeoutHeaders?: number;
  timeoutIdle?: number;
  timeoutTotal?: number;
  timeoutBackground?: number;
  limitEvent?: number;
  limitStream?: number;
  config?: string;
}

/** A copy without the keys whose value is undefined. */
function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}

/** @throws UsageError for a name that no capability has */
function knownCapability(name: string): Capability {
  const found = capabilities.find((capability) => capability === name);
  if (found !== undefined) return found;
  const hint = didYouMean(name, capabilities) || ` Known: ${capabilities.join(", ")}.`;
  throw new UsageError(`--require: unknown capability "${name}".${hint}`);
}

function fromFlags(flags: SettingFlags, cwd: string): PartialSettings {
  const timeouts = defined<Timeouts>({
    connect: flags.timeoutConnect,
    headers: flags.timeoutHeaders,
    idle: flags.timeoutIdle,
    total: flags.timeoutTotal,
    background: flags.timeoutBackground,
  });
  const limits = defined<WireLimits>({
    eventBytes: flags.limitEvent,
    streamBytes: flags.limitStream,
  });
  return defined<PartialSettings>({
    baseUrl: flags.baseUrl,
    model: flags.model,
    apiKey: flags.apiKey,
    apiKeyEnv: flags.apiKeyEnv,
    authHeader: flags.authHeader,
    headers: flags.header && Object.fromEntries(flags.header),
    dialects: flags.dialect,
    suites: flags.suite,
    waivers: flags.waivers === undefined ? undefined : resolve(cwd, flags.waivers),
    require: flags.require?.map(knownCapability),
    concurrency: flags.concurrency,
    retries: flags.retries,
    timeouts: Object.keys(timeouts).length > 0 ? timeouts : undefined,
    limits: Object.keys(limits).length > 0 ? limits : undefined,
    capabilities: undefined,
    provoke: undefined,
  });
}

/**
 * The settings of a command from its flags, the environment and the config file.
 * @param endpoint false where none is needed
 * @param configFile false where none is to be read
 * @throws UsageError that tells all problems at once
 */
export async function gatherSettings(
  flags: SettingFlags,
  io: Io,
  { endpoint, configFile = true }: { endpoint: boolean; configFile?: boolean },
): Promise<Settings> {
  const {
    settings: file,
    errors,
    notes,
  } = configFile ? await readConfig(flags.config, io) : { settings: {}, errors: [], notes: [] };
  const resolved = resolveSettings(fromFlags(flags, io.cwd), io.env, file, { endpoint });
  if (errors.length + resolved.problems.length > 0) throw fileError(errors, resolved.problems);
  for (const note of [...notes, ...resolved.notes]) io.stderr.write(`note: ${note}\n`);
  return resolved.settings;
}

async function readConfig(
  named: string | undefined,
  io: Io,
): Promise<{ settings: PartialSettings; errors: SourceError[]; notes: string[] }> {
  const file = named ?? configFileName;
  // Looked for before the YAML parser is loaded: most folders have none, and the parser costs a start 50 ms.
  if (named === undefined && !existsSync(join(io.cwd, file)))
    return { settings: {}, errors: [], notes: [] };
  const { readConfigFile } = await import("../config/file.ts");
  const read = await readConfigFile(resolve(io.cwd, file));
  if (!read)
    throw new UsageError(
      `the config file ${file} does not exist; \`responses-conformance init\` writes one`,
    );
  const shown = read.errors.map((error) => ({ ...error, file }));
  return { settings: read.settings, errors: shown, notes: read.notes };
}
