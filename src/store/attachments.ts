import { type AttachmentProblem, findAttachmentProblem } from "../core/attachment-problem.ts";
import type { AttachmentKind } from "../core/media-types.ts";
import type { Attachment, MessageType } from "../core/message.ts";
import type { Row } from "./row.ts";

/** The kinds that are looked for again in a conversation. */
export type RecalledKind = "image" | "document";

export type AttachmentPlace = Pick<Row<"attachments">, "messageId" | "idx">;

interface UnderstoodAs<Kind extends AttachmentKind> {
  readonly state: "understood";
  readonly kind: Kind;
  /** Detected from its bytes if possible. */
  readonly contentType: string;
}

/** The content of an attachment, by its kind, or the problem for which it is refused. */
export type Understanding =
  | (UnderstoodAs<"image"> & { readonly bytes: Uint8Array })
  /** The spoken words; `durationMs` is null if the file does not state its duration. */
  | (UnderstoodAs<"audio"> & { readonly text: string; readonly durationMs: number | null })
  /** `bytes` are the pictures inside, as answering packs them; null if there are none. */
  | (UnderstoodAs<"document"> & { readonly text: string; readonly bytes: Uint8Array | null })
  /** A scan, which a model is shown as it is. */
  | (UnderstoodAs<"document"> & { readonly text: null; readonly bytes: Uint8Array })
  | (UnderstoodAs<"contacts"> & { readonly text: string })
  | {
      readonly state: "refused";
      readonly kind: AttachmentKind;
      readonly contentType: string;
      readonly problem: AttachmentProblem;
    };

export type Understood<Kind extends AttachmentKind = AttachmentKind> = Extract<
  Understanding,
  { readonly state: "understood"; readonly kind: Kind }
>;

export type StoredAttachment = Attachment &
  AttachmentPlace &
  (
    | Understanding
    /** `dropped`: its content is no longer kept. */
    | { readonly state: "waiting" | "dropped" }
  );

export type PastAttachment = StoredAttachment & {
  /** The text of its message: a caption, or a document's name. */
  readonly caption: string;
  readonly receivedAt: number;
};

export interface QuotedMessage {
  readonly role: "user" | "assistant";
  readonly type: MessageType;
  readonly text: string;
  readonly attachments: readonly PastAttachment[];
}

/**
 * The columns of an attachment's row that hold its understanding. For a refused attachment the text
 * is its problem: a separate column would be empty in every other row.
 */
export type UnderstandingColumns = Omit<
  Row<"attachments">,
  keyof AttachmentPlace | "url" | "bytes"
> & {
  readonly bytes: Uint8Array | null;
};

const EMPTY = { text: null, bytes: null, durationMs: null } as const;

/** Returns the columns as every version has written them, so that databases need no migration. */
export function toColumns(found: Understanding): UnderstandingColumns {
  if (found.state === "understood") return { ...EMPTY, ...found };
  const { problem, ...rest } = found;
  return { ...EMPTY, ...rest, text: problem };
}

/** Returns an attachment from its row; one without the content of its kind counts as dropped. */
export function toAttachment({
  messageId,
  idx,
  url,
  ...columns
}: AttachmentPlace & Pick<Attachment, "url"> & UnderstandingColumns): StoredAttachment {
  return { messageId, idx, url, ...fromColumns(columns) };
}

function fromColumns(
  columns: UnderstandingColumns,
): Pick<Attachment, "kind" | "contentType"> &
  (Understanding | { readonly state: "waiting" | "dropped" }) {
  const { state, kind, contentType, text } = columns;
  switch (state) {
    case "waiting":
    case "dropped":
      return { state, kind, contentType };
    case "refused":
      return { state, kind, contentType, problem: findAttachmentProblem(text) ?? "unknown" };
    case "understood":
      return understoodIn(columns) ?? { state: "dropped", kind, contentType };
  }
}

/** Returns null for a row without the content of its kind. */
function understoodIn({
  kind,
  contentType,
  text,
  bytes,
  durationMs,
}: UnderstandingColumns): Understood | null {
  const state = "understood";
  switch (kind) {
    case "image":
      return bytes === null ? null : { state, kind, contentType, bytes };
    case "audio":
      return text === null ? null : { state, kind, contentType, text, durationMs };
    case "document":
      if (text !== null) return { state, kind, contentType, text, bytes };
      return bytes === null ? null : { state, kind, contentType, text, bytes };
    case "contacts":
      return text === null ? null : { state, kind, contentType, text };
    case "video":
    case "unknown":
      return null;
  }
}
