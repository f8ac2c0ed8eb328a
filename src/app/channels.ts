import type { Channel } from "../channels/channel.ts";
import type { ChannelOperator } from "../channels/channel-operator.ts";
import type { Config } from "../config.ts";
import type { ChannelName } from "../config/settings.ts";
import type { Clock, Logger } from "../core/ports.ts";

/** A channel's code, of which each half is only loaded where it is used. */
interface ChannelModules {
  /** What opens it. */
  channel(): Promise<(settings: Config, deps: ChannelDeps) => Channel>;
  /** What the command line asks about it. */
  operator(): Promise<ChannelOperator<Config>>;
}

export interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Every channel there is. */
export const CHANNELS: Readonly<Record<ChannelName, ChannelModules>> = {
  twilio: {
    channel: async () => (await import("../channels/twilio/channel.ts")).createTwilioChannel,
    operator: async () => (await import("../channels/twilio/operator.ts")).twilioOperator,
  },
};
