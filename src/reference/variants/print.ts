import { isObject, parseJson, type Json, type JsonObject } from "../../json/json.ts";
import type { Hooks } from "../faults/types.ts";

/** How a JSON text is written. What is left out is written as JSON.stringify does. */
export interface Style {
  number?: (value: number) => string;
  string?: (value: string) => string;
  keys?: (keys: string[]) => string[];
  colon?: string;
  comma?: string;
}

/** Writes a JSON value in another style; it reads back as the same value. */
export function print(value: Json, style: Style): string {
  const { comma = ",", colon = ":" } = style;
  const text = style.string ?? JSON.stringify;
  if (typeof value === "number") return style.number?.(value) ?? JSON.stringify(value);
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map((entry) => print(entry, style)).join(comma)}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  const members = (style.keys?.(keys) ?? keys).map(
    (key) => `${text(key)}${colon}${print(value[key] ?? null, style)}`,
  );
  return `{${members.join(comma)}}`;
}

/** A frame with its data written anew; the sentinel stays. */
export function reprint(frame: string, write: (event: JsonObject) => string): string {
  // Not `.` and `$`: JSON may hold U+2028, which ends a line to them but not on the wire.
  return frame.replace(/(^|\n)data: ([^\n]*)/, (line, start: string, data: string) => {
    const parsed = parseJson(data);
    if ("error" in parsed || !isObject(parsed.value)) return line;
    const lines = write(parsed.value).split("\n");
    return start + lines.map((one) => `data: ${one}`).join("\n");
  });
}

/** Hooks that write every JSON text of the server, streamed or not, in one way. */
export function written(write: (json: JsonObject) => string): Hooks {
  return {
    frames: (frames) => frames.map((frame) => reprint(frame, write)),
    body: (json) => write(json),
  };
}
