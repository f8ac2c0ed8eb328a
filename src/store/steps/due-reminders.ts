import { and, isNull, lt, lte, sql } from "drizzle-orm";
import { occurrenceAfter } from "../../core/recurrence.ts";
import { timeZoneOf } from "../../core/time-zone.ts";
import type { Driver, Transaction } from "../driver.ts";
import type { DueReminder, QueueOptions, Reminder } from "../reminders.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import { IDLE } from "../tables.ts";
import { lockLane } from "./lanes.ts";
import { deleteOver, noteMissed, queueReminding, remindedUser } from "./missed-reminders.ts";
import { toReminder } from "./reminders.ts";

type Decide = QueueOptions["decide"];

/** A power cut may undo it: then they are due again, and nothing was sent. */
const UNSYNCED = { isSynced: false };

/** The number of users that are looked for at once. */
const BATCH = 50;

export async function queueReminders(
  driver: Driver,
  { maxDueLanes, timezone = "UTC", decide }: QueueOptions,
): Promise<number | null> {
  const userIds = await driver.read(async (reader) => {
    const due = await reader.all(dueUsers, { limit: BATCH });
    if (due.length === 0) return [];
    const lanes = await reader.all(dueLanes, { limit: maxDueLanes });
    const room = Math.max(1, maxDueLanes - lanes.length);
    return [...new Set(due.map(({ userId }) => userId))].slice(0, room);
  });
  let reminded = 0;
  const failures: unknown[] = [];
  for (const userId of userIds) {
    try {
      if (await driver.transact((t) => remindUser(t, userId, decide, timezone), UNSYNCED))
        reminded += 1;
    } catch (error) {
      // The others are not to wait for whom it always fails.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return reminded === 0 ? null : reminded;
}

const dueUsers = selectRows("reminders", ["userId"], {
  where: ({ reminders, time }) => lte(reminders.dueAt, time),
  orderBy: ["dueAt", "id"],
  limit: "limit",
});

/** Lanes that are due and wait for a worker. */
const dueLanes = selectRows("lanes", ["userId"], {
  where: ({ lanes, name, time }) =>
    and(
      // The partial index is found only by its own literal condition.
      lt(lanes.readyAt, sql.raw(String(IDLE))),
      lte(lanes.readyAt, time),
      name === "sqlite" ? isNull(lanes.owner) : lt(lanes.leaseUntil, time),
    ),
  limit: "limit",
});

/** Queues what is due of one user once the lane is locked; false where another server has done so. */
async function remindUser(
  transaction: Transaction,
  userId: number,
  decide: Decide,
  timezone: string,
): Promise<boolean> {
  const { now } = transaction;
  await lockLane(transaction, userId);
  const due = (await transaction.all(dueReminders, { userId, now })).map(toReminder);
  const user = due.length === 0 ? null : await remindedUser(transaction, userId);
  if (user === null) return false;
  const decision = decide(user, due.map(toDue));
  if (decision.kind === "send") await queueReminding(transaction, userId, decision.parts);
  const isMissed = decision.kind === "wait";
  // Its user's zone may have been taken back since it was set.
  const timeZone = timeZoneOf(user) ?? timezone;
  for (const reminder of due) {
    await transaction.all(...nextTime(reminder, { timeZone, now }, isMissed));
  }
  await transaction.all(deleteOver, { userId });
  if (isMissed) await transaction.all(noteMissed, { id: userId });
  return true;
}

const dueReminders = selectRows("reminders", null, {
  by: ["userId"],
  where: ({ reminders }, given: Given<"now">) => lte(reminders.dueAt, given.now),
  orderBy: ["dueAt", "id"],
});

function toDue({ text, dueAt, missedAt }: Reminder): DueReminder {
  return { text, dueAt: dueAt ?? missedAt ?? 0 };
}

/** Sets when a reminder is due next; what it missed by now arrives once. */
function nextTime(
  { id, schedule, dueAt, missedAt }: Reminder,
  { timeZone, now }: { readonly timeZone: string; readonly now: number },
  isMissed: boolean,
) {
  const repeats = schedule !== null && schedule.repeat !== null;
  const next = repeats ? occurrenceAfter(schedule, timeZone, now) : null;
  const missed = isMissed ? (dueAt ?? missedAt) : null;
  return [setNext, { id, dueAt: next ?? IDLE, missedAt: missed, now }] as const;
}

const setNext = updateRows("reminders", ["dueAt", "missedAt", "now"], { by: ["id"] });
