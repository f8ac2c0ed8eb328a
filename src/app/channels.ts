import { WEBHOOK_PATH } from "../channels/cloud-api/webhook-path.ts";
import type { Channel } from "../channels/channel.ts";
import type { ChannelOperator } from "../channels/channel-operator.ts";
import type { Config } from "../config.ts";
import type { ChannelName } from "../config/settings.ts";
import type { Clock, Logger } from "../core/ports.ts";

/** A channel's code; each half is only loaded where it is used. */
interface ChannelModules {
  /** The path at which its messages arrive, for the operator; null if they are polled. */
  readonly webhookPath: string | null;
  /** Loads the function that opens the channel, or one for each of our addresses. */
  open(): Promise<(settings: Config, deps: ChannelDeps) => Channel | readonly Channel[]>;
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
    open: async () => (await import("../channels/twilio/channel.ts")).createTwilioChannel,
    operator: async () => (await import("../channels/twilio/operator.ts")).twilioOperator,
  },
  "cloud-api": {
    webhookPath: WEBHOOK_PATH,
    open: async () => (await import("../channels/cloud-api/channel.ts")).createCloudApiChannel,
    operator: async () => (await import("../channels/cloud-api/operator.ts")).cloudApiOperator,
  },
  "agent-platform": {
    webhookPath: null,
    open: async () =>
      (await import("../channels/agent-platform/channel.ts")).createAgentPlatformChannels,
    operator: async () =>
      (await import("../channels/agent-platform/operator.ts")).agentPlatformOperator,
  },
};
