import type { ChannelDefinition } from "../channel-definition.ts";
import { agentPlatformSettings } from "./settings.ts";

export const agentPlatform = {
  settings: agentPlatformSettings,
  webhookPath: null,
  open: async () => (await import("./channel.ts")).createAgentPlatformChannels,
  operator: async () => (await import("./operator.ts")).agentPlatformOperator,
} satisfies ChannelDefinition;
