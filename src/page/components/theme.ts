export type Theme = "light" | "dark" | null;

const KEY = "theme";

/** Returns the theme that the user chose; null follows the system's. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : null;
}

/** Shows the page in this theme from now on. */
export function applyTheme(theme: Theme): void {
  if (theme === null) return;
  document.documentElement.dataset["theme"] = theme;
  localStorage.setItem(KEY, theme);
}

/** Returns whether the page is dark at the moment. */
export function isDark(): boolean {
  const chosen = storedTheme();
  return chosen === null ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
}
