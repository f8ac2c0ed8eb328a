import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { applyTheme, isDark } from "./theme.ts";

/** Switches between light and dark; the choice stays in this browser. */
export function ThemeButton() {
  const [isNight, setIsNight] = useState(isDark());
  // A page may have several of these buttons.
  useEffect(() => {
    const follow = () => setIsNight(isDark());
    window.addEventListener("theme", follow);
    return () => window.removeEventListener("theme", follow);
  }, []);
  return (
    <button
      type="button"
      class="plain"
      aria-label={isNight ? "Light colours" : "Dark colours"}
      onClick={() => {
        applyTheme(isNight ? "light" : "dark");
        window.dispatchEvent(new Event("theme"));
      }}
    >
      <Icon name={isNight ? "sun" : "moon"} />
    </button>
  );
}
