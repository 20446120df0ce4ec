import { isObject, type Json } from "./json.ts";

/** One token of a JSON Pointer (RFC 6901), escaped. */
export function escapeToken(token: string | number): string {
  return String(token).replaceAll("~", "~0").replaceAll("/", "~1");
}

/** A JSON Pointer from its tokens: `pointer("output", 0, "id")` is `/output/0/id`. */
export function pointer(...tokens: (string | number)[]): string {
  return tokens.map((token) => `/${escapeToken(token)}`).join("");
}

/** The tokens of a JSON Pointer, unescaped. The empty pointer (the whole document) has none. */
export function parsePointer(text: string): string[] {
  if (text === "") return [];
  if (!text.startsWith("/"))
    throw new Error(`not a JSON Pointer: "${text}" (it must start with "/")`);
  return text
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value at a pointer, or undefined if there is none. */
export function resolvePointer(root: Json | undefined, text: string): Json | undefined {
  let value: Json | undefined = root;
  for (const token of parsePointer(text)) {
    if (Array.isArray(value))
      value = /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}
