import type { Channel } from "../channels/channel.ts";
import { type Channels, createChannels } from "../channels/choose-channel.ts";
import { createTwilioChannel } from "../channels/twilio/channel.ts";
import type { Config } from "../config.ts";
import type { Clock, Logger, Messenger } from "../core/ports.ts";
import type { Metrics } from "../http/metrics.ts";
import { observeMessenger } from "./observe.ts";
import { type Circuits, protectMessenger } from "./protect.ts";

interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Every channel there is. */
const CHANNELS: readonly ((config: Config, deps: ChannelDeps) => Channel)[] = [createTwilioChannel];

/** Opens the channels, with each call of theirs counted, and held back while they do nothing but fail. */
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
  function open(create: (typeof CHANNELS)[number]): Channel {
    const channel = create(config, deps);
    const messenger = observeMessenger(around(channel.messenger), metrics);
    return { ...channel, messenger: protectMessenger(messenger, circuits.of(channel.name)) };
  }
  return createChannels(CHANNELS.map(open));
}
