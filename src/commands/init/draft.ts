import type { Settings, Timeouts } from "../../config/settings.ts";
import { isSecretHeader, mask, urlSecrets } from "../../tape/redact.ts";

/** The settings of an endpoint for a config file, without secrets. */
export interface Draft {
  baseUrl: string;
  /** True if a secret in the base URL was masked, so the URL cannot be used as it is. */
  masked: boolean;
  /** The model that the user named. */
  model: string | undefined;
  apiKeyEnv: string | undefined;
  authHeader: string | undefined;
  headers: Record<string, string>;
  timeouts: Timeouts;
  concurrency: number;
  retries: number;
  /** What a run needs besides the file: one instruction each. */
  left: string[];
}

/** The settings of an endpoint without its secrets. */
export function draftOf(settings: Settings, baseUrl: string): Draft {
  const { model, apiKey, apiKeyEnv, authHeader, timeouts, concurrency, retries } = settings;
  const shown = maskedUrl(baseUrl);
  const headers = Object.entries(settings.headers);
  const secret = headers.filter(([name]) => isSecretHeader(name)).map(([name]) => name);
  const left: string[] = [];
  if (shown !== baseUrl)
    left.push("set RESPONSES_BASE_URL; the base URL has a secret, so it was not written");
  if (apiKey !== undefined && apiKeyEnv === undefined)
    left.push("set RESPONSES_API_KEY to the key, or write the name of its variable as apiKeyEnv");
  for (const name of secret)
    left.push(`pass --header '${name}: ...'; its value may be secret, so it was not written`);
  return {
    baseUrl: shown,
    masked: shown !== baseUrl,
    model,
    apiKeyEnv,
    authHeader,
    headers: Object.fromEntries(headers.filter(([name]) => !secret.includes(name))),
    timeouts,
    concurrency,
    retries,
    left,
  };
}

function maskedUrl(baseUrl: string): string {
  const url = new URL(baseUrl);
  const secrets = urlSecrets(url);
  if (secrets.length === 0) return baseUrl;
  if (url.username !== "") url.username = mask;
  url.password = "";
  for (const [name, value] of url.searchParams)
    if (secrets.includes(value)) url.searchParams.set(name, mask);
  return url.href;
}
