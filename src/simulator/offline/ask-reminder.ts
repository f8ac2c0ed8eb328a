import type { ModelReply, ModelRequest } from "../../core/ports.ts";
import type { Script } from "./script.ts";

/** The tool that the script calls. */
const TOOL = "set_reminder";

const AMOUNTS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    "a an one un una uno um uma",
    "two dos dois duas",
    "three tres três",
    "five cinco",
    "ten diez dez",
  ]
    .map((words) => words.split(" "))
    .flatMap((words, index) => words.map((word) => [word, [1, 2, 3, 5, 10][index] ?? 1])),
);
const MAX_MINUTES = 24 * 60;

interface Asked {
  readonly text: string;
  readonly minutes: number;
}

/** Reads what a message asks to be reminded of in so many minutes or hours; null if it asks nothing. */
export function readReminderWish(words: string, { remindsOf }: Script): Asked | null {
  for (const pattern of remindsOf) {
    const { amount = "", unit = "", text = "" } = pattern.exec(words.trim())?.groups ?? {};
    const count = AMOUNTS[amount.toLowerCase()] ?? Number(amount);
    const minutes = /^h/i.test(unit) ? count * 60 : count;
    const what = text.replace(/[\s.!?]+$/, "");
    if (what !== "" && Number.isInteger(minutes) && minutes > 0 && minutes <= MAX_MINUTES) {
      return { text: what, minutes };
    }
  }
  return null;
}

/** Calls the tool, where it is offered and was not called yet; else null. */
export function callForReminder(
  { text, minutes }: Asked,
  { tools = [], rounds = [] }: ModelRequest,
): Omit<Extract<ModelReply, { readonly kind: "tool-calls" }>, "usage"> | null {
  const isOffered = tools.some(({ name }) => name === TOOL);
  if (!isOffered || rounds.length > 0) return null;
  const call = {
    id: "call_1",
    name: TOOL,
    arguments: JSON.stringify({ text, in_minutes: minutes }),
  };
  return { kind: "tool-calls", calls: [call], continuation: null };
}
