import type { ContentPart } from "../../core/ports.ts";

/** No common tokeniser makes more of a text than this; most make a quarter less. */
const BYTES_PER_TOKEN = 3;
/** A picture of 1,568 pixels at high detail, and a scan of twenty pages. */
const IMAGE_TOKENS = 2_000;
const FILE_TOKENS = 30_000;

/** Estimates an upper bound of the tokens that the parts cost; pictures and files by their usual price. */
export function estimateTokens(parts: readonly (ContentPart | string)[]): number {
  return parts.reduce((sum, part) => sum + tokensOf(part), 0);
}

function tokensOf(part: ContentPart | string): number {
  if (typeof part === "string") return tokensOfText(part);
  switch (part.kind) {
    case "text":
      return tokensOfText(part.text);
    case "image":
      return IMAGE_TOKENS;
    case "file":
      return FILE_TOKENS;
  }
}

function tokensOfText(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}
