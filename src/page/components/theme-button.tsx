import { useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { applyTheme, isDark } from "./theme.ts";

/** Switches between light and dark; the choice stays in this browser. */
export function ThemeButton() {
  const [isNight, setIsNight] = useState(isDark());
  return (
    <button
      type="button"
      class="plain"
      aria-label={isNight ? "Light colours" : "Dark colours"}
      onClick={() => {
        applyTheme(isNight ? "light" : "dark");
        setIsNight(!isNight);
      }}
    >
      <Icon name={isNight ? "sun" : "moon"} />
    </button>
  );
}
