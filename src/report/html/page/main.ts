import type { Element as Data } from "../node.ts";
import { readAddress, writeAddress } from "./address.ts";
import { startCopying } from "./copy.ts";
import { all, block, toDom } from "./dom.ts";
import { startFilter, type FilterValues } from "./filter.ts";
import { startKeys } from "./keys.ts";
import { startMatrix } from "./matrix.ts";
import { showStreams } from "./stream.ts";
import { startTheme } from "./theme.ts";

document.documentElement.dataset["js"] = "";

let inside: Record<string, Data> | undefined;
let values: FilterValues = {};
let target = "";

/** The inside of a scenario or of a place of a failure, by its id. It can be large, so it is read on demand. */
function insideOf(id: string): Data | undefined {
  inside ??= block<Record<string, Data>>("inside") ?? {};
  return Object.hasOwn(inside, id) ? inside[id] : undefined;
}

/** Shows what is inside of a failure or scenario: for a failure, the evidence of one of its places. */
function fill(item: HTMLElement, id = item.id): void {
  const into = item.querySelector<HTMLElement>(":scope > .inside");
  if (!into) return;
  // The first place of a failure is in the page already, until another one was shown instead.
  if (id === item.id && into.dataset["shows"] !== undefined)
    id = item.querySelector<HTMLElement>(".elsewhere li")?.dataset["place"] ?? id;
  const data =
    into.dataset["shows"] === id || (id === item.id && into.hasChildNodes())
      ? undefined
      : insideOf(id);
  if (data) {
    into.dataset["shows"] = id;
    into.replaceChildren(toDom(data));
    for (const line of all(".elsewhere li", item))
      line.classList.toggle("current", line.dataset["place"] === id);
  }
  showStreams(into);
}

/** Goes to the target of the address: opens it, and shows it even if the filter hides it. */
function follow(): void {
  const address = readAddress();
  target = address.target;
  if (address.values) values = address.values;
  else if (Object.keys(values).length > 0) writeAddress(target, values);
  filter(values);
  // A place stands within its failure, whose id its own begins with.
  const [item = ""] = target.split("@");
  const element = document.getElementById(item);
  if (!element) return;
  element.hidden = false;
  if (element instanceof HTMLDetailsElement) {
    element.open = true;
    fill(element, target);
  }
  const place = element.querySelector<HTMLElement>(":scope > summary") ?? element;
  place.focus({ preventScroll: true });
  place.scrollIntoView();
}

// Without the script a place of a failure is its line in a list; with it, it is shown above that.
for (const line of all(".elsewhere li")) {
  line.dataset["place"] = line.id;
  line.removeAttribute("id");
}
const filter = startFilter((now) => {
  values = now;
  writeAddress(target, values);
});
startTheme(() => document.dispatchEvent(new Event("theme")));
startCopying();
startKeys(() => {
  values = {};
  filter(values);
  writeAddress(target, values);
});
startMatrix();

let printing = false;
// `toggle` does not bubble, so it is caught on its way down.
document.addEventListener(
  "toggle",
  ({ target: item }) => {
    if (!(item instanceof HTMLDetailsElement) || !item.matches(".item") || printing) return;
    const shown = item.querySelector<HTMLElement>(":scope > .inside")?.dataset["shows"] ?? item.id;
    if (item.open) fill(item, shown);
    if (item.open && item.contains(document.activeElement)) target = shown;
    else if (!item.open && target.split("@")[0] === item.id) target = "";
    else return;
    writeAddress(target, values);
  },
  true,
);
addEventListener("hashchange", follow);
// The browser goes to the fragment once more when all is loaded.
addEventListener("load", follow);

// What is folded on the screen is read on paper.
let folded: HTMLDetailsElement[] = [];
addEventListener("beforeprint", () => {
  printing = true;
  folded = all("details.failure:not([open])") as HTMLDetailsElement[];
  for (const item of folded) item.open = true;
});
addEventListener("afterprint", () => {
  for (const item of folded) item.open = false;
  printing = false;
});

follow();
// Once the page stands: a stream can be long.
setTimeout(() => {
  for (const item of all("details.item[open]")) fill(item);
});
