/** The text that replaces a secret. */
export const mask = "***";

/** Masks secrets. Everything that leaves a run goes through one of these, once. */
export interface Redactor {
  text(text: string): string;
  /** Masks a recorded body; its length changes. */
  bytes(bytes: Uint8Array): Uint8Array;
  /** A JSON-like value with every string in it masked, keys included. Parts in which nothing was masked are not copied. */
  deep<T>(value: T): T;
  /** Header values: masked by what they hold, and whole where the name alone says that they are secret. */
  headers(headers: Record<string, string>): Record<string, string>;
}

/** Below this length a secret is masked only as a word of its own: `test` must not eat into `latest`. */
const shortSecret = 8;
/** Shortest piece of a secret that is masked where a text was clipped in the middle of it. */
const shortFragment = 6;

/** Fields that hold our own words; a short secret may be the same as one of them. */
const ownWords: ReadonlySet<string> = new Set([
  "id",
  "rule",
  "messageId",
  "level",
  "verdict",
  "dialect",
  "suite",
  "title",
  "step",
  "method",
  "eventType",
  "command",
  "name",
]);

/** True for headers whose value is a secret whatever it holds. */
export function isSecretHeader(name: string): boolean {
  return /^(proxy-)?authorization$|^(set-)?cookie$|api[-_]?key|secret|password|credential|signature|(^|[-_])(token|auth|(?<!websocket[-_]|idempotency[-_])key)$/i.test(
    name,
  );
}

/** Secrets in a URL: its password, its user name with it, and query values whose names say so. */
export function urlSecrets(url: URL): string[] {
  const found: string[] = [];
  if (url.password !== "") {
    const [user, password] = [url.username, url.password].map(decodeURIComponentSafely);
    found.push(password ?? "", Buffer.from(`${user}:${password}`).toString("base64"));
  } else if (url.username !== "") {
    const user = decodeURIComponentSafely(url.username);
    found.push(user, Buffer.from(`${user}:`).toString("base64"));
  }
  for (const [name, value] of url.searchParams)
    if (/key|token|secret|password|signature|^sig$|^code$/i.test(name)) found.push(value);
  return found;
}

/** Secrets in configured headers: the value, and the part after a scheme such as `Bearer`. */
export function headerSecrets(headers: Record<string, string>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    isSecretHeader(name) ? [value, value.slice(value.trimEnd().lastIndexOf(" ") + 1)] : [],
  );
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Encoder = (text: string) => string;

const json: Encoder = (text) => JSON.stringify(text).slice(1, -1);
const html: Encoder = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const encoders: Encoder[] = [
  (text) => text,
  json,
  (text) => json(text).replaceAll("/", String.raw`\/`),
  // Go and others escape these in JSON.
  (text) =>
    json(text).replaceAll(
      /[<>&+=']/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  encodeURIComponent,
  (text) => encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  (text) => encodeURIComponent(text).replaceAll("%20", "+"),
  encodeURI,
  html,
  (text) => html(text).replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
];

/** The forms in which a server may send a secret back: encoded, and encoded once more, as evidence shows JSON in JSON. */
function variants(text: string): string[] {
  // A lone surrogate cannot be encoded, and no header carries one.
  const secret = Buffer.from(text).toString("utf8");
  const once = encoders.map((encode) => encode(secret));
  const twice = once.flatMap((form) => encoders.map((encode) => encode(form)));
  const base64 = Buffer.from(text).toString("base64");
  // Padding may be left out in both alphabets.
  const bare = [base64.replace(/=+$/, ""), Buffer.from(text).toString("base64url")];
  return [...new Set([text, ...twice, base64, ...bare])];
}

const escapeRegExp = (text: string): string =>
  text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

/** Masks a piece of text between two boundaries, if it is a piece of a secret or begins or ends with one. */
function maskPiece(piece: string, form: string): string {
  if (piece.length < shortFragment) return piece;
  if (form.includes(piece)) return mask;
  let left = piece;
  if (left.includes(form.slice(0, shortFragment)))
    for (let length = Math.min(form.length, left.length); length >= shortFragment; length--)
      if (left.endsWith(form.slice(0, length))) left = left.slice(0, -length) + mask;
  if (left.includes(form.slice(-shortFragment)))
    for (let length = Math.min(form.length, left.length); length >= shortFragment; length--)
      if (left.startsWith(form.slice(-length))) left = mask + left.slice(length);
  return left;
}

/**
 * Masks what is left of a secret where evidence was clipped: at the ends of a text, beside an ellipsis, inside quotes.
 * In running text a piece of a secret may be a word like any other, and stays.
 */
function maskFragments(text: string, forms: readonly string[]): string {
  if (text.length < shortFragment) return text;
  const within = (boundary: RegExp, whole: string): string =>
    whole
      .split(boundary)
      .map((piece) => forms.reduce(maskPiece, piece))
      .join("");
  // A secret may hold quotes itself.
  return within(/(["'])/, within(/(…)/, text));
}

/** Hash of the last six characters, from the hash before and the next character: each moves older ones by five of 30 bits. */
const rolled = (hash: number, code: number): number => ((hash << 5) ^ code) & 0x3f_ff_ff_ff;
const slotOf = (hash: number): number => (hash ^ (hash >>> 14)) & 0xff_ff;

/**
 * A filter that only passes texts in which something may be masked. Nearly all texts hold no six characters of a secret in
 * a row, and one look at each character shows it.
 */
function fragmentFilter(forms: readonly string[]): (text: string) => boolean {
  const slots = new Uint8Array(1 << 16);
  for (const form of forms) {
    let hash = 0;
    for (let at = 0; at < form.length; at++) {
      hash = rolled(hash, form.charCodeAt(at));
      if (at >= shortFragment - 1) slots[slotOf(hash)] = 1;
    }
  }
  return (text) => {
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      hash = rolled(hash, text.charCodeAt(at));
      if (at >= shortFragment - 1 && slots[slotOf(hash)] === 1) return true;
    }
    return false;
  };
}

/**
 * A redactor for some secrets. Empty ones are ignored.
 * Works on text that came from outside or holds such text; what a server scatters over several deltas in pieces of
 * fewer than six characters cannot be told from other text, and is not masked.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets.map((secret) => secret.trim()))].filter((s) => s !== "");
  const long = known.filter((secret) => secret.length >= shortSecret);
  const short = known.filter((secret) => secret.length < shortSecret);
  const whole = [...new Set(long.flatMap(variants))].sort((a, b) => b.length - a.length);
  const words = short.map(
    (secret) => new RegExp(String.raw`(?<![\w-])${escapeRegExp(secret)}(?![\w-])`, "g"),
  );
  const clippable = [
    ...new Set(long.filter((secret) => secret.length >= 2 * shortFragment).flatMap(variants)),
  ];

  const mayHold = fragmentFilter(whole);
  const maskWhole = (text: string): string => {
    if (!mayHold(text)) return text;
    let masked = text;
    for (const form of whole) if (masked.includes(form)) masked = masked.replaceAll(form, mask);
    return clippable.length === 0 ? masked : maskFragments(masked, clippable);
  };
  const text = (value: string): string => {
    let masked = maskWhole(value);
    for (const word of words) masked = masked.replaceAll(word, mask);
    return masked;
  };
  const walk = (value: unknown, own: boolean): unknown => {
    if (typeof value === "string") return own ? maskWhole(value) : text(value);
    if (Array.isArray(value)) {
      // Nearly nothing is masked: a copy is made where something is, and not before.
      let copy: unknown[] | undefined;
      for (const [at, member] of value.entries()) {
        const masked = walk(member, own);
        if (masked !== member) (copy ??= [...(value as unknown[])])[at] = masked;
      }
      return copy ?? value;
    }
    if (typeof value !== "object" || value === null) return value;
    const parent: unknown = Object.getPrototypeOf(value);
    if (parent !== Object.prototype && parent !== null) return value;
    const members = value as Record<string, unknown>;
    const keys = Object.keys(members);
    let copy: [string, unknown][] | undefined;
    for (const [at, key] of keys.entries()) {
      const maskedKey = maskWhole(key);
      const masked = walk(members[key], ownWords.has(key));
      if (maskedKey !== key || masked !== members[key])
        copy ??= keys.slice(0, at).map((before) => [before, members[before]]);
      copy?.push([maskedKey, masked]);
    }
    return copy ? Object.fromEntries(copy) : value;
  };
  const bytes = (value: Uint8Array): Uint8Array => {
    if (known.length === 0) return value;
    // Latin-1 keeps every byte as it is, also where the body is no UTF-8.
    const before = Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
    let after = before;
    for (const form of whole) after = after.replaceAll(Buffer.from(form).toString("latin1"), mask);
    for (const word of words) after = after.replaceAll(word, mask);
    return after === before ? value : Buffer.from(after, "latin1");
  };
  return {
    text,
    bytes,
    deep: <T>(value: T) => walk(value, false) as T,
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          isSecretHeader(name) ? mask : text(value),
        ]),
      ),
  };
}
