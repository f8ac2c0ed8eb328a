import { accessOf, type AccessRules } from "../core/access.ts";
import type { Publisher } from "../core/event-bus.ts";
import type { Clock, Correspondence, Logger } from "../core/ports.ts";
import { textPart } from "../core/reply-part.ts";
import { createRounds, type Rounds } from "../core/rounds.ts";
import { isWindowOpen, type WindowRules } from "../core/reply-window.ts";
import type { DueReminder, RemindedUser, ReminderDecision } from "../store/reminders.ts";
import type { Store } from "../store/store.ts";
import { composeReminders, type ReminderTextDeps } from "../text/reminder-text.ts";

export interface RemindersDeps extends ReminderTextDeps {
  readonly store: Pick<Store, "queueReminders">;
  readonly events: Publisher;
  readonly clock: Clock;
  readonly log: Logger;
  readonly access: AccessRules;
  /** The number of users who may be reminded in a second. */
  readonly maxPerSecond: number;
  /** Returns when a user can be written to. Throws if no enabled channel leads there. */
  windowOf(user: Correspondence): WindowRules;
}

export interface Reminders extends Rounds {
  /** The number of times that users had reminders due since the start. */
  usersReminded(): number;
}

/**
 * Queues due reminders every second, as notices in their users' lanes. They are paced, so that many at
 * once leave the messenger and the workers to answers too.
 */
export function createReminders(deps: RemindersDeps): Reminders {
  const { store, events, log, maxPerSecond } = deps;
  let total = 0;

  async function queueDue(): Promise<void> {
    const users = await store.queueReminders({
      maxDueLanes: maxPerSecond,
      timezone: deps.timezone,
      decide: (user, due) => decide(user, due, deps),
    });
    if (users === null) return;
    total += users;
    log.info("reminders due", { users });
    events.publish({ kind: "due" });
  }

  const failure = "reminders not queued, will be tried again";
  return { ...createRounds({ ...deps, work: queueDue, failure }), usersReminded: () => total };
}

function decide(
  user: RemindedUser,
  due: readonly DueReminder[],
  deps: RemindersDeps,
): ReminderDecision {
  if (user.isOptedOut || accessOf(user, deps.access) !== "admitted") return { kind: "skip" };
  const rules = deps.windowOf(user);
  if (isWindowOpen(user.lastWroteAt, user.now, rules)) {
    return { kind: "send", parts: composeReminders(user, due, "text", deps).map(textPart) };
  }
  if (!rules.hasTemplate) return { kind: "wait" };
  const texts = composeReminders(user, due, "template", deps);
  return { kind: "send", parts: texts.map((text) => ({ kind: "template", text })) };
}
