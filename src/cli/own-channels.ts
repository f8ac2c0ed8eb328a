import { CHANNELS } from "../channels/registry.ts";
import { type Channels, joinChannels } from "../channels/join-channels.ts";
import type { Config } from "../config.ts";
import { silentLogger } from "../core/silent-logger.ts";
import { systemClock } from "../core/system-clock.ts";

/** Opens the enabled channels for what they say of themselves; nothing is sent through them. */
export async function openOwnChannels(config: Config): Promise<Channels> {
  const deps = { clock: systemClock, log: silentLogger };
  const open = config.channels.map(async (name) => (await CHANNELS[name].open())(config, deps));
  return joinChannels((await Promise.all(open)).flat());
}
