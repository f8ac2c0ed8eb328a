import type { ScriptedCall } from "./scripted-call.ts";

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

interface Reminder {
  readonly text: string;
  readonly in_minutes: number;
}

/**
 * Creates the call that sets a reminder.
 *
 * @param patterns the ways to ask for a reminder of a `text` in an `amount` of a `unit`, of which one
 * that begins with h is an hour
 */
export function askReminder(
  patterns: readonly RegExp[],
  answer: (text: string, minutes: number) => string,
): ScriptedCall {
  return {
    tool: "set_reminder",
    read: (words) => readReminder(words, patterns),
    answer: (_result, given) => answer(String(given["text"]), Number(given["in_minutes"])),
  };
}

function readReminder(words: string, patterns: readonly RegExp[]): Reminder | null {
  for (const pattern of patterns) {
    const { amount = "", unit = "", text = "" } = pattern.exec(words.trim())?.groups ?? {};
    const count = AMOUNTS[amount.toLowerCase()] ?? Number(amount);
    const minutes = /^h/i.test(unit) ? count * 60 : count;
    const what = text.replace(/[\s.!?]+$/, "");
    if (what !== "" && Number.isInteger(minutes) && minutes > 0 && minutes <= MAX_MINUTES) {
      return { text: what, in_minutes: minutes };
    }
  }
  return null;
}
