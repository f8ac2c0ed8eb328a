import { allEnded } from "../core/all-ended.ts";
import { PermanentError, TransientError } from "../core/errors.ts";
import type { Clock, Logger, Messenger } from "../core/ports.ts";
import { createRounds, type Rounds } from "../core/rounds.ts";
import type { DelayNoticeEnd } from "../store/delays.ts";
import type { Line } from "../store/users.ts";
import type { OpenPart } from "../store/sends.ts";
import type { Store } from "../store/store.ts";

/** Later than any apology for a model that does not respond, and early enough for 90 s. */
const NOTICE_AFTER_MS = 86_000;
/** The time that messages already waiting at startup have to be answered. */
const SETTLE_IN_MS = 10_000;
const AT_ONCE = 20;

export interface DelayNoticeDeps {
  readonly store: Pick<Store, "beginDelayNotice" | "endDelayNotice">;
  readonly messenger: Pick<Messenger, "send">;
  readonly clock: Clock;
  readonly log: Logger;
  /**
   * The time for which a part that may have been sent waits for its delivery report before it is
   * looked up.
   */
  readonly sendGraceMs: number;
  /** Returns the user's sentences, the notice among them. */
  sentencesFor(language: string | null): { readonly stillWorking: string };
}

/**
 * Notifies waiting users that their message is still in progress, whatever the cause: a slow model,
 * a download, or the queue. Runs outside the lanes, which do one thing at a time.
 */
export function createDelayNotices(deps: DelayNoticeDeps): Rounds {
  const { store, sendGraceMs: graceMs, sentencesFor } = deps;
  const line: Line = (language) => sentencesFor(language).stillWorking;

  async function sendDue(): Promise<void> {
    const sends: Promise<void>[] = [];
    try {
      while (sends.length < AT_ONCE) {
        const part = await store.beginDelayNotice({ afterMs: NOTICE_AFTER_MS, graceMs, line });
        if (part === null) break;
        sends.push(sendNotice(part, deps));
      }
    } finally {
      await allEnded(sends);
    }
  }

  const failure = "delay check failed";
  return createRounds({ ...deps, firstInMs: SETTLE_IN_MS, work: sendDue, failure });
}

async function sendNotice(
  part: OpenPart,
  { store, messenger, log }: DelayNoticeDeps,
): Promise<void> {
  let end: DelayNoticeEnd;
  try {
    end = await messenger.send(part);
    log.info("delay notice sent", { message: part.messageId, sid: end.sid });
  } catch (error) {
    const isSent = !(error instanceof TransientError || error instanceof PermanentError);
    end = isSent ? "unknown" : "not-sent";
    log.warn("delay notice failed", { message: part.messageId, end, error });
  }
  await store.endDelayNotice(part.id, end);
}
