import type { ChannelDefinition } from "../channel-definition.ts";
import { twilioSettings } from "./settings.ts";

export const twilio = {
  settings: twilioSettings,
  webhookPath: "/webhook",
  open: async () => (await import("./channel.ts")).createTwilioChannel,
  operator: async () => (await import("./operator.ts")).twilioOperator,
} satisfies ChannelDefinition;
