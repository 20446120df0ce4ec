import { all } from "./dom.ts";

const summaries = (): HTMLElement[] =>
  all(".failure:not([hidden]) > summary").filter((summary) => summary.offsetParent !== null);

/** Moves to the next failure that is shown, or to the one before. */
function move(by: 1 | -1): void {
  const failures = summaries();
  const active = document.activeElement;
  const here = failures.findIndex((summary) => summary.parentElement?.contains(active));
  const next = here < 0 ? (by > 0 ? 0 : failures.length - 1) : here + by;
  const summary = failures[Math.min(failures.length - 1, Math.max(0, next))];
  summary?.focus({ preventScroll: true });
  summary?.scrollIntoView({ block: "start" });
}

/** Closes the failure or scenario that the focus is in. */
function close(): void {
  const item = document.activeElement?.closest<HTMLDetailsElement>("details.item[open]");
  if (!item) return;
  item.open = false;
  item.querySelector("summary")?.focus();
}

/** Handles the keys of the page. Keys in a field, and keys with Ctrl, Alt or Meta, are left to the browser. */
export function startKeys(clear: () => void): void {
  const dialog = document.querySelector<HTMLDialogElement>("#keys");
  const search = document.querySelector<HTMLInputElement>("input[type=search]");
  const help = (): void => (dialog?.open ? dialog.close() : dialog?.showModal());
  document.getElementById("help")?.addEventListener("click", help);
  dialog?.querySelector("button")?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const from = event.target instanceof Element ? event.target : document.body;
    if (event.key === "Escape" && from === search) {
      clear();
      search?.blur();
      return;
    }
    if (from.closest("input, select, textarea") || (dialog?.open && event.key !== "?")) return;
    const onSummary = from.matches(".failure > summary");
    const actions: Record<string, (() => unknown) | undefined> = {
      "/": () => search?.focus(),
      "?": help,
      j: () => move(1),
      k: () => move(-1),
      ArrowDown: onSummary ? () => move(1) : undefined,
      ArrowUp: onSummary ? () => move(-1) : undefined,
      Escape: close,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
