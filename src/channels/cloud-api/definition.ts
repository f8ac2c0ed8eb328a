import type { ChannelDefinition } from "../channel-definition.ts";
import { cloudApiSettings } from "./settings.ts";
import { WEBHOOK_PATH } from "./webhook-path.ts";

export const cloudApi = {
  settings: cloudApiSettings,
  webhookPath: WEBHOOK_PATH,
  open: async () => (await import("./channel.ts")).createCloudApiChannel,
  operator: async () => (await import("./operator.ts")).cloudApiOperator,
} satisfies ChannelDefinition;
