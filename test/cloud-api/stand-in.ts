import type { ServerStatusPayload } from "whatsapp-api-js/types";
import type { Clock } from "../../src/core/ports.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import type { Faults } from "../../src/simulator/twilio/faults.ts";
import type { Incoming } from "../../src/simulator/twilio/incoming.ts";
import {
  createJournal,
  type Journal,
  type OutboundEntry,
} from "../../src/simulator/twilio/journal.ts";
import { serveRecorded } from "../../src/simulator/twilio/serve-recorded.ts";
import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import {
  buildBatch,
  buildFile,
  buildMessage,
  buildStatus,
  createWamid,
  type MessageContent,
  type NumberFacts,
} from "./build-messages.ts";
import { createGraphApi } from "./graph-api.ts";
import { createGraphFaults } from "./graph-faults.ts";
import { createGraphMedia, type GraphMedia } from "./media.ts";
import { type PostDeps, postOnce, postUntilTaken } from "./post-signed.ts";

export interface CloudApiStandInOptions extends NumberFacts {
  readonly accessToken: string;
  readonly appSecret: string;
  /** The bot's webhook. */
  readonly webhookUrl: string;
  /** The order of statuses; `in-order` by default. */
  readonly callbacks?: CallbackMode;
  /** True if statuses arrive before the response to the send. */
  readonly areCallbacksFirst?: boolean;
  /** True if what is not acknowledged is delivered again; true by default. */
  readonly isRedelivering?: boolean;
  /** True if free text reaches only users who wrote in the last 24 hours. */
  readonly hasWindow?: boolean;
  readonly health?: object;
  readonly clock?: Clock;
  readonly random?: () => number;
}

interface Delivered {
  readonly sid: string;
  readonly status: number | null;
  readonly body: string;
}

type Media = { readonly bytes: Uint8Array; readonly contentType: string };

export interface CloudApiStandIn {
  readonly url: string;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly media: GraphMedia;
  /** The apps that receive the account's webhooks. */
  readonly subscribed: Set<string>;
  /** Delivers a message of any type. */
  deliver(incoming: Incoming, content: MessageContent): Promise<Delivered>;
  sendText(incoming: Incoming & { readonly body: string }): Promise<Delivered>;
  sendMedia(incoming: Incoming & Media & { readonly body?: string }): Promise<Delivered>;
  /** Delivers a text that was sent so long ago. */
  deliverLate(
    message: { readonly from: string; readonly body: string },
    ageMs: number,
  ): Promise<Delivered>;
  /** Delivers a body as it is, signed and once. */
  deliverBody(body: unknown): Promise<Delivered>;
  /** Delivers several bodies' messages as one batch. */
  deliverBatch(
    messages: readonly { readonly from: string; readonly body: string }[],
  ): Promise<Delivered>;
  /** Delivers the same message again. */
  repeat(sid: string): Promise<Delivered>;
  reportStatus(sid: string, status: ServerStatusPayload["status"], code?: number): Promise<void>;
  pointAt(webhookUrl: string): void;
  /** Resolves when every status begun so far was taken. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const STATUSES = ["sent", "delivered"] as const;

/** Creates a WhatsApp on loopback: it signs webhooks as Meta does, and answers the bot's calls. */
export function createCloudApiStandIn(options: CloudApiStandInOptions): CloudApiStandIn {
  const { clock = systemClock, callbacks = "in-order", random = Math.random } = options;
  const address = `whatsapp:${options.phoneNumberId}`;
  const journal = createJournal();
  const faults = createGraphFaults(clock);
  const media = createGraphMedia(clock);
  const stopped = new AbortController();
  const pending = new Set<Promise<void>>();
  const bodies = new Map<string, object>();
  const subscribed = new Set(["The bot's app"]);
  let { webhookUrl } = options;
  const posting: PostDeps = {
    ...options,
    journal,
    clock,
    webhookUrl: () => webhookUrl,
    stopped: stopped.signal,
    isRedelivering: options.isRedelivering ?? true,
  };

  function track(work: Promise<void>): void {
    pending.add(work);
    void work.finally(() => pending.delete(work));
  }

  async function report(
    message: OutboundEntry,
    statuses: readonly ServerStatusPayload["status"][],
    code: number | null,
  ) {
    for (const status of statuses) {
      message.status = status;
      message.errorCode = code;
      journal.write({ kind: "status", message });
      const body = buildBatch(
        [{ statuses: [buildStatus(message, status, { at: clock.now(), code })] }],
        options,
      );
      const { taken } = await postUntilTaken(body, "status", message.sid, posting);
      await taken;
    }
  }

  async function accept(message: OutboundEntry, code: number | null): Promise<void> {
    if (callbacks === "none") return;
    const ordered = callbacks === "shuffled" && random() < 0.5 ? STATUSES.toReversed() : STATUSES;
    const reported = report(message, code === null ? ordered : ["failed"], code);
    track(reported);
    if (options.areCallbacksFirst) await Promise.race([reported, isStopped]);
  }

  const isStopped = new Promise<void>((resolve) => {
    stopped.signal.addEventListener("abort", () => resolve());
  });
  const answer = createGraphApi({
    number: options,
    accessToken: options.accessToken,
    address,
    journal,
    media,
    faults,
    clock,
    origin: () => api.origin,
    hasWindow: options.hasWindow ?? false,
    subscribed,
    health: () =>
      options.health ?? {
        can_send_message: "AVAILABLE",
        entities: [{ entity_type: "WABA", id: options.accountId }],
      },
    accept,
  });
  const api = serveRecorded({ server: "api", port: 0, answer, journal, clock });

  async function deliverItems(sid: string, body: object): Promise<Delivered> {
    bodies.set(sid, body);
    const { status, body: said } = await postOnce(body, "message", sid, posting);
    return { sid, status, body: said };
  }

  function build(incoming: Incoming, content: MessageContent, ageMs = 0) {
    const id = createWamid();
    const text = content.type === "text" ? content.text.body : "";
    journal.write({
      kind: "inbound",
      message: {
        order: journal.nextOrder(),
        sid: id,
        direction: "inbound",
        from: incoming.from,
        to: address,
        body: text,
        mediaUrls: [],
        createdAt: clock.now(),
        status: "received",
        errorCode: null,
        params: {},
      },
    });
    const ourNumber = options.displayNumber;
    return {
      id,
      item: buildMessage(incoming, content, { id, at: clock.now() - ageMs, ourNumber }),
    };
  }

  function deliver(incoming: Incoming, content: MessageContent): Promise<Delivered> {
    const { id, item } = build(incoming, content);
    return deliverItems(id, buildBatch([item], options));
  }

  return {
    url: api.origin,
    journal,
    faults,
    media,
    subscribed,
    deliver,
    sendText: ({ body, ...incoming }) => deliver(incoming, { type: "text", text: { body } }),
    sendMedia: ({ bytes, contentType, body, ...incoming }) => {
      const id = media.put({ bytes, contentType, name: body ?? "" });
      return deliver(incoming, buildFile({ id, bytes, contentType, body }));
    },
    deliverLate: ({ from, body }, ageMs) => {
      const content = { type: "text", text: { body } } as const;
      const { id, item } = build({ from }, content, ageMs);
      return deliverItems(id, buildBatch([item], options));
    },
    deliverBody: (body) => deliverItems(createWamid(), Object(body)),
    deliverBatch: (messages) => {
      const built = messages.map(({ from, body }) =>
        build({ from }, { type: "text", text: { body } }),
      );
      return deliverItems(
        built[0]?.id ?? "",
        buildBatch(
          built.map(({ item }) => item),
          options,
        ),
      );
    },
    repeat: async (sid) => {
      const body = bodies.get(sid);
      if (body === undefined) throw new Error(`No message ${sid} was delivered`);
      return deliverItems(sid, body);
    },
    reportStatus: async (sid, status, code) => {
      const message = journal.messages.find((sent) => sent.sid === sid);
      if (message === undefined) throw new Error(`No message ${sid} was sent`);
      await report(message, [status], code ?? null);
    },
    pointAt: (url) => {
      webhookUrl = new URL("/webhook/whatsapp", url).href;
    },
    settled: async () => {
      await Promise.all(pending);
    },
    stop: async () => {
      stopped.abort();
      await api.stop();
    },
  };
}
