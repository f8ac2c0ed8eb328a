import type { PictureLimits } from "./gallery.ts";
import { TEXT_FORMATS, type TextFormat } from "../../core/media-types.ts";
import type { ReadingLimits } from "./document-text.ts";

/** The argument by which the compiled program knows that it is to be a document's child. */
export const DOCUMENT_COMMAND = "parse-document";

export interface ChildOrder {
  /** The kind of text that the document's name promises. */
  readonly named: TextFormat;
  readonly limits: Omit<ReadingLimits, "maxInflatedBytes">;
  /** Of the pictures inside the document. */
  readonly pictures: PictureLimits;
}

/** An order as the child's last argument; holds nothing that others may not see in `ps`. */
export function formatOrder({ named, limits, pictures }: ChildOrder): string {
  const { maxPages, maxTextLength, lastPageAtMs } = limits;
  const numbers = [maxPages, maxTextLength, lastPageAtMs, pictures.maxShown, pictures.maxBytes];
  return [named, ...numbers].join(",");
}

/** Reads what `formatOrder` wrote; anything else allows nothing. */
export function parseOrder(order: string): ChildOrder {
  const [name, ...numbers] = order.split(",");
  const [maxPages = 0, maxTextLength = 0, lastPageAtMs = 0, maxShown = 0, maxBytes = 0] =
    numbers.map(Number);
  return {
    named: TEXT_FORMATS.find((format) => format === name) ?? "txt",
    limits: { maxPages, maxTextLength, lastPageAtMs },
    pictures: { maxShown, maxBytes },
  };
}
