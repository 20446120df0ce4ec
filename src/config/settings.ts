import type { JsonObject } from "../json/json.ts";
import type { Capability } from "../scenario/types.ts";

/** How long to wait, in milliseconds. */
export interface Timeouts {
  connect: number;
  /** From the sent request to the head of the answer. */
  headers: number;
  /** Between two reads of the body. */
  idle: number;
  /** For a whole exchange. */
  total: number;
  /** Until a background response ends. */
  background: number;
}

/** The settings of a config file. Flags and the environment set the same keys. */
export interface PartialSettings {
  baseUrl?: string;
  model?: string;
  /** Only ever from a flag or the environment. */
  apiKey?: string;
  /** Name of the environment variable that holds the key. */
  apiKeyEnv?: string;
  authHeader?: string;
  headers?: Record<string, string>;
  /** Names, or paths of dialect files. */
  dialects?: string[];
  /** Names, or paths of folders and files. */
  suites?: string[];
  /** True: offered. False: not offered, nothing is sent. Not named: probed. */
  capabilities?: Record<string, boolean>;
  /** Capabilities that must be offered. If one is missing, the scenarios that need it fail. */
  require?: Capability[];
  /** Path of the file with known failures. */
  waivers?: string;
  provoke?: Record<string, JsonObject>;
  timeouts?: Partial<Timeouts>;
  /** Bytes. */
  limits?: { eventBytes?: number; streamBytes?: number };
  concurrency?: number;
  retries?: number;
}

/** The settings of a run, after flags, environment, config file and defaults are merged. */
export interface Settings {
  baseUrl: string | undefined;
  model: string | undefined;
  apiKey: string | undefined;
  /** Name of the variable with the key; undefined if the key came from a flag, or there is none. */
  apiKeyEnv: string | undefined;
  authHeader: string | undefined;
  headers: Record<string, string>;
  dialects: string[];
  /** Undefined: all suites that ship with the package. */
  suites: string[] | undefined;
  capabilities: Record<string, boolean>;
  require: Capability[];
  waivers: string | undefined;
  provoke: Record<string, JsonObject>;
  timeouts: Timeouts;
  limits: { eventBytes: number; streamBytes: number };
  concurrency: number;
  retries: number;
}

/** The settings that apply if nothing else sets them. */
export const defaults = {
  dialects: ["openresponses"],
  timeouts: { connect: 5000, headers: 60_000, idle: 30_000, total: 300_000, background: 60_000 },
  limits: { eventBytes: 16 * 2 ** 20, streamBytes: 512 * 2 ** 20 },
  concurrency: 4,
  retries: 2,
} as const;

/** Name of the config file that is read from the current folder. */
export const configFileName = "responses-conformance.yaml";
