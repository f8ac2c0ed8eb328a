import type { Channel } from "../channels/channel.ts";
import type { ChannelDeps } from "../channels/channel-definition.ts";
import { CHANNELS } from "../channels/registry.ts";
import { type Channels, joinChannels } from "../channels/join-channels.ts";
import type { Config } from "../config.ts";
import type { Messenger } from "../core/ports.ts";
import type { Metrics } from "../http/metrics.ts";
import { observeMessenger } from "../http/observe-upstreams.ts";
import { type Circuits, protectMessenger } from "../core/protect-upstreams.ts";

/** Opens the enabled channels, with their calls counted and behind a circuit breaker. */
export async function openChannels(
  config: Config,
  {
    metrics,
    circuits,
    around,
    ...deps
  }: ChannelDeps & {
    readonly metrics: Metrics;
    readonly circuits: Circuits;
    /** Returns the replacement for a messenger. */
    around(messenger: Messenger): Messenger;
  },
): Promise<Channels> {
  function protect(channel: Channel): Channel {
    const messenger = observeMessenger(around(channel.messenger), metrics);
    return { ...channel, messenger: protectMessenger(messenger, circuits.of(channel.name)) };
  }
  const opened = await Promise.all(
    config.channels.map(async (name) => (await CHANNELS[name].open())(config, deps)),
  );
  return joinChannels(opened.flat().map(protect));
}
