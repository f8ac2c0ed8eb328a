import { SendUncertain } from "../core/errors.ts";
import type { LaneLease } from "../core/lane.ts";
import type { Clock, Logger, Messenger } from "../core/ports.ts";
import type { OpenPart } from "../store/sends.ts";
import type { Store } from "../store/store.ts";

/**
 * WhatsApp may reorder messages: a part waits until the previous one is reported sent, or this
 * long.
 */
const NEXT_PART_MS = 2_000;

export interface SendPartDeps {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/**
 * Sends one part, which is already stored as `sending`, unless it is later than `sendBefore`: then
 * another worker may hold the lane before the messenger answers. Throws what `Messenger.send`
 * throws, and `SendUncertain` if the part was sent but could not be recorded.
 */
export async function sendPart(
  part: OpenPart,
  { lane, sendBefore }: Pick<LaneLease, "lane" | "sendBefore">,
  { store, messenger, clock, log }: SendPartDeps,
): Promise<void> {
  if (clock.now() > sendBefore) {
    await store.postponeSend(lane, part.id, 0, null);
    return;
  }
  const { sid } = await messenger.send(part, {
    read: (token) => store.readOutgoingFile(token),
  });
  log.info("part accepted", { message: part.messageId, part: part.part, sid });
  try {
    const isOurs = await store.recordAccepted(lane, part.id, { sid, nextAfterMs: NEXT_PART_MS });
    // Another worker holds the lane: the outcome is stored like a delivery report.
    if (!isOurs) {
      await store.recordStatus({ nonce: part.nonce, sid, status: "accepted", errorCode: null });
    }
  } catch (cause) {
    // A failure of the store does not mean that nothing was sent.
    throw new SendUncertain(`${sid} was sent, and could not be stored.`, { cause });
  }
}
