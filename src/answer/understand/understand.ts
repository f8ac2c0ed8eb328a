import { NOT_FETCHED, PermanentError, TransientError } from "../../core/errors.ts";
import { fileNameIn } from "../../core/file-name.ts";
import type { Lane, LaneLease } from "../../core/lane.ts";
import type { Clock } from "../../core/ports.ts";
import { isLocalShortage } from "../../core/local-shortage.ts";
import { kindOfFile } from "../../media/kind-of-file.ts";
import type { Costs } from "../../ledger/costs.ts";
import type { StoredAttachment, Understanding } from "../../store/attachments.ts";
import type { Store } from "../../store/store.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import { countTokens } from "../count-tokens.ts";
import { problemOfKind, type ReaderDeps, understandFile } from "./attachment-kinds.ts";
import type { AudioBudget } from "./understand-audio.ts";
import { refused } from "./understanding.ts";

/** A messenger sometimes announces an attachment a moment before it can be fetched. */
const MAX_FETCH_ATTEMPTS = 3;
/** An attachment that could not be fetched for this long is refused with an explanation. */
const FETCH_TIMEOUT_MS = 55_000;
const FETCH_PAUSE_MS = 5_000;

export interface UnderstandDeps extends ReaderDeps {
  readonly store: Pick<
    Store,
    "attachmentsOf" | "recordUnderstanding" | "mediaLookedAt" | "reserveTokens" | "settleTokens"
  >;
  readonly clock: Pick<Clock, "now">;
  /** The time at which this process began. */
  readonly startedAt: number;
  readonly dayOf: (at: number) => string;
  /** The maximum number of a user's attachments that are examined in a day; 0 is no limit. */
  readonly dailyMediaLimit: number;
  /** Token limits of a day; 0 is no limit. */
  readonly limits: { readonly daily: number; readonly dailyPerUser: number };
  /** Prices transcriptions. */
  readonly costs: Costs;
  /** Called when a recording is not transcribed because a day's limit is reached. */
  onOverLimit(): Promise<void>;
}

/**
 * Understands every attachment of a message and stores each result at once, so that a retry does not
 * repeat the work. Returns null if the lane is lost meanwhile. Throws `TransientError` or
 * `PermanentError`.
 */
export async function understand(
  message: WaitingMessage,
  turn: Turn,
  { lane, signal }: LaneLease,
  deps: UnderstandDeps,
): Promise<StoredAttachment[] | null> {
  const attachments: StoredAttachment[] = [];
  for (const attachment of await deps.store.attachmentsOf(message)) {
    if (attachment.state !== "waiting") {
      attachments.push(attachment);
      continue;
    }
    const day = deps.dayOf(deps.clock.now());
    const excess = await findExcess(message, day, deps);
    const found =
      excess === null
        ? await understandOne(
            attachment,
            { message, attempt: turn.attempt },
            { signal, budget: budgetOf(turn, lane, day, deps) },
            deps,
          )
        : refused(attachment.kind, attachment.contentType, excess);
    if (found === null || !(await deps.store.recordUnderstanding(lane, attachment, found, day)))
      return null;
    const { messageId, idx, url } = attachment;
    attachments.push({ messageId, idx, url, ...found });
  }
  return attachments;
}

function budgetOf(
  turn: Turn,
  lane: Lane,
  day: string,
  { store, limits, costs, onOverLimit }: UnderstandDeps,
): AudioBudget {
  const rules = { day, dailyLimit: limits.daily, dailyLimitPerUser: limits.dailyPerUser };
  return {
    reserve: async (tokens, audioMs) => {
      const money = costs.budgetOfSound(audioMs, turn.sid, turn.user.budget);
      const reserved = await store.reserveTokens(lane, turn, { ...rules, tokens, money });
      if (reserved === "over-limit") await onOverLimit();
      return reserved;
    },
    settle: (usage) =>
      usage === null
        ? store.settleTokens(lane, turn, 0)
        : store.settleTokens(lane, turn, countTokens(usage), costs.chargesOf(usage, turn.sid)),
  };
}

interface Means {
  readonly signal: AbortSignal;
  readonly budget: AudioBudget;
}

/**
 * Returns the problem if a day's limit is reached; null otherwise. Refused attachments count too, so
 * that only the first one over the limit is explained.
 */
async function findExcess(
  { userId }: WaitingMessage,
  day: string,
  { store, dailyMediaLimit }: UnderstandDeps,
): Promise<"tooMany" | "tooManyAgain" | null> {
  if (dailyMediaLimit === 0) return null;
  const before = await store.mediaLookedAt(userId, day);
  if (before < dailyMediaLimit) return null;
  return before === dailyMediaLimit ? "tooMany" : "tooManyAgain";
}

async function understandOne(
  { url, kind, contentType }: StoredAttachment,
  { message, attempt }: { readonly message: WaitingMessage; readonly attempt: number },
  means: Means,
  deps: UnderstandDeps,
): Promise<Understanding | null> {
  const problem = problemOfKind(kind);
  if (problem !== null) return refused(kind, contentType, problem);
  let isFetched = false;
  try {
    return await deps.media.withDownload(
      { url, messageSid: message.sid ?? "" },
      means.signal,
      async (found, path) => {
        isFetched = true;
        if (found.outcome === "too-big") return refused(kind, contentType, "tooBig");
        const { size, type } = found;
        const file = {
          userId: message.userId,
          path,
          size,
          type,
          declaredType: contentType,
          name: fileNameIn(message.text),
        };
        return understandFile(file, kindOfFile(kind, type), means, deps);
      },
    );
  } catch (error) {
    if (isFetched) throw error;
    if (error instanceof TransientError && !means.signal.aborted && !isLocalShortage(error.code)) {
      const since = Math.max(message.receivedAt, deps.startedAt);
      if (deps.clock.now() - since >= FETCH_TIMEOUT_MS) return refused(kind, contentType, "gone");
      throw notFetched(error);
    }
    if (!(error instanceof PermanentError) || error.code !== "media-gone") throw error;
    if (attempt < MAX_FETCH_ATTEMPTS)
      throw new TransientError("media not there yet", { cause: error });
    return refused(kind, contentType, "gone");
  }
}

/** Returns an error that uses up none of the message's model calls. */
function notFetched(cause: TransientError): TransientError {
  const retryAfterMs = Math.max(FETCH_PAUSE_MS, cause.retryAfterMs ?? 0);
  return new TransientError(cause.message, { cause, code: NOT_FETCHED, retryAfterMs });
}
