import { defaults, type PartialSettings, type Settings } from "./settings.ts";
import { readBaseUrl } from "./values.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings, or all errors in them. In both cases the user sees the `notes`. */
export interface Resolved {
  settings: Settings;
  problems: string[];
  notes: string[];
}

/**
 * Merges the flags, the environment and the config file, in this order of precedence, over the defaults.
 * Maps (headers, capabilities, timeouts, limits) are merged key by key; a list replaces the whole list.
 * @param endpoint false if no endpoint is needed; then its URL and key are not read
 */
export function resolveSettings(
  flags: PartialSettings,
  env: Environment,
  file: PartialSettings,
  { endpoint = true }: { endpoint?: boolean } = {},
): Resolved {
  const problems: string[] = [];
  const notes: string[] = [];
  const set = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);

  let baseUrl = flags.baseUrl;
  if (endpoint && baseUrl === undefined) {
    const name = ["RESPONSES_BASE_URL", "OPENAI_BASE_URL"].find((n) => set(n) !== undefined);
    const read = name === undefined ? undefined : readBaseUrl(set(name) ?? "");
    if (read && "problem" in read) problems.push(`${name}: ${read.problem}`);
    if (read && "value" in read) {
      baseUrl = read.value;
      if (read.note !== undefined) notes.push(`${name}: ${read.note}`);
    }
  }

  const named = endpoint ? (flags.apiKeyEnv ?? file.apiKeyEnv) : undefined;
  let variables: string[] = [];
  if (flags.apiKey !== undefined) variables = [];
  else if (flags.apiKeyEnv !== undefined) variables = [flags.apiKeyEnv];
  // A variable that the file names is more telling than the common fall-back.
  else if (endpoint) variables = ["RESPONSES_API_KEY", named ?? "OPENAI_API_KEY"];
  const apiKeyEnv = variables.find((name) => set(name) !== undefined);
  const apiKey = apiKeyEnv === undefined ? flags.apiKey : set(apiKeyEnv);
  if (apiKey === undefined && named !== undefined)
    problems.push(`the environment variable ${named} is not set; set it to the API key`);
  if (apiKey !== undefined && /[^\u0021-\u007e]/.test(apiKey))
    problems.push(
      "the API key has blanks, line ends or other characters that a header must not have; check its variable",
    );

  return {
    problems,
    notes,
    settings: {
      baseUrl: baseUrl ?? file.baseUrl,
      model: flags.model ?? set("RESPONSES_MODEL") ?? file.model,
      apiKey,
      apiKeyEnv,
      authHeader: flags.authHeader ?? file.authHeader,
      headers: { ...file.headers, ...flags.headers },
      dialects: flags.dialects ?? file.dialects ?? [...defaults.dialects],
      suites: flags.suites ?? file.suites,
      capabilities: { ...file.capabilities, ...flags.capabilities },
      waivers: flags.waivers ?? file.waivers,
      require: flags.require ?? file.require ?? [],
      provoke: { ...file.provoke, ...flags.provoke },
      timeouts: { ...defaults.timeouts, ...file.timeouts, ...flags.timeouts },
      limits: { ...defaults.limits, ...file.limits, ...flags.limits },
      concurrency: flags.concurrency ?? file.concurrency ?? defaults.concurrency,
      retries: flags.retries ?? file.retries ?? defaults.retries,
    },
  };
}
