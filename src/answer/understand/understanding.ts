import type { AttachmentProblem } from "../../core/attachment-problem.ts";
import { type AttachmentKind, plainType } from "../../core/media-types.ts";
import type { ContentPart } from "../../core/ports.ts";
import type { FileType } from "../../media/find-file-type.ts";
import type { Understanding, Understood } from "../../store/attachments.ts";

/** A downloaded attachment, before it is understood. */
export interface FoundFile {
  /** The user who sent it. */
  readonly userId: number;
  readonly path: string;
  readonly size: number;
  readonly type: FileType | null;
  /** The type that the messenger declared. */
  readonly declaredType: string;
  /** Null if its message states none. */
  readonly name: string | null;
}

/** An understood attachment by its uses; null if its kind has no such use. */
export interface AttachmentContent {
  /** The user's own words in it: a part of the question. */
  readonly spoken: string | null;
  /** Its words as a part of the message's text, in this prompt and in every later one. */
  readonly inText: string | null;
  readonly picture: ContentPart | null;
  /** Shown beside its message, as far as it fits the question. */
  readonly document: Understood<"document"> | null;
  /** The task for the model if the message has no words of the user's own. */
  readonly defaultTask: string | null;
}

export const NO_CONTENT: AttachmentContent = {
  spoken: null,
  inText: null,
  picture: null,
  document: null,
  defaultTask: null,
};

/** Returns the file's type by its bytes, or else the declared type. */
export function contentTypeOf(file: FoundFile): string {
  return file.type?.contentType ?? plainType(file.declaredType);
}

/** Returns the understanding of an attachment that is answered with an explanation alone. */
export function refused(
  kind: AttachmentKind,
  contentType: string,
  problem: AttachmentProblem,
): Understanding {
  return { state: "refused", kind, contentType, problem };
}
