import type { Level } from "../../result/finding.ts";
import type { Shown } from "../scenarios.ts";
import { h, type Element } from "./node.ts";

/** Signs, so that the colour is not the only mark of a verdict. */
export const signs: Record<Shown, string> = {
  pass: "✓",
  fail: "✗",
  warn: "!",
  inconclusive: "?",
  "n/a": "–",
  error: "⚠",
  waived: "~",
};

/** The class that gives a verdict its colour. */
export const tone = (verdict: Shown): string => (verdict === "n/a" ? "na" : verdict);

/** A verdict in its colour, with its sign. */
export function badge(verdict: Shown, text: string = verdict): Element {
  return h("span", { class: `badge ${tone(verdict)}` }, `${signs[verdict]} ${text}`);
}

/** The level of a violated requirement, in the colour of its verdict. */
export function levelBadge(level: Exclude<Level, "off">, text: string, waived: boolean): Element {
  const verdict = waived
    ? "waived"
    : ({ must: "fail", should: "warn", may: "n/a" } as const)[level];
  return badge(verdict, waived ? `waived ${text}` : text);
}

/** The values of an item that filters compare: `dialect verdict level`, one for each dialect that judged it. */
export const marks = (
  entries: readonly { dialect: string; verdict: Shown; levels: Iterable<string> }[],
): string =>
  entries
    .flatMap(({ dialect, verdict, levels }) => {
      const asked = [...levels];
      return (asked.length === 0 ? [""] : asked).map((level) =>
        [dialect, verdict, level].map(encodeURIComponent).join(" "),
      );
    })
    .join(";");
