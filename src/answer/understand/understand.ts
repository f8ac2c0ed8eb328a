import { NOT_FETCHED, PermanentError, TransientError } from "../../core/errors.ts";
import type { Lane, Hold } from "../../core/lane.ts";
import type { Clock, ModelCapabilities } from "../../core/ports.ts";
import { isLocalShortage } from "../../core/local-shortage.ts";
import { kindOfFile } from "../../media/kind-of-file.ts";
import type { Media } from "../../media/media.ts";
import type { ReadDocument } from "../../media/read-document.ts";
import type { StoredAttachment, Understanding } from "../../store/attachments.ts";
import type { Store } from "../../store/store.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import { type AudioBudget, type AudioDeps, understandAudio } from "./understand-audio.ts";
import { understandContacts } from "./understand-contacts.ts";
import { fileNameIn, understandDocument } from "./understand-document.ts";
import { understandImage } from "./understand-image.ts";
import { type FoundFile, refused } from "./understanding.ts";

/** A messenger sometimes announces an attachment a moment before it can be fetched. */
const PATIENCE = 3;
/** An attachment that could not be fetched for this long is given up with a kind sentence. */
const FETCHING_FOR_MS = 55_000;
const FETCH_PAUSE_MS = 5_000;

export interface UnderstandDeps extends AudioDeps {
  readonly store: Pick<
    Store,
    "attachmentsOf" | "recordUnderstanding" | "mediaLookedAt" | "reserveTokens" | "settleTokens"
  >;
  readonly media: Media;
  readonly readDocument: ReadDocument;
  readonly capabilities: ModelCapabilities;
  readonly clock: Pick<Clock, "now">;
  /** When this process began. */
  readonly startedAt: number;
  readonly dayOf: (at: number) => string;
  /** How many attachments of a user are looked at in a day; 0 is any number. */
  readonly dailyMediaLimit: number;
  /** In tokens of a day; 0 is none. */
  readonly limits: { readonly daily: number; readonly dailyPerUser: number };
  /** Called when a recording is not transcribed because a day's limit is reached. */
  onOverLimit(): Promise<void>;
}

/**
 * Finds out what every attachment of a message is and says, and stores it one by one, so that
 * nothing is found out twice. Null when the lane was lost meanwhile. Throws `TransientError` or
 * `PermanentError`.
 */
export async function understand(
  message: WaitingMessage,
  turn: Turn,
  { lane, signal }: Hold,
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
        ? await lookAt(
            attachment,
            { message, attempt: turn.attempt },
            { signal, budget: budgetOf(turn, lane, day, deps) },
            deps,
          )
        : refused(attachment.kind, attachment.contentType, excess);
    if (found === null || !(await deps.store.recordUnderstanding(lane, attachment, found, day)))
      return null;
    attachments.push({ ...attachment, ...found });
  }
  return attachments;
}

function budgetOf(
  turn: Turn,
  lane: Lane,
  day: string,
  { store, limits, onOverLimit }: UnderstandDeps,
): AudioBudget {
  const rules = { day, dailyLimit: limits.daily, dailyLimitPerUser: limits.dailyPerUser };
  return {
    reserve: async (tokens) => {
      const reserved = await store.reserveTokens(lane, turn, { ...rules, tokens });
      if (reserved === "over-limit") await onOverLimit();
      return reserved;
    },
    settle: (tokens) => store.settleTokens(lane, turn, tokens),
  };
}

/** What looking at an attachment takes beside the attachment. */
interface Means {
  readonly signal: AbortSignal;
  readonly budget: AudioBudget;
}

/** Why a day's limit forbids to look at one more; what is refused counts, so that only the first is told. */
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

async function lookAt(
  { url, kind, contentType }: StoredAttachment,
  { message, attempt }: { readonly message: WaitingMessage; readonly attempt: number },
  means: Means,
  deps: UnderstandDeps,
): Promise<Understanding | null> {
  if (kind === "video") return refused(kind, contentType, "video");
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
      if (deps.clock.now() - since >= FETCHING_FOR_MS) return refused(kind, contentType, "gone");
      throw notFetched(error);
    }
    if (!(error instanceof PermanentError) || error.code !== "media-gone") throw error;
    if (attempt < PATIENCE) throw new TransientError("media not there yet", { cause: error });
    return refused(kind, contentType, "gone");
  }
}

/** No failure of a model: it uses up none of the message's calls. */
function notFetched(cause: TransientError): TransientError {
  const retryAfterMs = Math.max(FETCH_PAUSE_MS, cause.retryAfterMs ?? 0);
  return new TransientError(cause.message, { cause, code: NOT_FETCHED, retryAfterMs });
}

function understandFile(
  file: FoundFile,
  kind: ReturnType<typeof kindOfFile>,
  { signal, budget }: Means,
  deps: UnderstandDeps,
): Understanding | Promise<Understanding | null> {
  switch (kind) {
    case "image":
      return understandImage(file, deps);
    case "audio":
      return understandAudio(file, signal, budget, deps);
    case "document":
      return understandDocument(file, signal, deps);
    case "contacts":
      return understandContacts(file);
    case "video":
    case "unknown":
    case "mislabelled":
      return refused(kind === "mislabelled" ? "unknown" : kind, file.declaredType, kind);
  }
}
