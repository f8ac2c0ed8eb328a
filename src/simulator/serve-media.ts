import { mediaTypeOf } from "../core/media-types.ts";
import type { Media } from "./twilio/rest-media.ts";

/** Serves a file that a phone attached: any type that could run code is a download. */
export function serveMedia(media: Media | null): Response {
  if (!media) return new Response("Not found", { status: 404 });
  const isShown = mediaTypeOf(media.contentType).isInert === true;
  return new Response(media.bytes, {
    headers: {
      "content-type": isShown ? media.contentType : "application/octet-stream",
      "content-disposition": isShown ? "inline" : "attachment",
      "content-security-policy": "default-src 'none'; sandbox",
      // It never changes, and a redrawn chat should not fetch all its pictures again.
      "cache-control": "private, max-age=86400, immutable",
    },
  });
}
