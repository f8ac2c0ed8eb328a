import type { Clock } from "../core/ports.ts";
import { explainFault, refusalCode, toExchange } from "./exchange.ts";
import type {
  CallEntry,
  Journal,
  OutboundEntry,
  StandInEvent,
  WebhookEntry,
} from "./twilio/journal.ts";
import type { ChatMessage, Exchange, MessageStatus, Place, SimulatorChange } from "./wire.ts";

/** Twilio shows the typing indicator for this time, unless a message ends it earlier. */
const TYPING_MS = 25_000;

export interface Timeline {
  state(): Required<Omit<SimulatorChange, "faults" | "model">>;
  /** Calls the listener at every change; the returned function ends it. */
  subscribe(listener: (change: SimulatorChange) => void): () => void;
}

/** Builds the content of the phones from the traffic between the stand-in and the bot. */
export function createTimeline(journal: Journal, clock: Pick<Clock, "now">): Timeline {
  const messages = new Map<string, ChatMessage>();
  const exchanges: Exchange[] = [];
  const typing: Record<string, number> = {};
  const listeners = new Set<(change: SimulatorChange) => void>();

  function put(message: ChatMessage): SimulatorChange {
    messages.set(message.sid, message);
    return { messages: [message] };
  }

  function move(sid: string, status: MessageStatus, fault: string | null = null): SimulatorChange {
    const message = messages.get(sid);
    return message ? put({ ...message, status, fault }) : {};
  }

  function record(exchange: Omit<Exchange, "user">, to?: string): SimulatorChange {
    const user = to ?? messages.get(exchange.about ?? "")?.user ?? null;
    const kept = { ...exchange, user };
    exchanges.push(kept);
    return { exchanges: [kept] };
  }

  function setTyping(user: string, until: number): SimulatorChange {
    typing[user] = until;
    return { typing: { ...typing } };
  }

  function changeBy(event: StandInEvent): SimulatorChange {
    switch (event.kind) {
      case "inbound":
        return put(fromPhone(event.message));
      case "outbound":
        return { ...put(fromBot(event.message)), ...setTyping(event.message.to, 0) };
      case "status":
        return put(fromBot(event.message));
      case "typing": {
        const { messageSid, at } = event.typing;
        const user = messages.get(messageSid)?.user ?? "";
        // Twilio counts the message as read once typing is shown.
        return { ...move(messageSid, "read"), ...setTyping(user, at + TYPING_MS) };
      }
      case "webhook":
        return { ...record(toExchange(event)), ...acknowledge(event.webhook) };
      case "call":
        return { ...record(toExchange(event), event.call.params["To"]), ...refuse(event.call) };
      case "faults":
        return {};
    }
  }

  /**
   * Shows a permanently refused send in the chat, at the place where its user would have read it.
   */
  function refuse(call: CallEntry): SimulatorChange {
    const message = refusedMessage(call);
    return message ? { ...put(message), ...setTyping(message.user, 0) } : {};
  }

  function acknowledge({ kind, sid, status, durationMs }: WebhookEntry): SimulatorChange {
    const before = messages.get(sid)?.status;
    if (kind === "status" || before === "delivered" || before === "read") return {};
    if (status !== null && status < 300) return move(sid, "delivered");
    const answered = status === null ? "did not answer" : `answered ${status}`;
    return move(sid, "failed", `The bot ${answered} after ${durationMs} ms`);
  }

  journal.subscribe((event) => {
    const change = changeBy(event);
    for (const listener of listeners) listener(change);
  });

  return {
    state: () => ({
      messages: [...messages.values()],
      exchanges: [...exchanges],
      typing: Object.fromEntries(Object.entries(typing).filter(([, until]) => until > clock.now())),
    }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function fromPhone(message: Journal["inbound"][number]): ChatMessage {
  const { sid, from, body, createdAt, params } = message;
  const [mediaUrl] = message.mediaUrls;
  return {
    sid,
    user: from,
    isFromBot: false,
    body,
    at: createdAt,
    quotedSid: params["OriginalRepliedMessageSid"] ?? null,
    attachment:
      mediaUrl === undefined
        ? null
        : {
            url: `/simulator/media/${sid}/${mediaUrl.split("/").at(-1)}`,
            contentType: params["MediaContentType0"] ?? "application/octet-stream",
          },
    place: toPlace(params),
    buttons: [],
    status: "sent",
    fault: null,
    nonce: null,
  };
}

function toPlace(params: Readonly<Record<string, string>>): Place | null {
  const { Latitude, Longitude, Label = "" } = params;
  if (Latitude === undefined || Longitude === undefined) return null;
  return { latitude: Number(Latitude), longitude: Number(Longitude), label: Label };
}

function fromBot(message: OutboundEntry): ChatMessage {
  const { sid, to, body, buttons, createdAt, attached, nonce, errorCode } = message;
  const [file] = attached;
  return {
    sid,
    user: to,
    isFromBot: true,
    body,
    at: createdAt,
    quotedSid: null,
    attachment:
      file === undefined
        ? null
        : { url: `/simulator/media/${sid}/${file.sid}`, contentType: file.contentType },
    place: null,
    buttons,
    status: toStatus(message.status),
    fault: errorCode === null ? null : `Not delivered. ${describeCode(String(errorCode))}`,
    nonce,
  };
}

/**
 * Returns the message that a refused send would have been; null for any other call, and for one
 * that the bot repeats.
 */
function refusedMessage(call: CallEntry): ChatMessage | null {
  const { order, method, path, params, status, at } = call;
  const isSend = method === "POST" && path.endsWith("/Messages.json");
  const isRefused = status !== null && status >= 400 && status < 500 && status !== 429;
  if (!isSend || !isRefused) return null;
  const [code, { about }] = [refusalCode(call), toExchange({ kind: "call", call })];
  return {
    sid: `refused-${order}`,
    user: params["To"] ?? "",
    isFromBot: true,
    body: params["Body"] ?? "",
    at,
    quotedSid: null,
    attachment: null,
    place: null,
    buttons: [],
    status: "failed",
    fault: `Not sent. ${code === null ? `Twilio answered ${status}.` : describeCode(code)}`,
    nonce: about,
  };
}

function describeCode(code: string): string {
  const explanation = explainFault(code);
  return explanation === null ? `Twilio’s error ${code}.` : `${code}: ${explanation}`;
}

function toStatus(word: string): MessageStatus {
  switch (word) {
    case "sent":
    case "delivered":
    case "read":
      return word;
    case "failed":
    case "undelivered":
      return "failed";
    default:
      return "sending";
  }
}
