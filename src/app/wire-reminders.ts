import { windowRulesOf } from "../channels/channel.ts";
import type { Channels } from "../channels/join-channels.ts";
import type { Config } from "../config.ts";
import { textPart } from "../core/reply-part.ts";
import { createReminders, type Reminders, type RemindersDeps } from "../schedule/send-reminders.ts";
import type { ComposeReminders } from "../store/reminders.ts";
import { composeReminders } from "../text/reminder-text.ts";

/** Of what a messenger takes in a second: the rest is left for answers. */
const SHARE_OF_REMINDERS = 0.5;

interface ReminderParts extends Pick<
  RemindersDeps,
  "store" | "events" | "sentencesFor" | "clock" | "log"
> {
  readonly channels: Channels;
  /** True if parts are sent in webhook responses. */
  readonly isPulled: boolean;
}

/** Creates what sends reminders, and what composes those that wait for a message; null if they are off. */
export function wireReminders(
  config: Config,
  parts: ReminderParts,
): { readonly reminders: Reminders; readonly compose: ComposeReminders } | null {
  if (!config.reminders) return null;
  const { channels } = parts;
  const deps = { ...parts, timezone: config.timezone };
  const reminders = createReminders({
    ...deps,
    access: {
      mode: config.accessMode,
      whitelist: config.whitelistedUsers,
      admins: config.adminUsers,
    },
    maxPerSecond: Math.max(1, Math.floor(channels.messagesPerSecond * SHARE_OF_REMINDERS)),
    windowOf: (user) => windowRulesOf(channels.ofUser(user), parts),
  });
  return {
    reminders,
    compose: (user, due) => composeReminders(user, due, "text", deps).map(textPart),
  };
}
