import { type Config, environment, loadConfig, readStored } from "../config.ts";
import { createLiveSettings, type LiveSettings } from "../config/live-settings.ts";
import type { AdminStore } from "../store/admin-store.ts";
import { readEnvFile } from "./read-env-file.ts";

/** Returns the settings as the server has them, with those that were changed at run time. */
export async function readLiveSettings(
  admin: Pick<AdminStore, "storedSettings">,
): Promise<LiveSettings<Config>> {
  const live = createLiveSettings(loadConfig(environment(readEnvFile().values)), readStored);
  live.apply(await admin.storedSettings());
  return live;
}
