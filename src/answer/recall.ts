import type { ContentPart, ModelCapabilities } from "../core/ports.ts";
import type { PastAttachment } from "../store/attachments.ts";
import type { Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import { fileNameIn, showDocument } from "./understand-document.ts";

const PICTURES = 2;
const DOCUMENTS = 2;
/** In UTF-16 units, for all of them together. */
const DOCUMENTS_BUDGET = 9_000;
/** Of the pictures in a document, with a later question. */
const PICTURES_INSIDE = 2;
/** Scans and pictures inside are dear: after this they go along only with an answer to them. */
const PAGES_FRESH_MS = 30 * 60_000;

interface RecallDeps {
  readonly store: Pick<Store, "pastAttachments">;
  readonly capabilities: ModelCapabilities;
}

/**
 * The newest two pictures of this conversation, less those that come with the message itself;
 * oldest first.
 */
export async function recallPictures(
  turn: Turn,
  newPictures: number,
  { store }: Pick<RecallDeps, "store">,
): Promise<PastAttachment[]> {
  const room = Math.max(0, PICTURES - newPictures);
  const pictures = room === 0 ? [] : await store.pastAttachments(turn, "image", room);
  return pictures.toReversed();
}

/**
 * Of the newest two documents of this conversation what fits the question, oldest first; nothing
 * when nothing is asked, and nothing of those that `isShown` already.
 */
export async function recallDocuments(
  turn: Turn,
  question: string,
  isShown: (past: PastAttachment) => boolean,
  { store, capabilities }: RecallDeps,
): Promise<ContentPart[]> {
  if (question === "") return [];
  const documents = await store.pastAttachments(turn, "document", DOCUMENTS);
  const isFresh = ({ receivedAt }: PastAttachment) =>
    turn.receivedAt - receivedAt <= PAGES_FRESH_MS;
  const usable = documents
    .filter((past) => !isShown(past) && (past.text !== null || isFresh(past)))
    .toReversed();
  const shown = usable.map((past) =>
    showDocument(past, {
      name: fileNameIn(past.caption),
      question,
      budget: DOCUMENTS_BUDGET / documents.length,
      maxPictures: capabilities.vision && isFresh(past) ? PICTURES_INSIDE : 0,
    }),
  );
  return (await Promise.all(shown)).flat();
}
