import type { Channel } from "../channels/channel.ts";
import { type Channels, createChannels } from "../channels/choose-channel.ts";
import { createTwilioChannel } from "../channels/twilio/channel.ts";
import type { Config } from "../config.ts";
import type { ChannelName } from "../config/settings.ts";
import type { Clock, Logger, Messenger } from "../core/ports.ts";
import type { Metrics } from "../http/metrics.ts";
import { observeMessenger } from "./observe.ts";
import { type Circuits, protectMessenger } from "./protect.ts";

interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

type Create = (config: Config, deps: ChannelDeps) => Channel;

/** Every channel there is. */
const CHANNELS: Readonly<Record<ChannelName, Create>> = {
  twilio: createTwilioChannel,
};

/** Opens the channels that are enabled, with each call of theirs counted, and held back while they do nothing but fail. */
export function openChannels(
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
): Channels {
  function open(name: ChannelName): Channel {
    const channel = CHANNELS[name](config, deps);
    const messenger = observeMessenger(around(channel.messenger), metrics);
    return { ...channel, messenger: protectMessenger(messenger, circuits.of(channel.name)) };
  }
  return createChannels(config.channels.map(open));
}
