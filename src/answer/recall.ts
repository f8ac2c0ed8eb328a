import type { ContentPart } from "../core/ports.ts";
import type { PastAttachment } from "../store/attachments.ts";
import type { Store, Turn } from "../store/store.ts";
import { say } from "./material.ts";
import { fileNameIn, showDocument } from "./understand-document.ts";
import { showImage } from "./understand-image.ts";

const PICTURES = 2;
/** Each is searched in this process, which takes up to 0.1 s for two million characters. */
const DOCUMENTS = 2;
/** In UTF-16 units, for all of them together. */
const DOCUMENTS_BUDGET = 9_000;
/** A scan is dear: after this it goes along only with an answer to it. */
const SCAN_FRESH_MS = 30 * 60_000;

export interface Recall {
  /** What is asked now; empty when nothing is. */
  readonly question: string;
  /** Pictures that the message itself brings or quotes. */
  readonly pictureCount: number;
  /** Messages that are shown already. */
  readonly isShown: (past: PastAttachment) => boolean;
}

/**
 * What was sent earlier in this conversation and may be asked about now: the newest two pictures,
 * and of the newest two documents what fits the question.
 */
export async function recall(
  turn: Turn,
  { question, pictureCount, isShown }: Recall,
  { store }: { readonly store: Pick<Store, "pastAttachments"> },
): Promise<ContentPart[]> {
  if (question === "") return [];
  const room = Math.max(0, PICTURES - pictureCount);
  const pictures = room === 0 ? [] : await store.pastAttachments(turn, "image", PICTURES);
  const documents = await store.pastAttachments(turn, "document", DOCUMENTS);
  const isUsable = ({ bytes, receivedAt }: PastAttachment) =>
    bytes === null || turn.receivedAt - receivedAt <= SCAN_FRESH_MS;
  const parts = [
    ...documents
      .filter((past) => !isShown(past) && isUsable(past))
      .toReversed()
      .flatMap((past) =>
        showDocument(past, {
          name: fileNameIn(past.caption),
          question,
          budget: DOCUMENTS_BUDGET / documents.length,
        }),
      ),
    ...pictures
      .filter((past) => !isShown(past))
      .slice(0, room)
      .toReversed()
      .flatMap(showImage),
  ];
  if (parts.length === 0) return [];
  return [
    say("(From earlier in this chat, oldest first, in case it is meant:)"),
    ...parts,
    say("(What follows was sent just now.)"),
  ];
}
