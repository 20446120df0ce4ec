import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { findBuiltinDialect } from "../dialect/dialect.ts";
import { unknownDialect } from "./open-dialect.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { parseLocated, toJson, type Located } from "../scenario/located.ts";
import {
  createProblems,
  readBoolean,
  readChoice,
  readFields,
  readInteger,
  readString,
  readStrings,
  shapeError,
  type Fields,
  type Problems,
} from "../scenario/read.ts";
import { capabilities, type Capability, type SourceError } from "../scenario/types.ts";
import type { PartialSettings, Timeouts } from "./settings.ts";
import {
  isPath,
  readAuthHeader,
  readBaseUrl,
  readDuration,
  readHeaderName,
  readHeaderValue,
  readSize,
  type Read,
} from "./values.ts";

/** The settings of a config file, and all its errors. `notes` report each value that is used in another form than written. */
export interface ConfigFile {
  settings: PartialSettings;
  errors: SourceError[];
  notes: string[];
}

/** Keys of a config file, in the order of the documentation. */
export const configKeys = [
  "baseUrl",
  "model",
  "apiKeyEnv",
  "authHeader",
  "headers",
  "dialect",
  "suites",
  "capabilities",
  "require",
  "provoke",
  "waivers",
  "timeouts",
  "limits",
  "concurrency",
  "retries",
] as const;
const timeoutKeys = ["connect", "headers", "idle", "total"] as const;
const limitKeys = ["eventBytes", "streamBytes"] as const;

/** Largest config file that is read, in bytes. */
const mostBytes = 2 ** 20;

/**
 * Reads a config file. Paths in it are relative to its folder.
 * @returns undefined if there is no such file
 */
export async function readConfigFile(file: string): Promise<ConfigFile | undefined> {
  let text: string;
  try {
    text = await readBounded(file, mostBytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { settings: {}, errors: [{ file, line: 1, column: 1, message }], notes: [] };
  }
  return parseConfig(text, file);
}

/** The text of a file of at most `limit` bytes. @throws Error if it cannot be read or is larger */
export async function readBounded(file: string, limit: number): Promise<string> {
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.alloc(limit + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > limit) throw new Error(`it is larger than ${limit} bytes`);
    return buffer.toString("utf8", 0, length).replace(/^\uFEFF/, "");
  } finally {
    await handle.close();
  }
}

/** Reads the text of a config file. Every error is reported, not only the first. */
export function parseConfig(text: string, file: string): ConfigFile {
  const { root, errors } = parseLocated(text, file);
  if (!root) return { settings: {}, errors, notes: [] };
  // An empty file is a config without settings.
  if (root.kind === "scalar" && root.value === null) return { settings: {}, errors, notes: [] };
  const problems = createProblems();
  const notes: string[] = [];
  const secret = root.kind === "map" ? root.entries.get("apiKey") : undefined;
  if (secret && root.kind === "map") {
    root.entries.delete("apiKey");
    shapeError(
      problems,
      secret.place,
      'the config file must not have an API key; set an environment variable to the key and write the name of the variable, as in "apiKeyEnv: MY_KEY"',
    );
  }
  const fields = readFields(problems, root, "the config", { known: configKeys });
  const settings = fields ? readSettings(problems, fields, file, notes) : {};
  return { settings, errors: [...errors, ...problems.shape, ...problems.meaning], notes };
}

function readSettings(
  problems: Problems,
  fields: Fields,
  file: string,
  notes: string[],
): PartialSettings {
  const settings: PartialSettings = {};
  const at = (key: (typeof configKeys)[number]): Located | undefined => fields.get(key)?.value;
  const text = (key: (typeof configKeys)[number]): string | undefined => {
    const located = at(key);
    return located && readString(problems, located, key);
  };
  const nearFile = (name: string): string => (isPath(name) ? resolve(dirname(file), name) : name);

  const baseUrl = at("baseUrl");
  if (baseUrl) {
    const read = valueOf(problems, baseUrl, "baseUrl", readBaseUrl);
    if (read?.note !== undefined) notes.push(`${file}: ${read.note}`);
    if (read) settings.baseUrl = read.value;
  }
  const model = text("model");
  if (model !== undefined) settings.model = model;
  const apiKeyEnv = text("apiKeyEnv");
  if (apiKeyEnv !== undefined) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(apiKeyEnv)) settings.apiKeyEnv = apiKeyEnv;
    // The value may be the key itself, so no message repeats it.
    else
      shapeError(
        problems,
        at("apiKeyEnv")?.place ?? { file, line: 1, column: 1 },
        "apiKeyEnv must be the name of an environment variable, such as MY_KEY",
      );
  }
  const authHeader = at("authHeader");
  if (authHeader) {
    const read = valueOf(problems, authHeader, "authHeader", readAuthHeader);
    if (read) settings.authHeader = read.value;
  }
  const headers = at("headers");
  if (headers) settings.headers = readHeaders(problems, headers);
  const dialect = at("dialect");
  if (dialect) settings.dialects = readDialects(problems, dialect).map(nearFile);
  const suites = at("suites");
  if (suites) settings.suites = oneOrMore(problems, suites, "suites").map(nearFile);
  const offered = at("capabilities");
  if (offered) settings.capabilities = readCapabilities(problems, offered);
  const required = at("require");
  if (required) settings.require = readRequired(problems, required);
  const provoke = at("provoke");
  if (provoke) settings.provoke = readProvoke(problems, provoke);
  const waivers = text("waivers");
  if (waivers !== undefined) settings.waivers = resolve(dirname(file), waivers);
  const timeouts = at("timeouts");
  if (timeouts)
    settings.timeouts = readMap<keyof Timeouts>(
      problems,
      timeouts,
      "timeouts",
      timeoutKeys,
      readDuration,
    );
  const limits = at("limits");
  if (limits) settings.limits = readMap(problems, limits, "limits", limitKeys, readSize);
  const concurrency = at("concurrency");
  const many = concurrency && readInteger(problems, concurrency, "concurrency", 1, 64);
  if (many !== undefined) settings.concurrency = many;
  const retries = at("retries");
  const times = retries && readInteger(problems, retries, "retries", 0, 10);
  if (times !== undefined) settings.retries = times;
  return settings;
}

function valueOf<T>(
  problems: Problems,
  located: Located,
  what: string,
  read: (text: string) => Read<T>,
): { value: T; note?: string } | undefined {
  const text = readString(problems, located, what);
  if (text === undefined) return undefined;
  const result = read(text);
  if (!("problem" in result)) return result;
  shapeError(problems, located.place, `${what}: ${result.problem}`);
  return undefined;
}

/** A list of texts; a single text is a list of one. */
function oneOrMore(problems: Problems, located: Located, what: string): string[] {
  if (located.kind === "list") {
    const list = readStrings(problems, located, what);
    if (located.items.length === 0)
      shapeError(problems, located.place, `${what} must not be empty`);
    return list;
  }
  const one = readString(problems, located, what);
  return one === undefined ? [] : [one];
}

/** Names of dialects, and paths of dialect files. */
function readDialects(problems: Problems, located: Located): string[] {
  for (const item of located.kind === "list" ? located.items : [located]) {
    const name = item.kind === "scalar" ? item.value : undefined;
    if (typeof name !== "string" || isPath(name) || findBuiltinDialect(name)) continue;
    shapeError(problems, item.place, unknownDialect(name));
  }
  return oneOrMore(problems, located, "dialect");
}

function readMap<Key extends string>(
  problems: Problems,
  located: Located,
  what: string,
  known: readonly Key[],
  read: (text: string) => Read<number>,
): Partial<Record<Key, number>> {
  const result: Partial<Record<Key, number>> = {};
  const fields = readFields(problems, located, what, { known });
  for (const key of known) {
    const field = fields?.get(key)?.value;
    const value = field && valueOf(problems, field, `${what}.${key}`, read);
    if (value) result[key] = value.value;
  }
  return result;
}

function readHeaders(problems: Problems, located: Located): Record<string, string> {
  const headers: Record<string, string> = {};
  if (located.kind !== "map") {
    readFields(problems, located, "headers", { known: [] });
    return headers;
  }
  for (const [name, { place, value }] of located.entries) {
    const checked = readHeaderName(name);
    const text = readString(problems, value, `the header ${name}`);
    if ("problem" in checked) shapeError(problems, place, checked.problem);
    if ("problem" in checked || text === undefined) continue;
    const content = readHeaderValue(name, text);
    if ("problem" in content) shapeError(problems, value.place, content.problem);
    else headers[name] = content.value;
  }
  return headers;
}

function readCapabilities(problems: Problems, located: Located): Record<string, boolean> {
  const result: Record<string, boolean> = {};
  const fields = readFields(problems, located, "capabilities", { known: capabilities });
  for (const capability of capabilities) {
    const field = fields?.get(capability)?.value;
    const value = field && readBoolean(problems, field, `capabilities.${capability}`);
    if (value !== undefined) result[capability] = value;
  }
  return result;
}

function readRequired(problems: Problems, located: Located): Capability[] {
  const items: Located[] = located.kind === "list" ? located.items : [located];
  const read = items.map((item) => readChoice(problems, item, "capability", capabilities));
  return [...new Set(read.filter((capability) => capability !== undefined))];
}

/** Behaviour that a generic client cannot request, by its key in `provoke`. */
export const provocations = ["streamError", "fileSearch", "mcp", "mcpApproval"] as const;

function readProvoke(problems: Problems, located: Located): Record<string, JsonObject> {
  const result: Record<string, JsonObject> = {};
  const fields = readFields(problems, located, "provoke", { known: provocations });
  for (const name of provocations) {
    const field = fields?.get(name)?.value;
    if (!field) continue;
    const value = toJson(field);
    if (isObject(value)) result[name] = value;
    else
      shapeError(
        problems,
        field.place,
        `provoke.${name} must be a map that is merged into the request body`,
      );
  }
  return result;
}
