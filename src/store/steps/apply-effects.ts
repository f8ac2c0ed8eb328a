import type { Transaction } from "../driver.ts";
import type { AdminLinkEffect } from "../admin-access.ts";
import type { ToolEffect } from "../tool-effects.ts";
import { createAdminLink } from "./admin-access.ts";
import { applyFactEffect } from "./facts.ts";
import { applyReminderEffect } from "./reminders.ts";

/** Makes the changes that tools and commands asked for, in their order. */
export async function applyEffects(
  transaction: Transaction,
  userId: number,
  effects: readonly (ToolEffect | AdminLinkEffect)[],
): Promise<void> {
  for (const effect of effects) await applyEffect(transaction, userId, effect);
}

function applyEffect(
  transaction: Transaction,
  userId: number,
  effect: ToolEffect | AdminLinkEffect,
): Promise<void> {
  switch (effect.kind) {
    case "remember-fact":
    case "forget-fact":
      return applyFactEffect(transaction, userId, effect);
    case "set-reminder":
    case "change-reminder":
    case "cancel-reminders":
    case "set-time-zone":
      return applyReminderEffect(transaction, userId, effect);
    case "send-file":
      // It is a part of the answer.
      return Promise.resolve();
    case "admin-link":
      return createAdminLink(transaction, effect);
  }
}
