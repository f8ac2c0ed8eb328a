/** Responds to a request for one file of a page. */
export type RespondWithFile = (request: Request) => Response;

/** Serves a text with these headers, compressed if the browser accepts that, and once per version. */
export function pageFile(
  text: string,
  contentType: string,
  headers: Readonly<Record<string, string>>,
): RespondWithFile {
  const etag = `"${Bun.hash(text).toString(36)}"`;
  const all = {
    ...headers,
    "content-type": contentType,
    "x-content-type-options": "nosniff",
    // Every load asks whether the text is still this one, which a new version of the bot changes.
    "cache-control": "no-cache",
    vary: "accept-encoding",
    etag,
  };
  let compressed: Uint8Array<ArrayBuffer> | undefined;
  return ({ headers: asked }) => {
    if (asked.get("if-none-match") === etag)
      return new Response(null, { status: 304, headers: all });
    if (!/\bgzip\b/.test(asked.get("accept-encoding") ?? "")) {
      return new Response(text, { headers: all });
    }
    compressed ??= Bun.gzipSync(text);
    return new Response(compressed, { headers: { ...all, "content-encoding": "gzip" } });
  };
}
