import { grouped } from "../../../json/json.ts";
import type { MatrixData } from "../matrix.ts";
import { h, type Child, type Element as Data } from "../node.ts";
import { block, toDom } from "./dom.ts";

/** The facts of one scenario and one rule. */
interface Cell {
  failed: string[];
  warned: string[];
  waived: string[];
  exercised: number;
}

/** A family of rules, or one of them; `asked` is what the search finds it by. */
interface Column {
  name: string;
  numbers: number[];
  whole: boolean;
  asked: string;
}

/** How a cell shows what it has most of concern: its class and its sign. */
const kinds = [
  ["failed", "fail", "✗"],
  ["warned", "warn", "!"],
  ["waived", "waived", "~"],
] as const;

/** Names that are unfolded: families show their rules, suites their scenarios. */
const unfolded = { family: new Set<string>(), suite: new Set<string>() };

/** Every cell in which something happened, by scenario and rule, for one dialect or (-1) for all of them. */
function cellsOf({ scenarios, failures, rules }: MatrixData, dialect: number): Map<number, Cell> {
  const cells = new Map<number, Cell>();
  const at = (scenario: number, rule: number): Cell => {
    const place = scenario * rules.length + rule;
    const known = cells.get(place) ?? { failed: [], warned: [], waived: [], exercised: 0 };
    cells.set(place, known);
    return known;
  };
  for (const [scenario, { exercised }] of scenarios.entries())
    for (const counts of dialect < 0 ? exercised : [exercised[dialect] ?? []])
      for (let place = 0; place < counts.length; place += 2)
        at(scenario, counts[place] ?? 0).exercised += counts[place + 1] ?? 0;
  for (const { scenario, rule, dialects, kind, link } of failures)
    if (dialect < 0 || dialects.includes(dialect)) at(scenario, rule)[kind].push(link);
  return cells;
}

/** The matrix as a table: families and suites, with what is in those that are unfolded. */
function tableOf(data: MatrixData, dialect: number): Data {
  const { rules, scenarios, inPlay } = data;
  const cells = cellsOf(data, dialect);
  const plays = inPlay.filter((_, at) => dialect < 0 || at === dialect);
  const counted = [...rules.keys()].filter((rule) => plays.some((play) => play[rule] === 1));
  const families = grouped(counted, (rule) => rules[rule]?.split("/", 1)[0] ?? "");
  const suites = grouped([...scenarios.keys()], (scenario) => scenarios[scenario]?.suite ?? "");
  const column = (rule: number): Column => {
    const name = rules[rule] ?? "";
    // The evidence of each failed expectation has this text, and all evidence has the name of this column.
    const asked = name === "expect" ? "expectation of the scenario" : name;
    return { name, numbers: [rule], whole: false, asked };
  };
  const columns = [...families].flatMap(([name, numbers]) =>
    numbers.length === 1
      ? numbers.map(column)
      : [
          { name, numbers, whole: true, asked: `${name}/` },
          ...(unfolded.family.has(name) ? numbers.map(column) : []),
        ],
  );
  const rows = [...suites].flatMap(([suite, numbers]) => [
    { name: suite, suite, numbers, link: "" },
    ...(unfolded.suite.has(suite)
      ? numbers.map((at) => ({
          name: scenarios[at]?.name ?? "",
          suite,
          numbers: [at],
          link: scenarios[at]?.link ?? "",
        }))
      : []),
  ]);
  const sum = (these: readonly number[], those: readonly number[]): Cell => {
    const found = these.flatMap((scenario) =>
      those.flatMap((rule) => cells.get(scenario * rules.length + rule) ?? []),
    );
    return {
      failed: found.flatMap(({ failed }) => failed),
      warned: found.flatMap(({ warned }) => warned),
      waived: found.flatMap(({ waived }) => waived),
      exercised: found.reduce((all, { exercised }) => all + exercised, 0),
    };
  };
  return h(
    "table",
    h("caption", "✗ failed, ! warned, ~ waived, ✓ exercised, · not exercised"),
    h(
      "thead",
      h(
        "tr",
        h("td"),
        columns.map(({ name, whole, numbers }) =>
          h("th", { scope: "col" }, whole ? fold("family", name, numbers.length) : h("span", name)),
        ),
      ),
    ),
    h(
      "tbody",
      rows.map(({ name, suite, numbers, link }) =>
        h(
          "tr",
          h(
            "th",
            { scope: "row" },
            link === "" ? fold("suite", name, numbers.length) : h("a", { href: `#${link}` }, name),
          ),
          columns.map((column) =>
            cellView(sum(numbers, column.numbers), `${column.name} in ${name}`, {
              q: column.asked,
              suite,
              ...(dialect < 0 ? {} : { dialect: data.dialects[dialect] ?? "" }),
            }),
          ),
        ),
      ),
    ),
  );
}

function fold(kind: "family" | "suite", name: string, count: number): Child {
  const open = unfolded[kind].has(name);
  return h(
    "button",
    { type: "button", [`data-${kind}`]: name, "aria-expanded": open ? "true" : "false" },
    `${open ? "▾" : "▸"} ${name} (${count})`,
  );
}

/** A cell; what failed leads to its evidence, or to the list where there is more than one. */
function cellView(cell: Cell, where: string, asked: Record<string, string>): Data {
  const { exercised } = cell;
  const counts = kinds.flatMap(([kind]) =>
    cell[kind].length > 0 ? [`${cell[kind].length} ${kind}`] : [],
  );
  counts.push(exercised > 0 ? `exercised ${exercised} times` : "not exercised");
  const title = `${where}: ${counts.join(", ")}`;
  const worst = kinds.find(([kind]) => cell[kind].length > 0);
  if (!worst)
    return h("td", { class: exercised > 0 ? "pass" : "silent", title }, exercised > 0 ? "✓" : "·");
  const [kind, tone, sign] = worst;
  const places = cell[kind];
  const many = places.length > 1;
  const href = many ? `failures?${new URLSearchParams(asked).toString()}` : places[0];
  return h(
    "td",
    { class: tone, title },
    h("a", { href: `#${href}`, "aria-label": title }, sign, many && places.length),
  );
}

/** Makes the matrix when it comes into view. */
export function startMatrix(): void {
  const into = document.getElementById("matrix-body");
  if (!into) return;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    const data = block<MatrixData>("matrix-data");
    if (data) showMatrix(into, data);
  });
  observer.observe(into);
}

/** Shows the matrix, and lets the reader unfold its rows and columns. */
function showMatrix(into: HTMLElement, data: MatrixData): void {
  if (data.scenarios.length <= 20)
    for (const { suite } of data.scenarios) unfolded.suite.add(suite);
  let dialect = -1;
  if (data.dialects.length > 1) {
    const options = ["all", ...data.dialects].map((name, at) =>
      h("option", { value: at - 1 }, name),
    );
    into.append(toDom(h("label", "dialect ", h("select", options))));
  }
  into.append(toDom(h("section", { class: "scroll matrix", tabindex: 0, "aria-label": "matrix" })));
  const draw = (): void => {
    into.querySelector(".matrix")?.replaceChildren(toDom(tableOf(data, dialect)));
  };
  into.querySelector("select")?.addEventListener("change", (event) => {
    dialect = Number((event.target as HTMLSelectElement).value);
    draw();
  });
  into.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
    if (!button) return;
    const kind = button.dataset["family"] === undefined ? "suite" : "family";
    const name = button.dataset[kind] ?? "";
    if (!unfolded[kind].delete(name)) unfolded[kind].add(name);
    draw();
    into.querySelector<HTMLElement>(`[data-${kind}=${CSS.escape(name)}]`)?.focus();
  });
  draw();
}
