/**
 * Returns the request, or an equal one whose body has been read, or null if its body is longer than
 * `maxBytes`. Never holds more than that in memory; throws if the sender disconnects.
 */
export async function limitBody(request: Request, maxBytes: number): Promise<Request | null> {
  const announced = request.headers.get("content-length");
  // Bun cuts a body at its declared length, so no counting is needed. Nor is the body accessed
  // first: an accessed body is a stream, which takes ten times as long to read.
  if (announced !== null) return Number(announced) > maxBytes ? null : request;
  if (request.body === null) return request;

  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of request.body) {
    byteCount += chunk.byteLength;
    if (byteCount > maxBytes) return null;
    chunks.push(chunk);
  }
  const { method, headers, signal } = request;
  return new Request(request.url, { method, headers, signal, body: Buffer.concat(chunks) });
}
