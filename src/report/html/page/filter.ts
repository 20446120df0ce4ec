import { all } from "./dom.ts";

/** The values of the filters, by name of the field: `q`, `verdict`, `level`, `suite`, `dialect`. */
export type FilterValues = Record<string, string>;

interface Item {
  element: HTMLElement;
  kind: string;
  suites: string[];
  /** Dialect, verdict and level, of each dialect. */
  marks: string[][];
  /** Its text in lower case, once it was asked for. */
  text?: string;
}

const bar = (): Element | null => document.querySelector("search");

/** Shows the items of the page that match the filters, and hides the others. */
export function startFilter(
  changed: (values: FilterValues) => void,
): (values: FilterValues) => void {
  const items = all(".item").map(itemOf);
  const apply = (values: FilterValues): void => {
    for (const field of fields()) field.value = values[field.name] ?? "";
    const counts = new Map<string, [shown: number, all: number]>();
    for (const item of items) {
      const fits = fitting(item, values);
      item.element.hidden = !fits;
      const [shown, whole] = counts.get(item.kind) ?? [0, 0];
      counts.set(item.kind, [shown + Number(fits), whole + 1]);
    }
    hideEmpty();
    const said = document.getElementById("shown");
    if (said)
      said.textContent = `${[...counts].map(([kind, [shown, whole]]) => `${shown} of ${whole} ${kind}s`).join(", ")} shown`;
  };
  const read = (): void => {
    const values: FilterValues = {};
    for (const { name, value } of fields()) if (value.trim() !== "") values[name] = value;
    apply(values);
    changed(values);
  };
  bar()?.addEventListener("input", read);
  bar()
    ?.querySelector("button")
    ?.addEventListener("click", () => {
      apply({});
      changed({});
    });
  return apply;
}

const fields = (): (HTMLInputElement | HTMLSelectElement)[] => [
  ...(bar()?.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[name]") ?? []),
];

function itemOf(element: HTMLElement): Item {
  const { suites = "", marks = "" } = element.dataset;
  return {
    element,
    kind: element.dataset["kind"] ?? "item",
    suites: suites.split(" ").map(decodeURIComponent),
    marks: marks.split(";").map((mark) => mark.split(" ").map(decodeURIComponent)),
  };
}

/** Whether an item contains each of the words. */
function has(item: Item, words: readonly string[]): boolean {
  item.text ??= (item.element.textContent ?? "").toLowerCase();
  const { text } = item;
  return words.every((word) => text.includes(word));
}

function fitting(item: Item, values: FilterValues): boolean {
  const { suites, marks } = item;
  const { q = "", verdict, level, suite, dialect } = values;
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return (
    (suite === undefined || suites.includes(suite)) &&
    marks.some(([of, is, binding]) =>
      [
        [dialect, of],
        [verdict, is],
        [level, binding],
      ].every(([wanted, got]) => wanted === undefined || wanted === got),
    ) &&
    (words.length === 0 || has(item, words))
  );
}

/** Hides the heading of a group of items that are all hidden. */
function hideEmpty(): void {
  for (const heading of all(".group")) {
    let shown = false;
    for (
      let next = heading.nextElementSibling;
      next?.classList.contains("item");
      next = next.nextElementSibling
    )
      shown ||= !(next as HTMLElement).hidden;
    heading.hidden = !shown;
  }
}
