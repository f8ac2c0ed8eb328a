import type { NewFile } from "./reply-part.ts";
import type { PictureUsage } from "./usage.ts";

/** The shape of a picture that is made. */
export type PictureShape = "square" | "portrait" | "landscape";

export interface PictureRequest {
  readonly description: string;
  readonly shape: PictureShape;
  /** Pictures to start from, as PNG or JPEG; without any a new one is made. */
  readonly references: readonly Pick<NewFile, "bytes" | "contentType">[];
  /** A keyed hash of the user, as in a `ModelRequest`. */
  readonly userKey: string;
  readonly signal: AbortSignal;
}

/** The outcome of a request for a picture. */
export type PictureAnswer =
  /** `bytes` are a file of any format that is common in the web. */
  | { readonly outcome: "made"; readonly bytes: Uint8Array; readonly usage: PictureUsage }
  /** It may have been made and charged, but did not arrive. */
  | { readonly outcome: "lost"; readonly usage: PictureUsage }
  /** The model or a filter declined, which is not charged. */
  | { readonly outcome: "refused" }
  /** The server cannot change pictures. */
  | { readonly outcome: "unsupported" };

export interface PictureModel {
  /** The most that one picture is charged. */
  readonly most: PictureUsage;
  /**
   * Makes one picture. Throws `TransientError` or `PermanentError` if certainly none was charged, and
   * `TransientError` if `signal` aborts.
   */
  make(request: PictureRequest): Promise<PictureAnswer>;
}
