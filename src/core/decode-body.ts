/**
 * Returns the body of a response that was fetched with `decompress: false` as its reader asks for it,
 * so that decoded bytes can be counted; null if it is in an encoding that was not requested.
 */
export function decodeBody(
  body: NonNullable<Response["body"]>,
  encoding: string | null,
): ReadableStream<Uint8Array> | null {
  switch ((encoding ?? "identity").trim().toLowerCase()) {
    case "":
    case "identity":
      return body;
    case "gzip":
    case "x-gzip":
      return body.pipeThrough(new DecompressionStream("gzip"));
    case "deflate":
      return body.pipeThrough(new DecompressionStream("deflate"));
    default:
      return null;
  }
}
