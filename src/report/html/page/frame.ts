import type { TraceFrame } from "../../../result/trace.ts";
import { plural } from "../../text.ts";
import { h, type Child } from "../node.ts";
import { laidOut } from "../timeline.ts";
import { toDom } from "./dom.ts";

/** Text with its line breaks, in a box that scrolls. */
export const preformatted = (text: string): Child => h("pre", { tabindex: 0 }, h("code", text));

/** Whether messages are laid out for reading: what the reader chose last. */
let laid = true;

/** Shows one message, as the server sent it or formatted. */
export function showFrame(pane: HTMLElement, frame: TraceFrame): void {
  const { raw, type, event, at, bytes } = frame;
  const formatted = laidOut(raw);
  const size = new TextEncoder().encode(raw).length;
  const view = h(
    "div",
    h(
      "p",
      h("b", event === undefined ? type : `event ${event} ${type}`),
      at !== undefined && `, at ${at.toFixed(1)} ms`,
      `, ${plural(bytes, "byte")}${size < bytes ? `, only the first ${size} are kept` : ""} `,
      formatted !== undefined &&
        h("button", { type: "button" }, laid ? "show as sent" : "show formatted"),
    ),
    preformatted(laid ? (formatted ?? raw) : raw),
  );
  pane.replaceChildren(toDom(view));
  pane.querySelector("button")?.addEventListener("click", () => {
    laid = !laid;
    showFrame(pane, frame);
    pane.querySelector("button")?.focus();
  });
}
