import fc from "fast-check";
import type { JsonObject } from "../../src/json/json.ts";
import { print, type Style } from "../../src/reference/variants/print.ts";
import type { Payload } from "./tell.ts";

/** A legal way to put events on the wire. */
export interface Writing {
  lineEnd: "\n" | "\r\n" | "\r";
  bom: boolean;
  /** What each frame is: which of its peculiarities it has, as bits. */
  frames: number[];
  style: "plain" | "reversed" | "spaced" | "escaped" | "exponent";
  extra: boolean;
  /** Byte offsets at which reads end. */
  cuts: number[];
}

export const writings: fc.Arbitrary<Writing> = fc.record({
  lineEnd: fc.constantFrom("\n" as const, "\r\n" as const, "\r" as const),
  bom: fc.boolean(),
  frames: fc.array(fc.nat(31), { maxLength: 12 }),
  style: fc.constantFrom(
    "plain" as const,
    "reversed" as const,
    "spaced" as const,
    "escaped" as const,
    "exponent" as const,
  ),
  extra: fc.boolean(),
  cuts: fc.array(fc.nat(20_000), { maxLength: 30 }),
});

const styles: Record<Writing["style"], Style> = {
  plain: {},
  reversed: { keys: (keys) => keys.toReversed() },
  spaced: { colon: " :\t", comma: " , " },
  escaped: {
    string: (text) =>
      JSON.stringify(text).replaceAll(
        /[^\u0020-\u007e]|o/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      ),
  },
  exponent: { number: (value) => (Number.isInteger(value) ? `${value}e0` : String(value)) },
};

/** The events as bytes, one event a frame, [DONE] last where wanted. */
export function plainBytes(events: readonly Payload[], done = true): Buffer {
  const frames = events.map(
    (event) => `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`,
  );
  return Buffer.from(frames.join("") + (done ? "data: [DONE]\n\n" : ""));
}

/** The events as bytes, in some other legal way. */
export function writtenBytes(events: readonly Payload[], writing: Writing, done = true): Buffer {
  const { frames: bits, style, extra, lineEnd, bom } = writing;
  const more: JsonObject = extra ? { x_acme: [{ a: null }], "acme:note": "ø" } : {};
  const frames = events.map((event, index) => {
    const bit = (n: number): boolean => (((bits[index % (bits.length || 1)] ?? 0) >> n) & 1) === 1;
    const response = event["response"];
    const whole = {
      ...event,
      ...more,
      ...(typeof response === "object" ? { response: { ...response, ...more } } : {}),
    } as JsonObject;
    const json = print(whole, styles[style]);
    const space = bit(0) ? "" : " ";
    // Between the members of the outermost object a line may end.
    const data = bit(1) ? `{\ndata:${space}${json.slice(1)}` : json;
    const lines = [`event:${space}${event.type}\n`, `data:${space}${data}\n`];
    const ordered = bit(2) ? lines.toReversed() : lines;
    const comment = bit(3) ? ": still there\n" : "";
    const between = bit(4) ? "retry: 1000\n" : "";
    return `${comment}${ordered.join(between)}\n`;
  });
  const text = frames.join("") + (done ? "data: [DONE]\n\n" : "");
  return Buffer.from((bom ? "\uFEFF" : "") + text.replaceAll("\n", lineEnd));
}
