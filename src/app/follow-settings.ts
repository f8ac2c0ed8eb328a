import type { LiveSettings } from "../config/live-settings.ts";
import type { Config } from "../config.ts";
import type { Logger } from "../core/ports.ts";
import type { ScheduledTask } from "../core/scheduled-task.ts";
import type { Store } from "../store/store.ts";

/**
 * Applies the settings that were changed at the owner's page, now and every three seconds, because
 * another server may have changed them. Returns the task, and a function that applies them at once.
 */
export async function followSettings(
  live: LiveSettings<Config>,
  deps: {
    readonly store: Pick<Store, "storedSettings">;
    readonly log: Logger;
    /** Called with the log's level whenever it may have changed. */
    readonly onLevel: ((level: Config["logLevel"]) => void) | undefined;
  },
): Promise<{ readonly task: ScheduledTask; apply(): Promise<void> }> {
  const { store, log, onLevel } = deps;
  let last = "{}";

  async function apply(): Promise<void> {
    const stored = await store.storedSettings();
    const text = JSON.stringify(stored);
    if (text === last) return;
    last = text;
    for (const fault of live.apply(stored)) log.warn(`a setting of the owner's page: ${fault}`);
    onLevel?.(live.config.logLevel);
    log.info("settings changed", { names: Object.keys(live.applied()).join(" ") });
  }

  await apply();
  return { task: { name: "settings", pattern: "*/3 * * * * *", run: apply }, apply };
}
