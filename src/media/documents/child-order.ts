import type { PictureLimits } from "./gallery.ts";
import { TEXT_FORMATS, type TextFormat } from "../../core/media-types.ts";
import type { ReadingLimits } from "./document-text.ts";

/** The argument that makes the compiled program a document child. */
export const DOCUMENT_COMMAND = "parse-document";

export interface ChildOrder {
  /** The kind of text that the document's name indicates. */
  readonly named: TextFormat;
  readonly limits: Omit<ReadingLimits, "maxInflatedBytes">;
  /** The limits of the pictures inside the document. */
  readonly pictures: PictureLimits;
}

/**
 * Formats an order as the child's last argument; contains nothing that others may not see in `ps`.
 */
export function formatOrder({ named, limits, pictures }: ChildOrder): string {
  const { maxPages, maxTextLength, lastPageAtMs, isOfWeb = false } = limits;
  const numbers = [maxPages, maxTextLength, lastPageAtMs, pictures.maxShown, pictures.maxBytes];
  return [named, ...numbers, Number(isOfWeb)].join(",");
}

/** Parses the result of `formatOrder`; anything else allows nothing. */
export function parseOrder(order: string): ChildOrder {
  const [name, ...numbers] = order.split(",");
  const [maxPages = 0, maxTextLength = 0, lastPageAtMs = 0, maxShown = 0, maxBytes = 0, web = 0] =
    numbers.map(Number);
  return {
    named: TEXT_FORMATS.find((format) => format === name) ?? "txt",
    limits: { maxPages, maxTextLength, lastPageAtMs, isOfWeb: web === 1 },
    pictures: { maxShown, maxBytes },
  };
}
