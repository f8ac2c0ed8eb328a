import type { ContentPart } from "../../core/ports.ts";
import type { PastAttachment } from "../../store/attachments.ts";
import type { Store } from "../../store/store.ts";
import type { Turn } from "../../store/turn.ts";
import { contentOfAttachment } from "../understand/attachment-kinds.ts";
import { fileNameIn, showDocument } from "../understand/understand-document.ts";

const PICTURES = 2;
const DOCUMENTS = 2;
/** In UTF-16 units, for all of them together. */
const DOCUMENTS_BUDGET = 9_000;
/** A scan costs many tokens: after this it is shown only if the user quotes it. */
const SCAN_FRESH_MS = 30 * 60_000;

interface RecallDeps {
  readonly store: Pick<Store, "pastAttachments">;
}

/**
 * Returns the newest two pictures of this conversation, oldest first; fewer by the number of those
 * that come with the message itself.
 */
export async function recallPictures(
  turn: Turn,
  newPictures: number,
  { store }: RecallDeps,
): Promise<PastAttachment[]> {
  const room = Math.max(0, PICTURES - newPictures);
  const pictures = room === 0 ? [] : await store.pastAttachments(turn, "image", room);
  return pictures.toReversed();
}

/**
 * Returns the passages of the newest two documents of this conversation that fit the question, oldest
 * first; none if there is no question, and none of the documents that `isShown` already.
 */
export async function recallDocuments(
  turn: Turn,
  question: string,
  isShown: (past: PastAttachment) => boolean,
  { store }: RecallDeps,
): Promise<ContentPart[]> {
  if (question === "") return [];
  const documents = await store.pastAttachments(turn, "document", DOCUMENTS);
  const shown = documents.toReversed().flatMap((past) => {
    const { document } = contentOfAttachment(past);
    if (document === null || isShown(past)) return [];
    const isFresh = turn.receivedAt - past.receivedAt <= SCAN_FRESH_MS;
    if (document.bytes !== null && !isFresh) return [];
    const name = fileNameIn(past.caption);
    return [
      showDocument(document, { name, question, budget: DOCUMENTS_BUDGET / documents.length }),
    ];
  });
  return Promise.all(shown);
}
