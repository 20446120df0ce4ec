/** Makes the copy buttons work: each copies the command beside it. */
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
    // The browser does not let pages copy, so the command is selected for the reader to copy.
    getSelection()?.selectAllChildren(code);
    button.textContent = "selected";
  }
  setTimeout(() => (button.textContent = "copy"), 2000);
}
