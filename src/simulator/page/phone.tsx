import { render } from "preact";
import { DemoPage } from "./demo-page.tsx";
import { applyTheme, storedTheme } from "../../page/components/theme.ts";

applyTheme(storedTheme());
const root = document.querySelector("#page");
if (root) {
  root.textContent = "";
  render(<DemoPage />, root);
}
