import type { Channel } from "../channels/channel.ts";
import type { ChannelOperator } from "../channels/channel-operator.ts";
import type { Config } from "../config.ts";
import type { ChannelName } from "../config/settings.ts";
import type { Clock, Logger } from "../core/ports.ts";

/** A channel's code; each half is only loaded where it is used. */
interface ChannelModules {
  /** Loads the function that opens the channel. */
  channel(): Promise<(settings: Config, deps: ChannelDeps) => Channel>;
  /** Loads the channel's commands for the operator. */
  operator(): Promise<ChannelOperator<Config>>;
}

export interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Every channel. */
export const CHANNELS: Readonly<Record<ChannelName, ChannelModules>> = {
  twilio: {
    channel: async () => (await import("../channels/twilio/channel.ts")).createTwilioChannel,
    operator: async () => (await import("../channels/twilio/operator.ts")).twilioOperator,
  },
  "cloud-api": {
    channel: async () => (await import("../channels/cloud-api/channel.ts")).createCloudApiChannel,
    operator: async () => (await import("../channels/cloud-api/operator.ts")).cloudApiOperator,
  },
};
