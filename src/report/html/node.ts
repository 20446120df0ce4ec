import { safe } from "../text.ts";

/**
 * An element as plain JSON data. The views of the report consist of these: one writer turns them into HTML for
 * the file, another into live elements in the browser, so text from outside is never parsed as markup.
 */
export type Element = readonly [
  tag: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Element | string)[],
];

/** The content of an element: elements, text (never parsed as markup), lists of both, or nothing. */
export type Child = Element | string | number | undefined | false | readonly Child[];

/** Attributes by name: `true` stands for one without a value, false and undefined for one that is left out. */
type Attributes = Record<string, string | number | boolean | undefined>;

/**
 * Makes an element: its tag, with classes as in a selector (`span.count`), its other attributes if it has any, its content.
 * Here text from outside is made safe to show.
 */
export function h(selector: string, first?: Attributes | Child, ...rest: Child[]): Element {
  const [tag = "", ...classes] = selector.split(".");
  const [attributes, children] = isAttributes(first) ? [first, rest] : [{}, [first, ...rest]];
  const all = classes.length > 0 ? { class: classes.join(" "), ...attributes } : attributes;
  const known = Object.entries(all).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, value === true ? "" : visible(value)]],
  );
  return [tag, Object.fromEntries(known) as Record<string, string>, children.flatMap(pieces)];
}

const isAttributes = (first: Attributes | Child): first is Attributes =>
  typeof first === "object" && !Array.isArray(first);

function pieces(child: Child): (Element | string)[] {
  if (child === undefined || child === false) return [];
  if (typeof child !== "object") return [visible(child)];
  return isElement(child) ? [child] : child.flatMap(pieces);
}

/** An element, where a list of children could stand as well. */
const isElement = (child: Element | readonly Child[]): child is Element =>
  typeof child[1] === "object" && !Array.isArray(child[1]);

/** Text as it is shown: what has no shape of its own is a visible escape; lines and tabs stay. */
function visible(text: string | number | boolean): string {
  return String(text)
    .split(/([\n\t])/)
    .map((part) => (part === "\n" || part === "\t" ? part : safe(part)))
    .join("");
}

/** A link if the address is http or https; else only its text. */
export function link(url: string | undefined, ...children: Child[]): Element {
  return url !== undefined && /^https?:\/\/[^\s"'<>\\]+$/i.test(url)
    ? h("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, ...children)
    : h("span", ...children);
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? "");

/** An element as HTML. */
export function toHtml(piece: Element | string): string {
  if (typeof piece === "string") return escaped(piece);
  const [tag, attributes, children] = piece;
  const written = Object.entries(attributes)
    .map(([name, value]) => ` ${name}${value === "" ? "" : `="${escaped(value)}"`}`)
    .join("");
  return tag === "input"
    ? `<${tag}${written}>`
    : `<${tag}${written}>${children.map(toHtml).join("")}</${tag}>`;
}
