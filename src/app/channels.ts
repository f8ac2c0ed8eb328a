import { WEBHOOK_PATH } from "../channels/cloud-api/webhook-path.ts";
import type { Channel } from "../channels/channel.ts";
import type { ChannelOperator } from "../channels/channel-operator.ts";
import type { Config } from "../config.ts";
import type { ChannelName } from "../config/settings.ts";
import type { Clock, Logger } from "../core/ports.ts";

/** A channel's code; each half is only loaded where it is used. */
interface ChannelModules {
  /** The path at which its messages arrive, for the operator. */
  readonly webhookPath: string;
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
    webhookPath: "/webhook",
    channel: async () => (await import("../channels/twilio/channel.ts")).createTwilioChannel,
    operator: async () => (await import("../channels/twilio/operator.ts")).twilioOperator,
  },
  "cloud-api": {
    webhookPath: WEBHOOK_PATH,
    channel: async () => (await import("../channels/cloud-api/channel.ts")).createCloudApiChannel,
    operator: async () => (await import("../channels/cloud-api/operator.ts")).cloudApiOperator,
  },
};
