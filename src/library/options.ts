import type { JudgingDialect } from "../checker/checker.ts";
import { UsageError } from "../config/usage-error.ts";
import type { Dialect } from "../dialect/dialect.ts";
import { joinedHeaders, type HeadInfo, type RequestInfo } from "../engine/exchange.ts";
import type { Rule } from "../engine/rule.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { didYouMean } from "../scenario/suggest.ts";
import { defaultLimits } from "../wire/limits.ts";
import { findDialect, loadDialects, selectRules } from "./choose.ts";
import type * as library from "./types.ts";

/** Options as they were meant, everything filled in and loaded. */
export interface Settings {
  dialects: readonly JudgingDialect[];
  rules: readonly Rule[];
  request: RequestInfo | undefined;
  head: HeadInfo | undefined;
  form: library.CheckOptions["form"];
  limits: Required<library.Limits>;
  name: string;
}

type AllOptions = library.CheckStreamOptions & library.CheckerOptions;

const known: readonly (keyof AllOptions)[] = [
  "dialect",
  "rules",
  "request",
  "head",
  "form",
  "limits",
  "name",
  "signal",
  "onFinding",
];
const forms: ReadonlySet<unknown> = new Set(["sse", "jsonl", "json", undefined]);

/** The dialect objects of users, and the loaded dialect of each. */
const behind = new WeakMap<library.Dialect, Dialect>();

/** Loads a dialect, in the form that users see. @throws UsageError */
export async function openForUsers(nameOrFile: string): Promise<library.Dialect> {
  const dialect = await findDialect(nameOrFile);
  const { name, title, base, revision } = dialect;
  const shown = Object.freeze({ name, title, base, revision });
  behind.set(shown, dialect);
  return shown;
}

/**
 * Reads options, as they may come from plain JavaScript.
 * @throws UsageError for what they cannot mean
 */
export async function readOptions(options: library.CheckOptions = {}): Promise<Settings> {
  if (typeof options !== "object" || options === null)
    throw new UsageError("the options must be an object");
  for (const key of Object.keys(options))
    if (!known.some((name) => name === key)) {
      const hint = didYouMean(key, known) || ` Known: ${known.join(", ")}.`;
      throw new UsageError(`unknown option "${key}".${hint}`);
    }
  const { dialect = "openresponses", rules = "**", request, head, form, name = "stream" } = options;
  if (!forms.has(form)) throw new UsageError(`form must be "sse", "jsonl" or "json"`);
  if (typeof name !== "string") throw new UsageError("name must be a text");
  const wanted = listOf(dialect, "dialect").map(dialectOf);
  const globs = listOf(rules, "rules");
  for (const glob of globs)
    if (typeof glob !== "string") throw new UsageError("rules must be ids or globs of rules");
  return {
    dialects: await loadDialects(wanted),
    rules: selectRules(globs),
    request: request === undefined ? undefined : requestOf(request),
    head: head === undefined ? undefined : headOf(head),
    form,
    limits: limitsOf(options.limits),
    name,
  };
}

/** @throws UsageError for an empty list: it could mean all or nothing */
function listOf<T>(value: T | readonly T[], what: string): readonly T[] {
  const list = Array.isArray(value) ? (value as readonly T[]) : [value as T];
  if (list.length === 0)
    throw new UsageError(`${what} is empty; leave it out, or name at least one`);
  return list;
}

function dialectOf(wanted: string | library.Dialect): string | Dialect {
  if (typeof wanted === "string") return wanted;
  const dialect = isObject(wanted) ? behind.get(wanted as unknown as library.Dialect) : undefined;
  if (!dialect)
    throw new UsageError("dialect must be a name, a path, or a result of loadDialect()");
  return dialect;
}

function requestOf(body: object): RequestInfo {
  if (!isObject(body))
    throw new UsageError("request must be the JSON body that was sent, as an object");
  return {
    method: "POST",
    path: "/responses",
    query: {},
    headers: {},
    // A copy as it goes over the wire: what is judged later must not change meanwhile.
    body: JSON.parse(JSON.stringify(body)) as JsonObject,
  };
}

/** Status and headers as the rules know them. @throws UsageError */
export function headOf(head: library.Head): HeadInfo {
  const { status, headers } = isObject(head) ? (head as library.Head) : {};
  if (!Number.isInteger(status) || typeof headers !== "object" || headers === null)
    throw new UsageError("head must have the status (a number) and the headers of the answer");
  const pairs: Iterable<readonly [string, unknown]> =
    Symbol.iterator in headers ? headers : Object.entries(headers);
  return { status: status as number, headers: joinedHeaders(pairs) };
}

function limitsOf(limits: library.Limits = {}): Required<library.Limits> {
  const all = { ...defaultLimits, idleMs: 30_000, totalMs: 300_000 };
  for (const [key, value] of Object.entries(limits)) {
    if (value === undefined) continue;
    if (!(key in all)) {
      const names = Object.keys(all);
      throw new UsageError(
        `unknown limit "${key}".${didYouMean(key, names) || ` Known: ${names.join(", ")}.`}`,
      );
    }
    if (!Number.isSafeInteger(value) || value < 1)
      throw new UsageError(`limits.${key} must be a whole number above 0`);
    all[key as keyof typeof all] = value;
  }
  return all;
}
