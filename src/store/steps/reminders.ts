import { sql } from "drizzle-orm";
import { momentOf, occurrenceAfter, type Schedule } from "../../core/recurrence.ts";
import type { Reader, Transaction } from "../driver.ts";
import { MAX_REMINDERS, type Reminder, type ReminderEffect } from "../reminders.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { IDLE } from "../tables.ts";

export async function remindersOf(reader: Reader, userId: number): Promise<Reminder[]> {
  return (await reader.all(remindersOfUser, { userId })).map(toReminder);
}

const remindersOfUser = selectRows("reminders", null, {
  by: ["userId"],
  orderBy: ["number", "id"],
});

type Row = NonNullable<(typeof remindersOfUser)["row"]>;

export function toReminder({ id, number, text, schedule, dueAt, missedAt }: Row): Reminder {
  return {
    id,
    number,
    text,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
    schedule: JSON.parse(schedule ?? "null") as Schedule | null,
    dueAt: dueAt >= IDLE ? null : dueAt,
    missedAt,
  };
}

/** Changes a user's reminders; one for which there is no room is not added. */
export async function applyReminderEffect(
  transaction: Transaction,
  userId: number,
  effect: ReminderEffect,
): Promise<void> {
  const { now } = transaction;
  switch (effect.kind) {
    case "set-reminder": {
      const all = await remindersOf(transaction, userId);
      if (all.length >= MAX_REMINDERS) return;
      await keepTimeZone(transaction, userId, effect.timeZone);
      const number = freeNumber(all);
      await transaction.all(insertReminder, { ...valuesOf(effect), userId, number, now });
      return;
    }
    case "change-reminder": {
      await keepTimeZone(transaction, userId, effect.timeZone);
      const { id } = effect;
      await transaction.all(updateReminder, { ...valuesOf(effect), userId, id, now });
      return;
    }
    case "cancel-reminders": {
      const ids = JSON.stringify(effect.ids);
      await transaction.all(deleteReminders, { userId, ids });
      return;
    }
    case "set-time-zone": {
      const { timeZone } = effect;
      await transaction.all(setTimeZone, { id: userId, timeZone, now });
      await moveToZone(transaction, userId, timeZone);
    }
  }
}

/** Adds a reminder that only waits for its user's next message. */
export async function addMissed(
  transaction: Transaction,
  userId: number,
  { text, missedAt }: { readonly text: string; readonly missedAt: number },
): Promise<void> {
  const number = freeNumber(await remindersOf(transaction, userId));
  const values = { userId, number, text, missedAt, now: transaction.now };
  await transaction.all(insertMissed, values);
}

const insertMissed = insertRow("reminders", ["userId", "number", "text", "missedAt", "now"], {
  set: { dueAt: sql<number>`${sql.raw(String(IDLE))}` },
});

type NewReminder = Extract<ReminderEffect, { readonly kind: "set-reminder" | "change-reminder" }>;

function valuesOf({ text, schedule, dueAt }: NewReminder) {
  return { text, schedule: schedule === null ? null : JSON.stringify(schedule), dueAt };
}

function freeNumber(all: readonly Pick<Reminder, "number">[]): number {
  const taken = new Set(all.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return number;
}

const insertReminder = insertRow("reminders", [
  "userId",
  "number",
  "text",
  "schedule",
  "dueAt",
  "now",
]);

const updateReminder = updateRows("reminders", ["text", "schedule", "dueAt", "now"], {
  set: { missedAt: null },
  by: ["userId", "id"],
});

const deleteReminders = deleteRows("reminders", { by: ["userId"], among: "id" });

async function keepTimeZone(
  transaction: Transaction,
  userId: number,
  timeZone: string | null,
): Promise<void> {
  if (timeZone === null) return;
  await transaction.all(setFirstTimeZone, { id: userId, timeZone, now: transaction.now });
}

const setFirstTimeZone = updateRows("users", ["timeZone", "now"], {
  by: ["id"],
  where: sql`time_zone is null`,
});

const setTimeZone = updateRows("users", ["timeZone", "now"], { by: ["id"] });

/** Has reminders keep their local times in another zone; one that waits for a message goes on waiting. */
async function moveToZone(
  transaction: Transaction,
  userId: number,
  timeZone: string,
): Promise<void> {
  const { now } = transaction;
  for (const { id, schedule, dueAt } of await remindersOf(transaction, userId)) {
    if (schedule === null || dueAt === null) continue;
    const moved =
      schedule.repeat === null
        ? momentOf(schedule.start, timeZone)
        : (occurrenceAfter(schedule, timeZone, now) ?? dueAt);
    await transaction.all(moveReminder, { id, dueAt: moved, now });
  }
}

const moveReminder = updateRows("reminders", ["dueAt", "now"], { by: ["id"] });

/**
 * Moves the reminders of a newer row of one user to the older, under numbers that are free there, and
 * into the zone of both.
 */
export async function mergeReminders(
  transaction: Transaction,
  { from, to }: { readonly from: number; readonly to: number },
  timeZone: string | null,
): Promise<void> {
  const moving = await remindersOf(transaction, from);
  if (moving.length === 0) return;
  const kept: Pick<Reminder, "number">[] = await remindersOf(transaction, to);
  for (const { id } of moving) {
    const number = freeNumber(kept);
    kept.push({ number });
    await transaction.all(giveReminder, { id, userId: to, number });
  }
  if (timeZone !== null) await moveToZone(transaction, to, timeZone);
}

const giveReminder = updateRows("reminders", ["userId", "number"], { by: ["id"] });
