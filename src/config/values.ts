import { didYouMean } from "../scenario/suggest.ts";

/** Readers of single values. Each returns the value, or what is wrong with it. */
export type Read<T> = { value: T; note?: string } | { problem: string };

/** A text that is not empty. */
export function readText(text: string): Read<string> {
  return text.trim() === ""
    ? { problem: "the value is empty; if it comes from a variable, set the variable" }
    : { value: text };
}

/** One of a few names. */
export function readName<Name extends string>(text: string, known: readonly Name[]): Read<Name> {
  const value = known.find((name) => name === text);
  if (value !== undefined) return { value };
  return {
    problem: `unknown name "${text}".${didYouMean(text, known)} Known: ${known.join(", ")}`,
  };
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
/** The longest wait that a timer can be set to. */
const longest = 2 ** 31 - 1;

/** A length of time such as `500ms`, `5s`, `2m`, in milliseconds. */
export function readDuration(text: string): Read<number> {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)$/.exec(text.trim()) ?? [];
  if (digits === undefined)
    return {
      problem: `"${text}" is not a time; write a number with ms, s, m or h, such as 30s`,
    };
  const value = Math.round(Number(digits) * (units[unit] ?? 1));
  if (value < 1) return { problem: `"${text}" is too short; write at least 1ms` };
  if (value > longest) return { problem: `"${text}" is too long; write at most 24 days` };
  return { value };
}

const sizes: Record<string, number> = {
  B: 1,
  kB: 1000,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** A number of bytes such as `16MiB`. */
export function readSize(text: string): Read<number> {
  const [, digits, unit = ""] =
    /^(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|KiB|MiB|GiB)$/.exec(text.trim()) ?? [];
  if (digits === undefined)
    return {
      problem: `"${text}" is not a size; write a number with ${Object.keys(sizes).join(", ")}, such as 16MiB`,
    };
  const value = Math.round(Number(digits) * (sizes[unit] ?? 1));
  if (value < 1024) return { problem: `"${text}" is too small; write at least 1KiB` };
  if (value > Number.MAX_SAFE_INTEGER) return { problem: `"${text}" is too large` };
  return { value };
}

/** A whole number within bounds. */
export function readCount(text: string, min: number, max: number): Read<number> {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
  if (value >= min && value <= max) return { value };
  return { problem: `"${text}" is not a whole number from ${min} to ${max}` };
}

/** One part of several, such as `1/3`. */
export function readShard(text: string): Read<{ index: number; count: number }> {
  const [, index, count] = /^(\d{1,3})\/(\d{1,3})$/.exec(text.trim()) ?? [];
  const value = { index: Number(index), count: Number(count) };
  return value.index >= 1 && value.index <= value.count
    ? { value }
    : {
        problem: `"${text}" is not a shard; write the number of the part and the number of parts, as in 1/3`,
      };
}

/**
 * The base URL of an endpoint: everything before `/responses`, without a slash at the end. A query
 * (`?api-version=...`) is kept.
 * If the URL ends in `/responses`, that part is removed, and a note says so.
 */
export function readBaseUrl(text: string): Read<string> {
  const trimmed = text.trim();
  const parsed =
    /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (!parsed) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1];
    if (scheme !== undefined && !/^https?$/i.test(scheme))
      return {
        problem: `"${hideUserInfo(trimmed)}" must begin with http:// or https://, not ${scheme}://`,
      };
    const guess = `http://${trimmed}`;
    const hint =
      scheme === undefined && trimmed !== "" && URL.canParse(guess)
        ? `: did you mean ${hideUserInfo(guess)}?`
        : "";
    return { problem: `"${hideUserInfo(trimmed)}" is not an http or https URL${hint}` };
  }
  if (parsed.hash !== "") return { problem: "the URL must not have a fragment (#...)" };
  const path = parsed.pathname.replace(/\/+$/, "");
  const base = path.replace(/\/responses$/, "");
  const auth =
    parsed.username === ""
      ? ""
      : `${parsed.username}${parsed.password === "" ? "" : `:${parsed.password}`}@`;
  const value = `${parsed.protocol}//${auth}${parsed.host}${base}${parsed.search}`;
  if (base === path) return { value };
  return {
    value,
    note: `the base URL must not end in "/responses", which each scenario adds; ${hideUserInfo(value)} is used instead`,
  };
}

/** A URL with its user and password replaced by `***`. */
export function hideUserInfo(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//***@");
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Headers that the transport sets itself; another value would break the exchange, not test it. */
const reserved = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "content-type",
  "upgrade",
]);

/** The name of a header. */
export function readHeaderName(text: string): Read<string> {
  if (!headerName.test(text)) return { problem: `"${text}" is not a header name` };
  if (reserved.has(text.toLowerCase()))
    return { problem: `the header ${text} cannot be set, because this tool sets it itself` };
  return { value: text };
}

/** The value of a header: visible characters, blanks and tabs. Messages do not repeat the value, because it may be secret. */
export function readHeaderValue(name: string, text: string): Read<string> {
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(text))
    return {
      problem: `the value of the header ${name} has characters that a header must not have`,
    };
  return { value: text.trim() };
}

/** The header that carries the key: its name, and after a colon the scheme before the key (`X-Auth: Token`). */
export function readAuthHeader(text: string): Read<string> {
  const [name = "", ...scheme] = text.split(":");
  const checked = readHeaderName(name.trim());
  if ("problem" in checked) return checked;
  const before = scheme.join(":").trim();
  if (!/^[\u0021-\u007e]*$/.test(before))
    return { problem: "the scheme must be one word, as in Authorization: Bearer" };
  return { value: before === "" ? checked.value : `${checked.value}: ${before}` };
}

/** A header as on the command line: `Name: value`. */
export function readHeader(text: string): Read<[string, string]> {
  const colon = text.indexOf(":");
  if (colon < 1) return { problem: 'write it as "Name: value"' };
  const name = readHeaderName(text.slice(0, colon).trim());
  if ("problem" in name) return name;
  const value = readHeaderValue(name.value, text.slice(colon + 1));
  return "problem" in value ? value : { value: [name.value, value.value] };
}

/** True for the path of a file or folder, false for a built-in name. */
export function isPath(name: string): boolean {
  return /[/\\]/.test(name) || /\.ya?ml$/i.test(name) || name === "." || name === "..";
}
