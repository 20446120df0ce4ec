import type { Level, Verdict } from "../../result/finding.ts";
import type { DialectResult } from "../../result/run.ts";
import { isWaived } from "../../result/waiver.ts";
import { h, type Element } from "./node.ts";

/** A verdict as it is shown: what only known failures make up is told apart. */
export type Shown = Verdict | "waived";

/** The verdict that is shown for a result. */
export const shownOf = (result: DialectResult): Shown =>
  isWaived(result) ? "waived" : result.verdict;

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
