/**
 * The request itself, or one like it whose body has been read, or null when its body is longer
 * than `maxBytes`. Never holds more than that in memory; throws when the sender hangs up.
 */
export async function limitBody(request: Request, maxBytes: number): Promise<Request | null> {
  const announced = request.headers.get("content-length");
  // Bun cuts a body at its announced length, so that needs no counting. Nor is it looked at before:
  // a body that was is a stream, which takes ten times as long to read.
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
