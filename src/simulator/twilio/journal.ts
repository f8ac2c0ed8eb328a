import type { Button } from "./rest-content.ts";

/** A message in the stand-in; `status` and `errorCode` change as it is delivered. */
export interface StandInMessage {
  /** Increases from one message to the next, in the order of creation. */
  readonly order: number;
  readonly sid: string;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly createdAt: number;
  /** In Twilio's own terms. */
  status: string;
  errorCode: number | null;
}

interface InboundEntry extends StandInMessage {
  readonly params: Readonly<Record<string, string>>;
}

export interface OutboundEntry extends StandInMessage {
  /** The files that were fetched from the bot's own addresses. */
  readonly attached: readonly { readonly sid: string; readonly contentType: string }[];
  readonly buttons: readonly Button[];
  readonly statusCallback: string | null;
  /** The parameter `o` of the callback's URL. */
  readonly nonce: string | null;
}

export interface CallEntry {
  /** Counts calls, webhooks and messages together, in the order in which they began. */
  readonly order: number;
  readonly server: "api" | "media";
  readonly method: string;
  readonly path: string;
  /** The parameters of the query and the form together. */
  readonly params: Readonly<Record<string, string>>;
  /** Null if the connection was cut instead of a response. */
  readonly status: number | null;
  /** The error in a response of 400 or more. */
  readonly refusal: string | null;
  /** The fault that was played: its kind, or its code. */
  readonly fault: string | null;
  readonly at: number;
  readonly durationMs: number;
  readonly hasAuthorization: boolean;
}

interface TypingEntry {
  readonly messageSid: string;
  readonly at: number;
}

/** One request of ours to the bot. */
export interface WebhookEntry {
  /** Counted together with `CallEntry.order`. */
  readonly order: number;
  readonly kind: "message" | "status";
  readonly sid: string;
  /** The signed content: the address as Twilio knows it, and every parameter. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signature: string;
  /** Null if no response came. */
  readonly status: number | null;
  readonly answer: string;
  readonly at: number;
  readonly durationMs: number;
}

export type StandInEvent =
  | { readonly kind: "inbound"; readonly message: InboundEntry }
  | { readonly kind: "outbound"; readonly message: OutboundEntry }
  /** The message's `status` has changed. */
  | { readonly kind: "status"; readonly message: OutboundEntry }
  | { readonly kind: "typing"; readonly typing: TypingEntry }
  | { readonly kind: "call"; readonly call: CallEntry }
  | { readonly kind: "webhook"; readonly webhook: WebhookEntry }
  /** A fault was requested, cancelled or played. */
  | { readonly kind: "faults" };

export interface Journal {
  readonly messages: readonly OutboundEntry[];
  readonly inbound: readonly InboundEntry[];
  readonly typing: readonly TypingEntry[];
  readonly calls: readonly CallEntry[];
  readonly webhooks: readonly WebhookEntry[];
  /**
   * Resolves with the first matching message that the bot sent, or will send; rejects if there is
   * none in time.
   */
  waitForMessage(
    fits: (message: OutboundEntry) => boolean,
    timeoutMs?: number,
  ): Promise<OutboundEntry>;
  /** Calls the listener at every event from now on; the returned function ends it. */
  subscribe(listener: (event: StandInEvent) => void): () => void;
}

export interface JournalWriter extends Journal {
  write(event: StandInEvent): void;
  nextOrder(): number;
  find(sid: string): InboundEntry | OutboundEntry | null;
}

/** Creates a journal of all traffic between the stand-in and the bot, in order. */
export function createJournal(): JournalWriter {
  const messages: OutboundEntry[] = [];
  const inbound: InboundEntry[] = [];
  const typing: TypingEntry[] = [];
  const calls: CallEntry[] = [];
  const webhooks: WebhookEntry[] = [];
  const bySid = new Map<string, InboundEntry | OutboundEntry>();
  const listeners = new Set<(event: StandInEvent) => void>();
  let order = 0;

  function write(event: StandInEvent): void {
    switch (event.kind) {
      case "inbound":
        inbound.push(event.message);
        bySid.set(event.message.sid, event.message);
        break;
      case "outbound":
        messages.push(event.message);
        bySid.set(event.message.sid, event.message);
        break;
      case "typing":
        typing.push(event.typing);
        break;
      case "call":
        calls.push(event.call);
        break;
      case "webhook":
        webhooks.push(event.webhook);
        break;
      case "status":
      case "faults":
        break;
    }
    for (const listener of listeners) listener(event);
  }

  function subscribe(listener: (event: StandInEvent) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function waitForMessage(
    fits: (message: OutboundEntry) => boolean,
    timeoutMs = 5000,
  ): Promise<OutboundEntry> {
    const { promise, resolve, reject } = Promise.withResolvers<OutboundEntry>();
    const present = messages.find(fits);
    if (present) return Promise.resolve(present);
    const timer = setTimeout(
      () => reject(new Error(`No such message in ${timeoutMs} ms, of ${messages.length} sent`)),
      timeoutMs,
    );
    const unsubscribe = subscribe((event) => {
      if (event.kind === "outbound" && fits(event.message)) resolve(event.message);
    });
    return promise.finally(() => {
      clearTimeout(timer);
      unsubscribe();
    });
  }

  return {
    messages,
    inbound,
    typing,
    calls,
    webhooks,
    waitForMessage,
    subscribe,
    write,
    nextOrder: () => (order += 1),
    find: (sid) => bySid.get(sid) ?? null,
  };
}
