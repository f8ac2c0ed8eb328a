import { mayBeCommand } from "../answer/commands/find-command.ts";
import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { createRateLimit } from "../inbox/rate-limit.ts";
import { createReceiver } from "../inbox/receive-message.ts";
import type { Arrived } from "../store/news.ts";
import type { Store } from "../store/store.ts";
import { speaking } from "../text/sentences.ts";

/** What takes messages in, with the settings' limits. */
export function wireReceiver(
  config: Config,
  deps: {
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Logger;
    readonly wake: (arrived?: Arrived) => void;
  },
): ReturnType<typeof createReceiver> {
  const windowMs = config.rateLimitWindowSeconds * 1_000;
  const rateLimit = createRateLimit({ maxMessages: config.rateLimitMessages, windowMs });
  return createReceiver({
    ...deps,
    rateLimit,
    isCommand: mayBeCommand,
    rules: {
      mode: config.accessMode,
      whitelist: config.whitelistedUsers,
      admins: config.adminUsers,
      sentencesFor: speaking(config.botLanguage),
      windowMs,
      restMs: config.conversationIdleHours * 3_600_000,
      settleMs: config.burstMode === "merge" ? config.messageSettleMs : 0,
    },
  });
}
