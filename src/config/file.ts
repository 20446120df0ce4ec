import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { findBuiltinDialect } from "../dialect/dialect.ts";
import { unknownDialect } from "./open-dialect.ts";
import { defined, isObject } from "../json/json.ts";
import { parseLocated, toJson, type Located } from "../scenario/located.ts";
import {
  createProblems,
  readBoolean,
  readChoice,
  readFields,
  readString,
  readStrings,
  shapeError,
  valuesOf,
  type Fields,
  type Problems,
} from "../scenario/read.ts";
import { capabilities, type Capability, type SourceError } from "../scenario/types.ts";
import type { PartialSettings } from "./settings.ts";
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
const timeoutKeys = ["connect", "headers", "idle", "total", "background"] as const;
const limitKeys = ["eventBytes", "streamBytes"] as const;

/** Behaviour that a generic client cannot request, by its key in `provoke`. */
export const provocations = ["streamError", "fileSearch", "mcp", "mcpApproval"] as const;

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
  const value = valuesOf<(typeof configKeys)[number]>(problems, fields);
  const near = (path: string): string => resolve(dirname(file), path);
  const nearFile = (name: string): string => (isPath(name) ? near(name) : name);
  const checked =
    <T>(read: (text: string) => Read<T>) =>
    (located: Located, key: string): T | undefined =>
      valueOf(problems, located, key, read, (note) => notes.push(`${file}: ${note}`));
  const waivers = value.string("waivers");
  return defined<PartialSettings>({
    baseUrl: value.by("baseUrl", checked(readBaseUrl)),
    model: value.string("model"),
    apiKeyEnv: value.by("apiKeyEnv", (located, key) => {
      const name = readString(problems, located, key);
      if (name === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
      // The value may be the key itself, so no message repeats it.
      const message = "apiKeyEnv must be the name of an environment variable, such as MY_KEY";
      return void shapeError(problems, located.place, message);
    }),
    authHeader: value.by("authHeader", checked(readAuthHeader)),
    headers: value.by("headers", (located) => readHeaders(problems, located)),
    dialects: value.by("dialect", (located) => readDialects(problems, located).map(nearFile)),
    suites: value.by("suites", (located, key) => oneOrMore(problems, located, key).map(nearFile)),
    capabilities: value.by("capabilities", (located, key) =>
      readEach(problems, located, key, capabilities, (offered, name) =>
        readBoolean(problems, offered, name),
      ),
    ),
    require: value.by("require", (located) => readRequired(problems, located)),
    provoke: value.by("provoke", (located, key) =>
      readEach(problems, located, key, provocations, (provocation, name) => {
        const body = toJson(provocation);
        if (isObject(body)) return body;
        const message = `${name} must be a map that is merged into the request body`;
        return void shapeError(problems, provocation.place, message);
      }),
    ),
    waivers: waivers === undefined ? undefined : near(waivers),
    timeouts: value.by("timeouts", (located, key) =>
      readEach(problems, located, key, timeoutKeys, checked(readDuration)),
    ),
    limits: value.by("limits", (located, key) =>
      readEach(problems, located, key, limitKeys, checked(readSize)),
    ),
    concurrency: value.integer("concurrency", 1, 64),
    retries: value.integer("retries", 0, 10),
  });
}

function valueOf<T>(
  problems: Problems,
  located: Located,
  what: string,
  read: (text: string) => Read<T>,
  onNote: (note: string) => void,
): T | undefined {
  const text = readString(problems, located, what);
  if (text === undefined) return undefined;
  const result = read(text);
  if ("problem" in result)
    return void shapeError(problems, located.place, `${what}: ${result.problem}`);
  if (result.note !== undefined) onNote(result.note);
  return result.value;
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

/** A map from some of the known keys to values that are read in the same way; `read` gets `what.key`. */
function readEach<Key extends string, T>(
  problems: Problems,
  located: Located,
  what: string,
  known: readonly Key[],
  read: (value: Located, name: string) => T | undefined,
): { [key in Key]?: T } {
  const result: { [key in Key]?: T } = {};
  const fields = readFields(problems, located, what, { known });
  for (const key of known) {
    const field = fields?.get(key)?.value;
    const value = field && read(field, `${what}.${key}`);
    if (value !== undefined) result[key] = value;
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

function readRequired(problems: Problems, located: Located): Capability[] {
  const items: Located[] = located.kind === "list" ? located.items : [located];
  const read = items.map((item) => readChoice(problems, item, "capability", capabilities));
  return [...new Set(read.filter((capability) => capability !== undefined))];
}
