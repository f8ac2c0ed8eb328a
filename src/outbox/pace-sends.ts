import type { CallRate } from "../core/call-rate.ts";
import { PACED, TransientError } from "../core/errors.ts";
import type { Correspondence, Messenger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

/** The part of a channel that its pace depends on. */
interface PacedChannel {
  readonly address: string;
  readonly pace: { readonly sends: CallRate; readonly statuses: CallRate } | null;
}

export interface PaceDeps {
  readonly store: Pick<Store, "takePlace">;
  readonly channels: {
    ofUser(user: Correspondence): PacedChannel;
    ofMessage(id: string): PacedChannel;
  };
}

/**
 * Returns the same messenger with the calls of each address limited to what it accepts in a minute
 * from all servers together. A send without a place waits; a typing indicator is left out.
 */
export function paceSends(messenger: Messenger, { store, channels }: PaceDeps): Messenger {
  return {
    ...messenger,
    send: async (part, files) => {
      const { address, pace } = channels.ofUser(part);
      if (pace !== null) await takePlace(`sends ${address}`, pace.sends, store);
      return messenger.send(part, files);
    },
    showTyping: async (inboundSid) => {
      const { address, pace } = channels.ofMessage(inboundSid);
      if (pace !== null) await takePlace(`statuses ${address}`, pace.statuses, store);
      return messenger.showTyping(inboundSid);
    },
  };
}

async function takePlace(
  name: string,
  rate: CallRate,
  store: Pick<Store, "takePlace">,
): Promise<void> {
  const retryAfterMs = await store.takePlace(name, rate);
  if (retryAfterMs === 0) return;
  throw new TransientError(`the messenger accepts ${rate.perMinute} calls a minute`, {
    code: PACED,
    reason: "user-rate",
    retryAfterMs,
  });
}
