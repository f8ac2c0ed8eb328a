import type { Channel } from "../channels/channel.ts";
import { type Channels, joinChannels } from "../channels/join-channels.ts";
import type { Config } from "../config.ts";
import type { ChannelName } from "../config/settings.ts";
import type { Messenger } from "../core/ports.ts";
import type { Metrics } from "../http/metrics.ts";
import { type ChannelDeps, CHANNELS } from "./channels.ts";
import { observeMessenger } from "../http/observe-upstreams.ts";
import { type Circuits, protectMessenger } from "../core/protect-upstreams.ts";

/** Opens the channels that are enabled, with each call of theirs counted, and held back while they do nothing but fail. */
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
    /** Returns what is used in a messenger's place. */
    around(messenger: Messenger): Messenger;
  },
): Promise<Channels> {
  async function open(name: ChannelName): Promise<Channel> {
    const create = await CHANNELS[name].channel();
    const channel = create(config, deps);
    const messenger = observeMessenger(around(channel.messenger), metrics);
    return { ...channel, messenger: protectMessenger(messenger, circuits.of(channel.name)) };
  }
  return joinChannels(await Promise.all(config.channels.map(open)));
}
