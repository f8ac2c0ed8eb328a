import type { OutboundEntry } from "./journal.ts";
import { buildSignedRequest, postAndRecord, type SignedPostDeps } from "./signed-post.ts";

export type CallbackMode = "none" | "in-order" | "shuffled";

export interface StatusCallbackDeps extends SignedPostDeps {
  readonly accountSid: string;
  readonly random: () => number;
  /** The pause between one report and the next. */
  readonly pauseMs: number;
}

const RANKS = ["queued", "sent", "delivered", "read"];

/** Reports the statuses of a message that arrives: queued, sent, delivered, one after the other. */
export async function reportDelivery(
  message: OutboundEntry,
  mode: CallbackMode,
  deps: StatusCallbackDeps,
): Promise<void> {
  if (mode === "none") return;
  const statuses = ["queued", "sent", "delivered"];
  const ordered = mode === "shuffled" ? shuffle(statuses, deps.random) : statuses;
  for (const status of ordered) {
    if (deps.pauseMs > 0) {
      await new Promise<void>((resolve) => deps.clock.after(deps.pauseMs, resolve));
    }
    await reportStatus(message, status, null, deps);
  }
}

/** Reports that a message does not arrive, in every mode. */
export async function reportFailure(
  message: OutboundEntry,
  errorCode: number,
  mode: CallbackMode,
  deps: StatusCallbackDeps,
): Promise<void> {
  const told = mode === "none" ? { ...message, statusCallback: null } : message;
  message.status = "undelivered";
  message.errorCode = errorCode;
  await reportStatus(told, "undelivered", errorCode, deps);
}

/** Changes the message's status and, if it has a callback, reports it there. */
export async function reportStatus(
  message: OutboundEntry,
  status: string,
  errorCode: number | null,
  deps: StatusCallbackDeps,
): Promise<void> {
  if (errorCode !== null || RANKS.indexOf(status) > RANKS.indexOf(message.status)) {
    message.status = status;
    message.errorCode = errorCode;
    deps.journal.write({ kind: "status", message });
  }
  if (message.statusCallback === null) return;
  const params = {
    ChannelToAddress: message.to.replace(/\d{4}$/, "XXXX"),
    ApiVersion: "2010-04-01",
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    ...(errorCode !== null && { ErrorCode: String(errorCode) }),
    To: message.to,
    From: message.from,
    MessageSid: message.sid,
    AccountSid: deps.accountSid,
    ChannelPrefix: "whatsapp",
  };
  const signed = buildSignedRequest(message.statusCallback, params, {}, deps);
  await postAndRecord(signed, "status", message.sid, deps);
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
