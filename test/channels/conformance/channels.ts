import type { Environment } from "../../../src/config.ts";
import type { Faults } from "../../../src/simulator/twilio/faults.ts";
import { signed } from "../../cloud-api/post-signed.ts";
import { startAgentApp } from "../../agent-platform/start-agent-app.ts";
import { META } from "../../cloud-api/account.ts";
import { startCloudApp } from "../../cloud-api/start-cloud-app.ts";
import { ADA, startTestApp, type TestApp } from "../../harness.ts";
import type { ModelUpstream } from "../../model-upstream.ts";

/** A message that a user's phone sent, and how the bot acknowledged it. */
interface Posted {
  readonly sid: string;
  readonly isAcknowledged: boolean;
}

/** The bot on one channel, and the phones of its users, which are the same on every channel. */
export interface ChannelApp {
  readonly bot: TestApp;
  readonly faults: Faults;
  sendText(message: {
    readonly from: string;
    readonly body: string;
    readonly quotedSid?: string;
  }): Promise<Posted>;
  sendFile(file: {
    readonly from: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly contentType: string;
    readonly body: string;
  }): Promise<Posted>;
  /** Delivers the same message again, as it was. */
  repeat(sid: string): Promise<Posted>;
  /** Posts a message that somebody else signed; returns the status of the response. */
  forge(): Promise<number>;
  /** The files that the messenger delivered to users, oldest first. */
  files(): { readonly contentType: string; readonly bytes: Uint8Array }[];
  reportRead(sid: string): Promise<void>;
}

/** A channel, and what its messenger is like. */
export interface ConformingChannel {
  readonly name: string;
  /** In UTF-16 units. */
  readonly maxTextLength: number;
  /** The messenger's code for a message outside the window; null if it has none. */
  readonly windowCode: number | null;
  /** The status of the response to a forged message. */
  readonly forgedStatus: number;
  /** The codes with which it refuses a send for now. */
  readonly rateCode: { readonly code: number; readonly status: number };
  /** The longest wait for proof of a send after a lost response, in milliseconds. */
  readonly graceMs: number;
  start(options?: {
    readonly settings?: Environment;
    readonly upstream?: ModelUpstream;
  }): Promise<ChannelApp>;
}

const settingsOf = (options: Parameters<ConformingChannel["start"]>[0] = {}) => ({
  RATE_LIMIT_MESSAGES: "100",
  ...(options.upstream && { OPENAI_BASE_URL: options.upstream.baseUrl }),
  ...options.settings,
});

const twilio: ConformingChannel = {
  name: "Twilio",
  maxTextLength: 1_600,
  windowCode: 63_016,
  forgedStatus: 403,
  rateCode: { code: 63_018, status: 429 },
  graceMs: 60_000,
  start: async (options) => {
    const bot = await startTestApp({ settings: settingsOf(options) });
    const toPosted = ({ sid, status }: { sid: string; status: number | null }) => ({
      sid,
      isAcknowledged: status === 200,
    });
    return {
      bot,
      faults: bot.twilio.faults,
      sendText: async (message) => toPosted(await bot.twilio.sendText(message)),
      sendFile: async (file) => toPosted(await bot.twilio.sendMedia(file)),
      repeat: async (sid) => toPosted(await bot.twilio.repeat(sid)),
      forge: async () => {
        const { body, headers } = bot.twilio.requestFor({ From: ADA, Body: "forged" });
        const forged = new Headers(headers);
        forged.set("x-twilio-signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        const request = { method: "POST", headers: forged, body: await new Response(body).text() };
        return (await fetch(`${bot.origin}/webhook`, request)).status;
      },
      files: () =>
        bot.twilio.journal.messages.flatMap(({ sid, attached }) =>
          attached.map((file) => ({
            contentType: file.contentType,
            bytes: bot.twilio.findMedia(sid, file.sid)?.bytes ?? new Uint8Array(),
          })),
        ),
      reportRead: (sid) => bot.twilio.reportStatus(sid, "read"),
    };
  },
};

const cloudApi: ConformingChannel = {
  name: "Cloud API",
  maxTextLength: 4_096,
  windowCode: 131_047,
  forgedStatus: 403,
  rateCode: { code: 130_429, status: 400 },
  graceMs: 330_000,
  start: async (options) => {
    const bot = await startCloudApp({ settings: settingsOf(options) });
    const toPosted = ({ sid, status }: { sid: string; status: number | null }) => ({
      sid,
      isAcknowledged: status === 200,
    });
    return {
      bot,
      faults: bot.meta.faults,
      sendText: async (message) => toPosted(await bot.meta.sendText(message)),
      sendFile: async (file) => toPosted(await bot.meta.sendMedia(file)),
      repeat: async (sid) => toPosted(await bot.meta.repeat(sid)),
      forge: async () => {
        const value = { metadata: { phone_number_id: META.phoneNumberId }, messages: [] };
        const batch = {
          object: "whatsapp_business_account",
          entry: [{ changes: [{ field: "messages", value }] }],
        };
        const { body, signature } = signed(batch, "f".repeat(32));
        const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
        return (await fetch(`${bot.origin}/webhook/whatsapp`, { method: "POST", headers, body }))
          .status;
      },
      files: () =>
        bot.meta.journal.messages.flatMap(({ attached }) =>
          attached.map(({ sid, contentType }) => ({
            contentType,
            bytes: bot.meta.media.find(sid)?.bytes ?? new Uint8Array(),
          })),
        ),
      reportRead: (sid) => bot.meta.reportStatus(sid, "read"),
    };
  },
};

const agentPlatform: ConformingChannel = {
  name: "Agent Platform",
  maxTextLength: 4_096,
  windowCode: null,
  // It has no webhook.
  forgedStatus: 404,
  rateCode: { code: 130_429, status: 429 },
  graceMs: 330_000,
  start: async (options) => {
    const bot = await startAgentApp({ settings: settingsOf(options) });
    const { whatsapp } = bot;
    return {
      bot,
      faults: whatsapp.faults,
      sendText: (message) => whatsapp.sendText(message),
      sendFile: (file) => whatsapp.sendMedia(file),
      repeat: (sid) => whatsapp.repeat(sid),
      forge: async () => {
        const body = JSON.stringify({ entry: [{ changes: [{ value: { messages: [] } }] }] });
        return (await fetch(`${bot.origin}/webhook/whatsapp`, { method: "POST", body })).status;
      },
      files: () =>
        whatsapp.journal.messages.flatMap(({ attached }) =>
          attached.map(({ sid, contentType }) => ({
            contentType,
            bytes: whatsapp.media.find(sid)?.bytes ?? new Uint8Array(),
          })),
        ),
      reportRead: (sid) => whatsapp.reportStatus(sid, "read"),
    };
  },
};

/** Every channel that this suite is for. */
export const CHANNELS: readonly ConformingChannel[] = [twilio, cloudApi, agentPlatform];
