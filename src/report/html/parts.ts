import { verdictOrder } from "../summary.ts";
import { h, type Child, type Element } from "./node.ts";

/** A filter with a list: its name in the address, its label, its options. */
type Choice = [name: string, label: string, options: readonly string[]];

/** The bar with the sections of the page and the filters. Filters need the script, so the script shows them. */
export function barView(
  sections: readonly [id: string, title: string][],
  choices: readonly Choice[],
): Element {
  return h(
    "div.tools",
    h(
      "nav",
      { "aria-label": "sections" },
      sections.map(([id, title]) => h("a", { href: `#${id}` }, title)),
    ),
    h(
      "search.scripted",
      h(
        "label",
        h("span", "search"),
        h("input", {
          type: "search",
          name: "q",
          autocomplete: "off",
          spellcheck: "false",
          placeholder: "rule, text, scenario ( / )",
        }),
      ),
      choices
        .filter(([, , options]) => options.length > 1)
        .map(([name, label, options]) =>
          h(
            "label",
            h("span", label),
            h(
              "select",
              { name },
              h("option", { value: "" }, "any"),
              options.map((option) => h("option", { value: option }, option)),
            ),
          ),
        ),
      h("button", { type: "button" }, "clear"),
    ),
    h("p", { class: "scripted", id: "shown", role: "status", "aria-live": "polite" }),
  );
}

/** A table in a box that scrolls, so that the page does not. */
export const scrollingTable = (
  label: string,
  caption: string,
  head: readonly string[],
  rows: readonly Element[],
): Element =>
  h(
    "section",
    { class: "scroll", tabindex: 0, "aria-label": label },
    h(
      "table",
      h("caption", caption),
      h(
        "thead",
        h(
          "tr",
          head.map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h("tbody", rows),
    ),
  );

/** Names and what they stand for. */
export const facts = (of: readonly (readonly [name: Child, value: Child])[]): Element =>
  h(
    "dl.facts",
    of.map(([name, value]) => h("div", h("dt", name), h("dd", value))),
  );

/** The filters of results: by verdict, level, suite and dialect. */
export const choicesFor = (suites: Iterable<string>, dialects: readonly string[]): Choice[] => [
  ["verdict", "verdict", [...verdictOrder.toSorted(), "waived"]],
  ["level", "level", ["must", "should", "may"]],
  ["suite", "suite", [...new Set(suites)]],
  ["dialect", "dialect", dialects],
];

/** What a key does. */
type Key = readonly [key: string, does: string];

/** The keys of a page with failures, in addition to those of every page. */
export const failureKeys: readonly Key[] = [
  ["j, ↓", "next failure"],
  ["k, ↑", "previous failure"],
  ["Enter", "open or close the failure; in a stream: show the event, unfold deltas"],
  ["Escape", "close the failure"],
];

const everywhere: readonly Key[] = [
  ["/", "search"],
  ["Escape", "clear the search"],
  ["?", "show these keys"],
];

/** The frame of a page: the skip link, the theme button, the keys. */
export function frame(
  brand: string,
  head: Child,
  keys: readonly Key[],
  ...contents: Child[]
): Element {
  return h(
    "body",
    h("a", { class: "skip", href: "#main" }, "Skip to the results"),
    h(
      "header",
      h(
        "div.top",
        h("span.brand", brand),
        h("button", { type: "button", class: "scripted", id: "theme" }, "theme: system"),
        h(
          "button",
          { type: "button", class: "scripted", id: "help", "aria-haspopup": "dialog" },
          "keys ( ? )",
        ),
      ),
      head,
    ),
    contents,
    h(
      "dialog",
      { id: "keys", "aria-labelledby": "keys-title" },
      h("h2", { id: "keys-title" }, "Keys"),
      facts([...everywhere, ...keys].map(([key, does]) => [h("kbd", key), does])),
      h("form", { method: "dialog" }, h("button", { type: "submit" }, "close")),
    ),
  );
}
