import { skipped } from "../../core/finding.ts";
import type { ChannelOperator } from "../channel-operator.ts";
import type { AgentPlatformSettings } from "./channel.ts";
import { checkKey } from "./check-key.ts";
import { explainCode } from "./error-codes.ts";
import { nextAgentSteps, setupAgentPlatform } from "./setup.ts";

/** The operator's view of the Agent Platform, for the command line. */
export const agentPlatformOperator: ChannelOperator<AgentPlatformSettings> = {
  offer: {
    label: "WhatsApp Agent Platform, for personal agents",
    cost: "nothing so far, besides the model",
    audience: "private persons, where WhatsApp offers Settings → Agents",
    needs: "an agent in WhatsApp and its key for each user; no public address",
  },
  explainCode,
  examine: async ({ whatsappAgentKeys, whatsappAgentBaseUrl = null }, tell) => {
    if (whatsappAgentKeys == null) {
      tell("agent keys", skipped("WHATSAPP_AGENT_KEYS cannot be read"));
      return;
    }
    const findings = whatsappAgentKeys.map((key) => checkKey(key, whatsappAgentBaseUrl));
    tell("agent keys", ...(await Promise.all(findings)));
  },
  setup: setupAgentPlatform,
  connect: async () => nextAgentSteps(),
  webhooks: () => [],
  invite: () => "Write to your agent on WhatsApp.",
  nextSteps: nextAgentSteps,
};
