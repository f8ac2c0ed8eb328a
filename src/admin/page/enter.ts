import { applyTheme, storedTheme } from "../../page/components/theme.ts";

applyTheme(storedTheme());
const state = document.querySelector("#state");
const button = document.querySelector<HTMLButtonElement>("#enter");
// Browsers send the part after # to no server, so that no log and no preview contains it.
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const NEW_LINK = "Write /admin to the bot, or run `whatsapp-ai-bot admin-link`, for a new one.";

function show(text: string, canRetry: boolean): void {
  if (state) state.textContent = text;
  if (button) {
    button.hidden = !canRetry;
    button.disabled = false;
  }
}

async function enter(): Promise<void> {
  if (button) button.disabled = true;
  const response = await fetch("/admin/api/enter", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  }).catch(() => null);
  if (response === null) show("The bot cannot be reached. Try again in a moment.", true);
  else if (response.ok) location.replace("/admin");
  else if (response.status >= 500) show(`The bot could not answer (${response.status}).`, true);
  else show(await sentenceOf(response), response.status === 429);
}

async function sentenceOf(response: Response): Promise<string> {
  const body = await response.json().catch(() => null);
  const error: unknown = body?.error;
  return typeof error === "string" && error !== ""
    ? error
    : `This link has expired or was used already. ${NEW_LINK}`;
}

button?.addEventListener("click", () => void enter());
// Only a press of the button uses the link up: programs that look at links run scripts too.
if (token === "") show(`This address lacks the part that lets you in. ${NEW_LINK}`, false);
