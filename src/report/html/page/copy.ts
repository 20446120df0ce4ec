/** Buttons that copy the command beside them, as it is shown. */
export function startCopying(): void {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest(".copy") : null;
    const code = button?.parentElement?.querySelector("code");
    if (button && code) void copy(code, button);
  });
}

async function copy(code: Element, button: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    button.textContent = "copied";
  } catch {
    // The browser does not let pages copy: what is selected, the reader can.
    getSelection()?.selectAllChildren(code);
    button.textContent = "selected";
  }
  setTimeout(() => (button.textContent = "copy"), 2000);
}
