import type { InboundMessage } from "../core/message.ts";
import type { Caller, ReplyCollector } from "../deliver/collect-reply.ts";
import type { Received } from "../receive/receive-message.ts";
import type { OpenPart } from "../store/store.ts";

type Receive = (message: InboundMessage) => Promise<Received>;

/**
 * Receives a message, and lets the response wait for what it is to carry. A delivery that was seen
 * before carries nothing: whoever holds an old request must not be able to fetch an answer with it.
 */
export function receiveAndReply(
  receive: Receive,
  replies: ReplyCollector,
): (
  message: InboundMessage,
  caller: Caller,
) => Promise<Received & { readonly reply?: readonly OpenPart[] }> {
  return async (message, caller) => {
    const received = await receive(message);
    const isHeard =
      received.outcome === "queued" || (received.outcome === "discarded" && received.isNoticed);
    return isHeard ? { ...received, reply: await replies.collect(received, caller) } : received;
  };
}
