import type { PictureRequest } from "../../../core/picture-model.ts";
import type { StoredAttachment } from "../../../store/attachments.ts";
import type { Store } from "../../../store/store.ts";
import type { Turn } from "../../../store/turn.ts";

type Reference = PictureRequest["references"][number];

/** Each is charged as a part of the prompt. */
const MAX_REFERENCES = 2;

/**
 * Returns the pictures that a user means: those that came with the messages of the turn, else those that
 * they quote, else the newest one of the conversation, theirs or ours. Empty if none is kept.
 */
export async function findReferences(
  turn: Turn,
  store: Pick<Store, "attachmentsOf" | "quotedMessage" | "sentPicture" | "pastAttachments">,
): Promise<readonly Reference[]> {
  const messages = [...turn.earlier, turn];
  const sent = await Promise.all(messages.map((message) => store.attachmentsOf(message)));
  const own = picturesOf(sent.flat());
  if (own.length > 0) return own;
  const quoting = messages.findLast(({ quotedSid }) => quotedSid !== null);
  if (quoting !== undefined && quoting.quotedSid !== null) {
    const quoted = await store.quotedMessage(quoting, quoting.quotedSid);
    const ours = await store.sentPicture(turn, quoting.quotedSid);
    const meant = [
      ...picturesOf(quoted?.attachments ?? []),
      ...(ours === null ? [] : [toReference(ours)]),
    ];
    if (meant.length > 0) return meant;
  }
  const [theirs] = await store.pastAttachments(turn, "image", 1);
  const ours = await store.sentPicture(turn, null);
  const isOursNewer = ours !== null && ours.messageId >= (theirs?.messageId ?? 0);
  if (isOursNewer) return [toReference(ours)];
  return theirs === undefined ? [] : picturesOf([theirs]);
}

function picturesOf(attachments: readonly StoredAttachment[]): Reference[] {
  return attachments
    .flatMap((one) =>
      one.state === "understood" && one.kind === "image" ? [toReference(one)] : [],
    )
    .slice(-MAX_REFERENCES);
}

const PNG = [0x89, 0x50];

/** Stored pictures are PNG or JPEG. */
function toReference({ bytes }: { readonly bytes: Uint8Array }): Reference {
  const isPng = PNG.every((byte, at) => bytes[at] === byte);
  return { bytes, contentType: isPng ? "image/png" : "image/jpeg" };
}
