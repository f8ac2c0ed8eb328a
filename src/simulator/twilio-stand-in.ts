import type { Clock } from "../core/ports.ts";
import { createDelivery, type Delivery } from "./twilio/delivery.ts";
import { createFaultPlan, type Faults } from "./twilio/faults.ts";
import {
  createJournal,
  type Journal,
  type OutboundEntry,
  type StandInMessage,
} from "./twilio/journal.ts";
import type { MessagePrice } from "./twilio/message-resource.ts";
import { readTwiml } from "./twilio/read-twiml.ts";
import type { AccountFacts } from "./twilio/rest-account.ts";
import { createRestApi } from "./twilio/rest-api.ts";
import { createRestContent } from "./twilio/rest-content.ts";
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
import { systemClock } from "../core/system-clock.ts";

export interface TwilioStandInOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** The bot's address, `whatsapp:+…`. */
  readonly number: string;
  /** The address at which the bot's inbound webhook listens. */
  readonly webhookUrl: string;
  /** The origin that Twilio knows instead of the webhook's; the webhook's origin by default. */
  readonly publicUrl?: string;
  /** The order of delivery reports; `in-order` by default. */
  readonly callbacks?: CallbackMode;
  /** The pause before each report; 0 by default. */
  readonly callbackPauseMs?: number;
  /** True if those reports arrive before the response to the send. */
  readonly areCallbacksFirst?: boolean;
  /** True for a trial account: it may answer in webhook responses, but sends nothing over REST. */
  readonly isTrial?: boolean;
  /** The texts of approved templates by their Content SIDs; none by default. */
  readonly templates?: Readonly<Record<string, string>>;
  /** True if free text reaches only users who wrote in the last 24 hours; false by default. */
  readonly hasWindow?: boolean;
  /** Replaces the network between the stand-in and the bot. */
  readonly post?: (request: Request) => Promise<Response>;
  /** The account's facts; by default a full account with this number as its only sender. */
  readonly account?: Partial<AccountFacts>;
  /** Returns Twilio's price of a message; null while it is not known. $0.005 each way after two hours by default. */
  readonly priceOf?: (message: StandInMessage) => MessagePrice | null;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly port?: number;
}

export interface TwilioStandIn extends Delivery {
  /** The origin that replaces api.twilio.com and messaging.twilio.com. */
  readonly url: string;
  /** The origin that media are redirected to. */
  readonly mediaUrl: string;
  readonly journal: Journal;
  readonly faults: Faults;
  /** The templates that the bot has created. */
  readonly templates: Pick<ReturnType<typeof createRestContent>, "sids" | "remove">;
  /** Returns an attachment of a phone's message, until the bot has it deleted. */
  findMedia(messageSid: string, mediaSid: string): Media | null;
  /** Moves the webhook to another address, for a bot that starts after its Twilio. */
  pointAt(webhookUrl: string): void;
  /** Reports a status of a message that the bot sent, such as `read`, or `failed` with a code. */
  reportStatus(sid: string, status: string, errorCode?: number): Promise<void>;
  /** Resolves when all delivery reports begun so far have been sent. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const WEBHOOK_TIMEOUT_MS = 15_000;
const PRICED_AFTER_MS = 2 * 3_600_000;
const FAILED: ReadonlySet<string> = new Set(["failed", "undelivered"]);

/**
 * Creates a Twilio on loopback: it signs webhooks as Twilio does and answers the bot's REST calls.
 */
export function createTwilioStandIn(options: TwilioStandInOptions): TwilioStandIn {
  const { accountSid, authToken, number, port = 0 } = options;
  const { clock = systemClock, random = Math.random, callbacks = "in-order" } = options;
  const journal = createJournal();
  const faults = createFaultPlan(clock, () => journal.write({ kind: "faults" }));
  const stopped = new AbortController();
  /** The delivery reports in progress, by the sid of their message. */
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

  function defaultPrice({ createdAt, status }: StandInMessage): MessagePrice | null {
    const isKnown = clock.now() - createdAt >= PRICED_AFTER_MS && !FAILED.has(status);
    return isKnown ? { amount: "-0.00500", unit: "USD" } : null;
  }

  async function fetchMedia(messageSid: string, urls: readonly string[]) {
    const attached: OutboundEntry["attached"][number][] = [];
    // Ignores addresses of other servers: no request leaves this machine.
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
  const templates = createRestContent({ accountSid, random });
  const messages = createRestMessages({
    accountSid,
    number,
    content: templates,
    isTrial: options.isTrial ?? false,
    templates: options.templates ?? {},
    hasWindow: options.hasWindow ?? false,
    journal,
    clock,
    random,
    fetchMedia,
    reportOn,
    priceOf: options.priceOf ?? defaultPrice,
  });
  const answer = createRestApi({
    accountSid,
    authToken,
    messages,
    media,
    content: templates,
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
      obey: (posted, user) => messages.reply(user, readTwiml(posted)),
    }),
    url: api.origin,
    mediaUrl: content.origin,
    journal,
    faults,
    templates,
    findMedia: media.find,
    pointAt(url) {
      webhookUrl = url;
    },
    async reportStatus(sid, status, errorCode) {
      const message = journal.messages.find((sent) => sent.sid === sid);
      if (!message) throw new Error(`No message ${sid} was sent`);
      // Later statuses are reported later.
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
