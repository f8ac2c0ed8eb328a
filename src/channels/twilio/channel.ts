import type { Clock, Logger } from "../../core/ports.ts";
import { formatWhatsapp } from "../../text/whatsapp/format.ts";
import type { Channel } from "../channel.ts";
import { canFetchFiles } from "./can-fetch-files.ts";
import { createTwilioInbox } from "./inbox.ts";
import { createTwilioMediaSource } from "./media-source.ts";
import { createTwilioMessenger } from "./messenger.ts";
import { createTwilioPrices } from "./prices.ts";
import { MAX_BUTTONS, quickReplyTemplate } from "./quick-reply.ts";
import { createTwilioRoutes } from "./webhook-routes.ts";

/** For WhatsApp; a ZIP file, for example, is refused. */
const DOCUMENTS = [
  "application/pdf",
  "application/msword",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

/** Twilio's settings, and our public address. */
export interface TwilioChannelSettings {
  readonly twilioAccountSid: string;
  readonly twilioAuthToken: string;
  readonly twilioWhatsappNumber: string;
  readonly twilioApiBaseUrl: string | null;
  readonly twilioDeleteMedia: boolean;
  readonly publicUrl: string;
  readonly reminderTemplate: string | null;
  readonly replyMode: "rest" | "twiml";
}

/**
 * Creates the channel to WhatsApp through Twilio: webhooks for incoming messages, its REST API for
 * everything else.
 */
export function createTwilioChannel(
  settings: TwilioChannelSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Channel {
  const address = settings.twilioWhatsappNumber;
  const deps = {
    accountSid: settings.twilioAccountSid,
    authToken: settings.twilioAuthToken,
    apiBaseUrl: settings.twilioApiBaseUrl,
    publicUrl: settings.publicUrl,
    reminderTemplate: settings.reminderTemplate,
    address,
    clock,
    log,
  };
  return {
    name: "twilio",
    scheme: "whatsapp",
    address,
    capabilities: {
      maxTextLength: 1_600,
      typing: true,
      media: canFetchFiles(settings) ? "fetched" : null,
      documents: DOCUMENTS,
      recordings: ["audio/ogg; codecs=opus", "audio/mpeg"],
      maxFileSize: 16_000_000,
      maxPictureSize: 5_000_000,
      // Twilio sends a Body with the picture of one message, but ignores it beside a document.
      captions: ["image"],
      maxCaptionLength: 1_024,
      // A webhook's response cannot contain any.
      buttons: settings.replyMode === "twiml" ? 0 : MAX_BUTTONS,
      voiceNotes: false,
      reportWait: null,
      window: "24h",
      reminderTemplate: settings.reminderTemplate !== null,
      // What a WhatsApp sender has unless Twilio raises it.
      messagesPerSecond: 80,
    },
    messageIds: /^[0-9A-Za-z]{1,34}$/,
    messenger: createTwilioMessenger(deps),
    media: createTwilioMediaSource(deps),
    isMediaRemoved: settings.twilioDeleteMedia,
    inbox: createTwilioInbox(deps),
    poller: null,
    pace: null,
    prices: createTwilioPrices(deps),
    templateFor: (part) => quickReplyTemplate(part, deps),
    format: formatWhatsapp,
    routes: (inbound) => createTwilioRoutes({ ...deps, ...inbound }),
    bodyLimits: {},
  };
}
