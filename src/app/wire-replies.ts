import type { InboundMessage } from "../core/message.ts";
import type { Caller, WebhookReplies } from "../outbox/reply-in-webhook.ts";
import type { Receive } from "../inbox/receive-message.ts";
import type { OpenPart } from "../store/sends.ts";

type Received = Awaited<ReturnType<Receive>>;

/**
 * Receives a message, and lets the response wait for what it is to carry: nothing where there is no
 * collector. A delivery that was seen before carries nothing: whoever holds an old request must not
 * be able to fetch an answer with it.
 */
export function receiveAndReply(
  receive: Receive,
  replies: WebhookReplies | null,
): (
  message: InboundMessage,
  caller: Caller,
) => Promise<Received & { readonly reply?: readonly OpenPart[] }> {
  return async (message, caller) => {
    const received = await receive(message);
    if (replies === null) return received;
    const isHeard =
      received.outcome === "queued" || (received.outcome === "discarded" && received.isNoticed);
    return isHeard ? { ...received, reply: await replies.collect(received, caller) } : received;
  };
}
