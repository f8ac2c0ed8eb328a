import type { Tariff } from "./charges.ts";

/** The settings that the steps of a database depend on. */
export interface StepSettings {
  /** The prices of messages, for which those that are written reserve money; free if absent. */
  readonly tariff?: Tariff | undefined;
  /** True if a receiver at EVENTS_WEBHOOK_URL is sent what happens. */
  readonly hasWebhook?: boolean | undefined;
}
