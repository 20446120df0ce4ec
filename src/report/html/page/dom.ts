import type { Element as Data } from "../node.ts";

/** Live elements from their data; text is never parsed as markup. */
export function toDom(piece: Data | string): Node {
  if (typeof piece === "string") return document.createTextNode(piece);
  const [tag, attributes, children] = piece;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.map(toDom));
  return element;
}

/** All elements that match a selector. */
export const all = (selector: string, within: ParentNode = document): HTMLElement[] => [
  ...within.querySelectorAll<HTMLElement>(selector),
];

/** The data of a block of the page; undefined if there is no such block. */
export function block<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent;
  return text === undefined || text === null ? undefined : (JSON.parse(text) as T);
}
