import { print, written } from "./print.ts";
import { variant, variantsOf } from "./types.ts";

/** The four hex digits of a UTF-16 unit. */
const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Puts integers in front of a suffix; fractions stay. */
const suffixed =
  (suffix: string) =>
  (value: number): string =>
    Number.isInteger(value) ? `${value}${suffix}` : String(value);

/** Ways to write the same JSON. */
export const jsonVariants = variantsOf({
  "keys-reversed": variant(
    "The members of every object are in reverse order, the type last.",
    written((json) => print(json, { keys: (keys) => keys.toReversed() })),
  ),
  "keys-sorted": variant(
    "The members of every object are sorted by name.",
    written((json) => print(json, { keys: (keys) => keys.toSorted() })),
  ),
  "json-spaced": variant(
    "Every JSON text has spaces and tabs between its tokens.",
    written((json) => ` ${print(json, { colon: " :\t", comma: " , " })} `),
  ),
  "json-pretty": variant(
    "Every JSON text is indented; in a stream, each of its lines is a data line.",
    written((json) => JSON.stringify(json, undefined, 2)),
  ),
  "json-escaped": variant(
    "Slashes, some letters and everything beyond ASCII are written as escapes.",
    written((json) =>
      print(json, {
        string: (text) =>
          JSON.stringify(text)
            .replaceAll("/", "\\/")
            .replaceAll(/[^\u0020-\u007e]|o/g, escape),
      }),
    ),
  ),
  "json-unescaped": variant(
    "Only characters that must be escaped are escaped; U+2028, U+2029, DEL and NEL are not.",
    {
      events: (events) =>
        events.map((event) => ({ ...event, x_note: "a\u2028b\u2029c\u007fd\u0085e" })),
    },
  ),
  "numbers-decimal": variant(
    "Integers are written with a fraction: 1.0.",
    written((json) => print(json, { number: suffixed(".0") })),
  ),
  "numbers-exponent": variant(
    "Integers are written with an exponent: 1e0.",
    written((json) => print(json, { number: suffixed("e0") })),
  ),
  "numbers-scientific": variant(
    "Integers are written in scientific notation: 1.7672256e+9.",
    written((json) => print(json, { number: (value) => value.toExponential() })),
  ),
});
