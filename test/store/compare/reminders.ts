import { textPart } from "../../../src/core/reply-part.ts";
import type { DueReminder, RemindedUser, ReminderEffect } from "../../../src/store/reminders.ts";
import type { Pair } from "./pair.ts";
import type { Picker } from "./picker.ts";

const MINUTE_MS = 60_000;
const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"] as const;
const REPEATS = [null, "daily", "monthly", { weekdays: [1, 5] }] as const;

const compose = (_: RemindedUser, due: readonly DueReminder[]) =>
  due.map(({ text, dueAt }) => textPart(`${text}, due at ${dueAt}`));

/** Composes what a user has missed, as it is sent with the next message that is let in. */
export const remind = compose;

/** A change to somebody's reminders. */
export function aReminderEffect(pair: Pair, picker: Picker): ReminderEffect {
  const reminder = {
    text: picker.one(["tea", "𝓪 pill ✓"]),
    schedule: picker.isLucky(0.3)
      ? null
      : {
          start: "2026-11-22T14:00:00",
          repeat: picker.one(REPEATS),
          until: picker.one([null, "2026-11-23"]),
        },
    dueAt: pair.clock.now() + picker.one([0, 1, 30, 24 * 60]) * MINUTE_MS,
    timeZone: picker.one([null, ...ZONES]),
  };
  const id = 1 + picker.below(8);
  return picker.one<ReminderEffect>([
    { kind: "set-reminder", ...reminder },
    { kind: "set-reminder", ...reminder },
    { kind: "change-reminder", id, ...reminder },
    { kind: "cancel-reminders", ids: [id, id + 1] },
    { kind: "set-time-zone", timeZone: picker.one(ZONES) },
  ]);
}

/** Queues the reminders that are due, has them wait for their user, or leaves them out. */
export async function queueReminders(pair: Pair, picker: Picker): Promise<void> {
  const kind = picker.one(["send", "wait", "skip"] as const);
  await pair.both(`remind-${kind}`, async ({ store }) => {
    const asked: unknown[] = [];
    const users = await store.queueReminders({
      maxDueLanes: 1_000,
      decide: (user, due) => {
        asked.push([user, due]);
        return kind === "send" ? { kind, parts: compose(user, due) } : { kind };
      },
    });
    return users === null ? asked : [...asked, users];
  });
}

export async function readReminders(pair: Pair, picker: Picker): Promise<void> {
  const userId = picker.any(pair.past.askers)?.userId ?? 1;
  await pair.both(`reminders of ${userId}`, ({ store }) => store.remindersOf(userId));
}
