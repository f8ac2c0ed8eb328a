import type { ContentPart } from "../core/ports.ts";

/**
 * The parts as one text, or null when not all of them are texts; a lone surrogate, which no
 * upstream can decode, becomes U+FFFD.
 */
export function onlyText(content: readonly ContentPart[]): string | null {
  const texts: string[] = [];
  for (const part of content) {
    if (part.kind !== "text") return null;
    texts.push(part.text);
  }
  return texts.join("\n\n").toWellFormed();
}

/** Bytes within the request itself: nothing has to be fetched or kept at the upstream. */
export function dataUrl({
  bytes,
  contentType,
}: Exclude<ContentPart, { readonly kind: "text" }>): string {
  return `data:${contentType};base64,${Buffer.from(bytes).toString("base64")}`;
}
