import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";
import type { Rounds } from "../core/rounds.ts";

/** Creates what sends events to EVENTS_WEBHOOK_URL, whose code is loaded only with it; null without it. */
export async function openWebhooks(
  config: Config,
  deps: { readonly store: Store; readonly clock: Clock; readonly log: Logger },
): Promise<Rounds | null> {
  const { eventsWebhookUrl: url, eventsWebhookSecret: secret } = config;
  if (url === null || secret === null) return null;
  const { createEventSender } = await import("../webhooks/send-events.ts");
  return createEventSender({ ...deps, url, secret, mayBeLocal: config.appEnv === "development" });
}
