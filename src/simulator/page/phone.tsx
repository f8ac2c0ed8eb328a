import { render } from "preact";
import { Desk } from "./desk.tsx";
import { applyTheme, storedTheme } from "./theme.ts";

applyTheme(storedTheme());
const root = document.querySelector("#desk");
if (root) {
  root.textContent = "";
  render(<Desk />, root);
}
