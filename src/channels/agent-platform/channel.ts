import { agentAddressOf } from "../../core/agent-address.ts";
import type { Clock } from "../../core/ports.ts";
import { formatWhatsapp } from "../../text/whatsapp/format.ts";
import type { Channel } from "../channel.ts";
import { DOCUMENTS, RECORDINGS } from "../whatsapp-json/file-types.ts";
import { createJsonMediaSource } from "../whatsapp-json/media-source.ts";
import { callAgent } from "./call-agent.ts";
import { createAgentMessenger } from "./messenger.ts";
import { createAgentPoller, STATUSES } from "./poller.ts";
import { MEDIA_BASE } from "./read-updates.ts";

export interface AgentPlatformSettings {
  readonly whatsappAgentKeys: readonly string[];
  readonly whatsappAgentBaseUrl: string | null;
}

/** The only hosts that a key is sent to. */
const HOSTS: ReadonlySet<string> = new Set(["api.whatsapp.com", "lookaside.fbsbx.com"]);

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
      maxTextLength: 4_096,
      typing: true,
      media: "uploaded",
      documents: DOCUMENTS,
      recordings: RECORDINGS,
      maxFileSize: 16_000_000,
      maxPictureSize: 5_000_000,
      captions: ["image", "video", "document"],
      maxCaptionLength: 1_024,
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
      isReplaced: baseUrl !== null,
      isAllowed: (url) => isAllowed(url, baseUrl),
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

function isAllowed(url: URL, baseUrl: string | null): boolean {
  if (url.username + url.password !== "") return false;
  if (baseUrl !== null) return url.origin === baseUrl;
  return url.protocol === "https:" && url.port === "" && HOSTS.has(url.hostname);
}
