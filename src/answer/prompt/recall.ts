import { fileNameIn } from "../../core/file-name.ts";
import type { ContentPart, ModelCapabilities } from "../../core/ports.ts";
import type { PastAttachment } from "../../store/attachments.ts";
import type { Store } from "../../store/store.ts";
import type { Turn } from "../../store/turn.ts";
import { contentOfAttachment } from "../understand/attachment-kinds.ts";
import { showDocument } from "../understand/understand-document.ts";

const PICTURES = 2;
const DOCUMENTS = 2;
/** In UTF-16 units, for all of them together. */
const DOCUMENTS_BUDGET = 9_000;
/** The maximum number of pictures from a document, with a later question. */
const PICTURES_INSIDE = 2;
/** Scans and pictures inside cost many tokens: after this they are shown only if the user quotes them. */
const PAGES_FRESH_MS = 30 * 60_000;

interface RecallDeps {
  readonly store: Pick<Store, "pastAttachments">;
  readonly capabilities: ModelCapabilities;
}

/**
 * Returns the newest two pictures of this conversation, oldest first; fewer by the number of those
 * that come with the message itself.
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
 * Returns the passages of the newest two documents of this conversation that fit the question, oldest
 * first; none if there is no question, and none of the documents that `isShown` already.
 */
export async function recallDocuments(
  turn: Turn,
  question: string,
  isShown: (past: PastAttachment) => boolean,
  { store, capabilities }: RecallDeps,
): Promise<ContentPart[]> {
  if (question === "") return [];
  const documents = await store.pastAttachments(turn, "document", DOCUMENTS);
  const shown = documents.toReversed().flatMap((past) => {
    const { document } = contentOfAttachment(past);
    if (document === null || isShown(past)) return [];
    const isFresh = turn.receivedAt - past.receivedAt <= PAGES_FRESH_MS;
    if (document.text === null && !isFresh) return [];
    return [
      showDocument(document, {
        name: fileNameIn(past.caption),
        question,
        budget: DOCUMENTS_BUDGET / documents.length,
        maxPictures: capabilities.vision && isFresh ? PICTURES_INSIDE : 0,
      }),
    ];
  });
  return (await Promise.all(shown)).flat();
}
