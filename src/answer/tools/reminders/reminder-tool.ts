import { localTimeOf } from "../../../core/recurrence.ts";
import { isWindowOpen } from "../../../core/reply-window.ts";
import { timeZoneOf } from "../../../core/time-zone.ts";
import { createTimeDescriber } from "../../../core/calendar.ts";
import { createReminderDescriber } from "../../../text/describe-reminder.ts";
import type { Reminder, ReminderEffect } from "../../../store/reminders.ts";
import type { ToolEffect } from "../../../store/tool-effects.ts";
import type { Tool, ToolContext, ToolDeps } from "../tool.ts";
import type { ReadReminder } from "./read-reminder.ts";

/** Creates a tool of reminders; null where they are switched off. A call changes nothing before its effect. */
export function reminderTool(
  deps: ToolDeps,
  tool: Omit<Tool, "isRepeatable" | "isOrdered">,
): Tool | null {
  return deps.reminders ? { ...tool, isRepeatable: true, isOrdered: true } : null;
}

/** Returns the user's zone, also one that an earlier call of this turn has set. */
export function zoneIn({ turn, pending }: ToolContext): string | null {
  const set = pending.findLast((effect) => effect.kind === "set-time-zone");
  return set?.kind === "set-time-zone" ? set.timeZone : timeZoneOf(turn.user);
}

type Set = Exclude<ReadReminder, { readonly refusal: string }>;

/** Describes a reminder that is set to the model, and what its user must be told. */
export function describeSet(
  { schedule, dueAt }: Set,
  context: ToolContext,
  { timezone, windowOf, clock }: ToolDeps,
): string {
  const zone = zoneIn(context) ?? timezone;
  const local = localTimeOf(dueAt, zone);
  const isMoved = schedule !== null && local.slice(11) !== schedule.start.slice(11);
  const repeats = schedule !== null && schedule.repeat !== null;
  const rules = windowOf(context.turn.sid);
  const isReachable = isWindowOpen(context.turn.receivedAt, dueAt, rules) && !repeats;
  const describe = createReminderDescriber("en", zone);
  return [
    "The reminder is set as soon as you answer.",
    // The model sees here if its arguments say another thing than the user did.
    ...(repeats ? [`It repeats: ${describe({ schedule, dueAt, missedAt: null })}.`] : []),
    `It is ${repeats ? "first " : ""}due on`,
    `${createTimeDescriber(zone)(dueAt)}; now it is ${createTimeDescriber(zone)(clock.now())}.`,
    ...(isMoved ? ["The clock change of that day skips the local time that was asked for."] : []),
    ...(isReachable || rules.hasTemplate || rules.window === "none"
      ? []
      : [WARNINGS[rules.window]]),
  ].join(" ");
}

/** The sentences that the user must know if a reminder may not reach them in time. */
const WARNINGS = {
  "24h":
    "The user must be told this: it can be delivered on time only if they write in the 24 hours before; otherwise it comes with their next message.",
  never:
    "The user must be told this: the bot can only write to them in answers, so it comes with their next message after that time.",
} as const;

/** Returns the stored reminders as this turn's changes leave them, and how many there will be. */
export function withChanges(
  stored: readonly Reminder[],
  pending: ToolContext["pending"],
): { readonly all: readonly Reminder[]; readonly count: number } {
  const cancelled = new Set(
    pending.flatMap((effect) => (effect.kind === "cancel-reminders" ? effect.ids : [])),
  );
  const all = stored
    .filter(({ id }) => !cancelled.has(id))
    .map((one) =>
      Object.assign(
        {},
        one,
        pending.findLast((effect) => changes(effect, one)),
      ),
    );
  const added = pending.filter(({ kind }) => kind === "set-reminder");
  return { all, count: all.length + added.length };
}

const changes = (effect: ToolEffect, { id }: Reminder) =>
  effect.kind === "change-reminder" && effect.id === id;

/** Makes the result of a tool. */
export const change = (result: string, effect: ReminderEffect) => ({ result, effect });
