import { readRange } from "../core/byte-range.ts";
import { mediaTypeOf } from "../core/media-types.ts";
import type { Media } from "./twilio/rest-media.ts";

/**
 * Serves a file of a chat: any type that could run code is a download. A browser reads the duration of
 * a voice note at its end, so that it asks for a range.
 */
export function serveMedia(media: Media | null, asked: string | undefined): Response {
  if (!media) return new Response("Not found", { status: 404 });
  const { bytes } = media;
  const isShown = mediaTypeOf(media.contentType).isInert === true;
  const headers = {
    "content-type": isShown ? media.contentType : "application/octet-stream",
    "content-disposition": isShown ? "inline" : "attachment",
    "content-security-policy": "default-src 'none'; sandbox",
    "accept-ranges": "bytes",
    // It never changes, and a redrawn chat should not fetch all its pictures again.
    "cache-control": "private, max-age=86400, immutable",
  };
  const range = readRange(asked, bytes.byteLength);
  if (range === null || range === "unsatisfiable") return new Response(bytes, { headers });
  const { start, end } = range;
  return new Response(bytes.slice(start, end + 1), {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${start}-${end}/${bytes.byteLength}` },
  });
}
