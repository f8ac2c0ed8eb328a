import { PermanentError, type Reason, SendUncertain } from "../core/errors.ts";
import type { LaneLease } from "../core/lane.ts";
import type { Clock, Logger, Messenger } from "../core/ports.ts";
import type { OpenPart } from "../store/sends.ts";
import type { Store } from "../store/store.ts";
import { type ChoiceTemplates, NO_TEMPLATES } from "./choice-templates.ts";

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

export interface SendDeps extends SendPartDeps {
  readonly templates: ChoiceTemplates;
}

/**
 * Sends one part, which is already stored as `sending`, unless it is later than `sendBefore`: then
 * another worker may hold the lane before the messenger answers. Throws what `Messenger.send`
 * throws, and `SendUncertain` if the part was sent but could not be recorded.
 */
export async function sendPart(
  part: OpenPart,
  { lane, sendBefore }: Pick<LaneLease, "lane" | "sendBefore">,
  deps: SendDeps,
): Promise<void> {
  const { store, messenger, clock, log, templates } = deps;
  const templateId = await templates.find(part);
  if (clock.now() > sendBefore) {
    await store.postponeSend(lane, part.id, 0, null);
    return;
  }
  let sent: { readonly sid: string };
  try {
    const files = { read: (token: string) => store.readOutgoingFile(token) };
    sent = await messenger.send({ ...part, templateId }, files);
  } catch (error) {
    if (templateId === null || !isTemplateRefused(error)) throw error;
    const facts = { message: part.messageId, part: part.part };
    log.warn("buttons refused, choices are written out", { ...facts, error });
    if (error.reason === "template-gone") await templates.drop(part);
    await sendPart(part, { lane, sendBefore }, { ...deps, templates: NO_TEMPLATES });
    return;
  }
  const { sid } = sent;
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

/** Returns whether a message was refused for a reason that the same text without buttons may not have. */
function isTemplateRefused(error: unknown): error is PermanentError {
  return error instanceof PermanentError && REASONS.has(error.reason);
}

const REASONS: ReadonlySet<Reason | null> = new Set([null, "content", "too-long", "template-gone"]);
