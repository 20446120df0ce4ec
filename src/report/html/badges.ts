import type { Level } from "../../result/finding.ts";
import type { Shown } from "../scenarios.ts";
import { h, type Element } from "./node.ts";

/** Signs, so that no verdict is told by its colour alone. */
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

/** How binding what was broken is, in the colour of what breaking it comes to. */
export function levelBadge(level: Exclude<Level, "off">, text: string, waived: boolean): Element {
  const verdict = waived
    ? "waived"
    : ({ must: "fail", should: "warn", may: "n/a" } as const)[level];
  return badge(verdict, waived ? `waived ${text}` : text);
}

/** What filters ask for of an item: `dialect verdict level`, one for each dialect that says something of it. */
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
