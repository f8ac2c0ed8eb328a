import { render } from "preact";
import { applyTheme, storedTheme } from "../../page/components/theme.ts";
import { AdminPage } from "./admin-page.tsx";

applyTheme(storedTheme());
const root = document.querySelector("#page");
if (root) {
  root.textContent = "";
  render(<AdminPage />, root);
}
