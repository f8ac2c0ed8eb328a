import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { spellingsOf } from "../core/user-address.ts";
import { createRateLimit } from "../receive/rate-limit.ts";
import { createReceiver } from "../receive/receive-message.ts";
import type { Store } from "../store/store.ts";
import { speaking } from "../text/sentences.ts";

/** What takes messages in, with the settings' limits. */
export function wireReceiver(
  config: Config,
  deps: {
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Logger;
    readonly wake: () => void;
  },
): ReturnType<typeof createReceiver> {
  const windowMs = config.rateLimitWindowSeconds * 1_000;
  const rateLimit = createRateLimit({
    maxMessages: config.rateLimitMessages,
    windowMs,
    arrivalsSince: (identity, since) => deps.store.arrivalsSince(identity, since),
  });
  return createReceiver({
    ...deps,
    rateLimit,
    rules: {
      mode: config.accessMode,
      whitelist: new Set(config.whitelistedUsers.flatMap(spellingsOf)),
      admins: new Set(config.adminUsers.flatMap(spellingsOf)),
      sentencesFor: speaking(config.botLanguage),
      windowMs,
      restMs: config.conversationIdleHours * 3_600_000,
    },
  });
}
