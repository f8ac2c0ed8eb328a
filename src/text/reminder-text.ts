import { createMomentNamer } from "../core/calendar.ts";
import { timeZoneOf } from "../core/time-zone.ts";
import type { Identity } from "../core/message.ts";
import type { SentencesFor } from "./sentences.ts";

export interface ReminderTextDeps {
  readonly sentencesFor: SentencesFor;
  /** The zone of users whose own is not known. */
  readonly timezone: string;
}

interface Reader {
  readonly identity: Identity;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly now: number;
}

interface Due {
  readonly text: string;
  readonly dueAt: number;
}

/** Later than this, a reminder says when it was due. */
const LATE_MS = 2 * 60_000;
/** In UTF-16 units: what one message holds on every channel, and what a template's variable does. */
const MAX_LENGTH = { text: 1_500, template: 900 } as const;

/** Composes the texts of messages that remind a user of all that is due: as few as hold it. */
export function composeReminders(
  reader: Reader,
  due: readonly Due[],
  kind: keyof typeof MAX_LENGTH,
  { sentencesFor, timezone }: ReminderTextDeps,
): string[] {
  const { reminderLate, language } = sentencesFor(reader.language);
  const isAnyLate = due.some(({ dueAt }) => isLate(dueAt, reader));
  const name = isAnyLate ? createMomentNamer(language, timeZoneOf(reader) ?? timezone) : null;
  const lines = due.map(({ text, dueAt }) => {
    if (name === null || !isLate(dueAt, reader)) return text;
    const { time, date } = name(dueAt, reader.now);
    return reminderLate(text, time, date);
  });
  // A template has words of its own around its variable, which is one line.
  return kind === "template"
    ? joined(lines, " · ", MAX_LENGTH.template)
    : joined(
        lines.map((line) => `⏰ ${line}`),
        "\n",
        MAX_LENGTH.text,
      );
}

function isLate(dueAt: number, { now }: Reader): boolean {
  return now - dueAt > LATE_MS;
}

function joined(lines: readonly string[], between: string, maxLength: number): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    const longer = last === undefined ? line : last + between + line;
    if (last !== undefined && longer.length <= maxLength) texts[texts.length - 1] = longer;
    else texts.push(line);
  }
  return texts;
}
