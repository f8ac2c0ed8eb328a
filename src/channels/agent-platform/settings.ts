import { key, listOf, origin } from "../../config/kinds.ts";
import { group, type Setting } from "../../config/setting.ts";

const agentPlatform = group("WhatsApp Agent Platform, in place of Twilio", "agent-platform");

/** The settings of personal agents on WhatsApp. */
export const agentPlatformSettings = {
  whatsappAgentKeys: agentPlatform("WHATSAPP_AGENT_KEYS", listOf(key("an API key")), {
    secret: true,
    isRequired: true,
    isPolled: true,
    remedy: "copy the API key from the agent's Chat info in WhatsApp",
    example: "your_whatsapp_agent_key",
    doc: "The API keys of personal agents on WhatsApp, comma-separated: one for each member of a household, since an agent talks to its creator only.",
  }),
  whatsappAgentBaseUrl: agentPlatform("WHATSAPP_AGENT_BASE_URL", origin, {
    otherwise: "WhatsApp",
    remedy: "leave it out to use WhatsApp",
    example: "http://localhost:8003",
    isLocalInProduction: true,
    doc: "The base URL of a stand-in for WhatsApp's Agent Platform, for tests; in production it must be on this machine.",
  }),
} satisfies Record<string, Setting>;
