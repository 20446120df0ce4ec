const key = "responses-conformance-theme";
const themes = ["system", "dark", "light"];

// Where a page may not keep anything, asking for its storage throws.
function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The choice holds until the page is closed.
  }
}

/** Lets the reader choose dark or light; without a choice, the theme of the system applies. */
export function startTheme(changed: () => void): void {
  const button = document.getElementById("theme");
  const show = (theme: string): void => {
    document.documentElement.dataset["theme"] = theme;
    if (button) button.textContent = `theme: ${theme}`;
  };
  const first = remembered() ?? "";
  show(themes.includes(first) ? first : "system");
  button?.addEventListener("click", () => {
    const now = document.documentElement.dataset["theme"] ?? "";
    const next = themes[(themes.indexOf(now) + 1) % themes.length] ?? "system";
    show(next);
    remember(next);
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
