import { agentAddressOf } from "../../core/agent-address.ts";
import type { Clock } from "../../core/ports.ts";
import { formatWhatsapp } from "../../text/whatsapp/format.ts";
import type { Channel } from "../channel.ts";
import { createJsonMediaSource } from "../whatsapp-json/media-source.ts";
import { callAgent } from "./call-agent.ts";
import { createAgentMessenger } from "./messenger.ts";
import { createAgentPoller, STATUSES } from "./poller.ts";
import { MEDIA_BASE } from "./read-updates.ts";
import { MESSAGES } from "../whatsapp-json/messages.ts";

export interface AgentPlatformSettings {
  readonly whatsappAgentKeys: readonly string[];
  readonly whatsappAgentBaseUrl: string | null;
}

/** Creates one channel for each agent. */
export function createAgentPlatformChannels(
  { whatsappAgentKeys, whatsappAgentBaseUrl: baseUrl }: AgentPlatformSettings,
  { clock }: { readonly clock: Clock },
): Channel[] {
  return whatsappAgentKeys.map((key) => createAgentChannel(key, baseUrl, clock));
}

function createAgentChannel(key: string, baseUrl: string | null, clock: Clock): Channel {
  const address = agentAddressOf(key);
  const deps = { key, baseUrl, clock, address };
  const messenger = createAgentMessenger(deps);
  return {
    name: `agent-platform ${address}`,
    // An agent leads to one user, and no other agent leads there.
    scheme: address,
    address,
    capabilities: {
      ...MESSAGES,
      buttons: 0,
      voiceNotes: false,
      reportWait: { usual: 3, afterRestart: 3 },
      window: "none",
      reminderTemplate: false,
      // Each agent has its own pace, which is counted in minutes and holds back no other.
      messagesPerSecond: 80,
    },
    messageIds: new RegExp(`^${address}:wamid\\.[\\w+/=-]{1,256}$`),
    messenger,
    media: createJsonMediaSource({
      base: MEDIA_BASE,
      token: key,
      baseUrl,
      call: (method, id, deadlineMs) =>
        callAgent({ method, path: `media/${id}`, deadlineMs }, deps),
    }),
    // WhatsApp deletes them itself after 30 days.
    isMediaRemoved: false,
    inbox: null,
    poller: createAgentPoller({ ...deps, sendsEnded: messenger.sendsEnded }),
    pace: { sends: { perMinute: 12 }, statuses: STATUSES },
    prices: null,
    format: formatWhatsapp,
    routes: () => null,
    bodyLimits: {},
  };
}
