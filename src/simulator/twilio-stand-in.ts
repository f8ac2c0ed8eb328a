import type { Clock } from "../core/ports.ts";
import { createDelivery, type Delivery } from "./twilio/delivery.ts";
import { createFaultPlan, type Faults } from "./twilio/faults.ts";
import { createJournal, type Journal, type OutboundEntry } from "./twilio/journal.ts";
import { readTwiml } from "./twilio/read-twiml.ts";
import type { AccountFacts } from "./twilio/rest-account.ts";
import { createRestApi } from "./twilio/rest-api.ts";
import { createRestMedia, type Media } from "./twilio/rest-media.ts";
import { createRestMessages } from "./twilio/rest-messages.ts";
import { serveRecorded } from "./twilio/serve-recorded.ts";
import type { SignedPostDeps } from "./twilio/signed-post.ts";
import {
  type CallbackMode,
  reportDelivery,
  reportFailure,
  reportStatus,
} from "./twilio/status-callbacks.ts";

export interface TwilioStandInOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** The bot's address, `whatsapp:+…`. */
  readonly number: string;
  /** Where the bot's inbound webhook really listens. */
  readonly webhookUrl: string;
  /** What Twilio was told in place of the webhook's origin; the webhook's origin itself by default. */
  readonly publicUrl?: string;
  /** How deliveries are reported; `in-order` by default. */
  readonly callbacks?: CallbackMode;
  /** How long the stand-in waits before each report; not at all by default. */
  readonly callbackPauseMs?: number;
  /** Whether those reports come before the answer to the send. */
  readonly areCallbacksFirst?: boolean;
  /** Whether the account is on trial: it may answer webhooks, and send nothing of its own. */
  readonly isTrial?: boolean;
  /** The texts of approved templates by their Content SIDs; none by default. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Whether free text reaches only users who wrote in the last 24 hours; not by default. */
  readonly hasWindow?: boolean;
  /** Takes the place of the network on the way to the bot. */
  readonly post?: (request: Request) => Promise<Response>;
  /** What Twilio tells of the account; by default a full one with this number as its one sender. */
  readonly account?: Partial<AccountFacts>;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly port?: number;
}

export interface TwilioStandIn extends Delivery {
  /** What takes the place of api.twilio.com and messaging.twilio.com. */
  readonly url: string;
  /** The origin that media are redirected to. */
  readonly mediaUrl: string;
  readonly journal: Journal;
  readonly faults: Faults;
  /** What a phone attached to a message, until the bot has it deleted. */
  findMedia(messageSid: string, mediaSid: string): Media | null;
  /** Moves the webhook to another address, for a bot that starts after its Twilio. */
  pointAt(webhookUrl: string): void;
  /** Reports a status of a message that the bot sent: `read`, say, or `failed` with a code. */
  reportStatus(sid: string, status: string, errorCode?: number): Promise<void>;
  /** Resolves when all delivery reports begun so far have been sent. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const WEBHOOK_TIMEOUT_MS = 15_000;

const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A Twilio on loopback: signs webhooks as Twilio does and answers the REST calls that the bot makes. */
export function createTwilioStandIn(options: TwilioStandInOptions): TwilioStandIn {
  const { accountSid, authToken, number, port = 0 } = options;
  const { clock = realClock, random = Math.random, callbacks = "in-order" } = options;
  const journal = createJournal();
  const faults = createFaultPlan(clock, () => journal.write({ kind: "faults" }));
  const stopped = new AbortController();
  /** The delivery reports that are under way, by the sid of their message. */
  const reports = new Map<string, Promise<void>>();
  let { webhookUrl } = options;

  const posting: SignedPostDeps = {
    authToken,
    targetOf(url) {
      const told = publicUrl();
      return url.startsWith(told) ? new URL(webhookUrl).origin + url.slice(told.length) : url;
    },
    post: options.post ?? ((request) => postOverNetwork(request, stopped.signal)),
    journal,
    clock,
  };
  const { callbackPauseMs: pauseMs = 0 } = options;
  const reporting = { ...posting, accountSid, random, pauseMs };

  function publicUrl(): string {
    return options.publicUrl ?? new URL(webhookUrl).origin;
  }

  function toldWebhookUrl(): string {
    const { pathname, search } = new URL(webhookUrl);
    return publicUrl() + pathname + search;
  }

  async function reportOn(message: OutboundEntry, failure: number | null): Promise<void> {
    const report =
      failure === null
        ? reportDelivery(message, callbacks, reporting)
        : reportFailure(message, failure, callbacks, reporting);
    reports.set(message.sid, report);
    void report.finally(() => reports.delete(message.sid));
    if (options.areCallbacksFirst) await report;
  }

  async function fetchMedia(messageSid: string, urls: readonly string[]) {
    const attached: OutboundEntry["attached"][number][] = [];
    // Addresses of other servers stay alone: nothing here reaches beyond this machine.
    for (const url of urls.filter((one) => one.startsWith(`${publicUrl()}/`))) {
      const response = await posting.post(new Request(posting.targetOf(url))).catch(() => null);
      if (response?.ok !== true) return null;
      const contentType = response.headers.get("content-type") ?? "application/octet-stream";
      const bytes = new Uint8Array(await response.arrayBuffer());
      const sid = media.put(messageSid, { bytes, contentType }).split("/").at(-1) ?? "";
      attached.push({ sid, contentType });
    }
    return attached;
  }

  const media = createRestMedia({ accountSid, clock, random, contentOrigin: () => content.origin });
  const messages = createRestMessages({
    accountSid,
    number,
    isTrial: options.isTrial ?? false,
    templates: options.templates ?? {},
    hasWindow: options.hasWindow ?? false,
    journal,
    clock,
    random,
    fetchMedia,
    reportOn,
  });
  const answer = createRestApi({
    accountSid,
    authToken,
    messages,
    media,
    account: {
      name: "The stand-in",
      type: options.isTrial === true ? "Trial" : "Full",
      status: "active",
      senders: () => [{ address: number, status: "ONLINE", webhookUrl: toldWebhookUrl() }],
      ...options.account,
    },
    faults,
    journal,
    clock,
  });
  const api = serveRecorded({ server: "api", port, answer, journal, clock });
  const content = serveRecorded({
    server: "media",
    port: 0,
    answer: async (request) => ({
      response: media.content(new URL(request.url).pathname),
      fault: null,
    }),
    journal,
    clock,
  });

  return {
    ...createDelivery({
      ...reporting,
      number,
      media,
      webhookUrl: toldWebhookUrl,
      apiOrigin: () => api.origin,
      obey: (posted, person) => messages.reply(person, readTwiml(posted)),
    }),
    url: api.origin,
    mediaUrl: content.origin,
    journal,
    faults,
    findMedia: media.find,
    pointAt(url) {
      webhookUrl = url;
    },
    async reportStatus(sid, status, errorCode) {
      const message = journal.messages.find((sent) => sent.sid === sid);
      if (!message) throw new Error(`No message ${sid} was sent`);
      // What comes later is reported later.
      await reports.get(sid);
      await reportStatus(message, status, errorCode ?? null, reporting);
    },
    async settled() {
      await Promise.all(reports.values());
    },
    async stop() {
      stopped.abort();
      await Promise.all([api.stop(), content.stop()]);
    },
  };
}

function postOverNetwork(request: Request, stopped: AbortSignal): Promise<Response> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)]);
  return fetch(request, { redirect: "manual", signal });
}
