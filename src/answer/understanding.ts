import { plainType } from "../core/media-types.ts";
import type { AttachmentKind } from "../core/message.ts";
import type { FileType } from "../media/find-file-type.ts";
import type { Understanding } from "../store/attachments.ts";
import type { Trouble } from "../text/sentences.ts";

/** A downloaded attachment, before it is understood. */
export interface FoundFile {
  /** Who sent it. */
  readonly userId: number;
  readonly path: string;
  readonly size: number;
  readonly type: FileType | null;
  /** As the door declared it. */
  readonly declaredType: string;
  /** Null when its message names none. */
  readonly name: string | null;
}

/** What the file is by its bytes, or where they do not tell, by what was declared. */
export function contentTypeOf(file: FoundFile): string {
  return file.type?.contentType ?? plainType(file.declaredType);
}

/** An attachment of which something is known now. */
export function understood(
  kind: AttachmentKind,
  contentType: string,
  found: Partial<Pick<Understanding, "text" | "bytes" | "durationMs">>,
): Understanding {
  return {
    state: "understood",
    kind,
    contentType,
    text: null,
    bytes: null,
    durationMs: null,
    ...found,
  };
}

/** An attachment that only a kind sentence can answer, or silence where that was said today. */
export function refused(
  kind: AttachmentKind,
  contentType: string,
  why: Trouble | "tooManyAgain",
): Understanding {
  return { ...understood(kind, contentType, { text: why }), state: "refused" };
}
