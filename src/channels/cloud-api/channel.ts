import type { Clock, Logger } from "../../core/ports.ts";
import { formatWhatsapp } from "../../text/whatsapp/format.ts";
import type { Channel } from "../channel.ts";
import { createCloudApiMediaSource } from "./media-source.ts";
import { addressOf } from "./message-rules.ts";
import { createCloudApiMessenger } from "./messenger.ts";
import { MAX_BUTTONS } from "../whatsapp-json/write-body.ts";
import { createCloudApiRoutes } from "./webhook-routes.ts";
import { MAX_BATCH_BYTES, WEBHOOK_PATH } from "./webhook-path.ts";
import { verifyTokenOf } from "./verify-token.ts";
import { MESSAGES } from "../whatsapp-json/messages.ts";

/** The settings of the Cloud API, and our public address. */
export interface CloudApiChannelSettings {
  readonly whatsappAccessToken: string;
  readonly whatsappPhoneNumberId: string;
  readonly whatsappAppSecret: string;
  readonly whatsappVerifyToken: string | null;
  readonly whatsappReminderTemplate: string | null;
  readonly whatsappApiVersion: string;
  readonly whatsappApiBaseUrl: string | null;
  readonly publicUrl: string;
}

/** Creates the channel to WhatsApp through Meta's Cloud API. */
export function createCloudApiChannel(
  settings: CloudApiChannelSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Channel {
  const phoneNumberId = settings.whatsappPhoneNumberId;
  const address = addressOf(phoneNumberId);
  const [name, language] = settings.whatsappReminderTemplate?.split(":") ?? [];
  const deps = {
    accessToken: settings.whatsappAccessToken,
    apiVersion: settings.whatsappApiVersion,
    apiBaseUrl: settings.whatsappApiBaseUrl,
    template: name === undefined || language === undefined ? null : { name, language },
    phoneNumberId,
    address,
    clock,
    log,
  };
  return {
    name: "cloud-api",
    scheme: "whatsapp",
    address,
    capabilities: {
      ...MESSAGES,
      buttons: MAX_BUTTONS,
      voiceNotes: true,
      // A report that found no server comes again with pauses that grow.
      reportWait: { usual: 3, afterRestart: 10 },
      window: "24h",
      reminderTemplate: deps.template !== null,
      // What a number has unless Meta raises it, in both directions together.
      messagesPerSecond: 80,
    },
    messageIds: /^wamid\.[\w+/=-]{1,256}$/,
    messenger: createCloudApiMessenger(deps),
    media: createCloudApiMediaSource(deps),
    // WhatsApp deletes them itself after 7 to 30 days.
    isMediaRemoved: false,
    // Meta delivers a webhook again for seven days.
    inbox: null,
    poller: null,
    pace: null,
    // Each report states how the message is billed.
    prices: null,
    format: formatWhatsapp,
    routes: (inbound) =>
      createCloudApiRoutes({
        ...deps,
        ...inbound,
        appSecret: settings.whatsappAppSecret,
        verifyToken: () => verifyTokenOf(settings),
      }),
    bodyLimits: { [WEBHOOK_PATH]: MAX_BATCH_BYTES },
  };
}
