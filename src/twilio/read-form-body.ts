const MAX_BODY_BYTES = 64 * 1024;

export type FormBody =
  | { readonly params: readonly (readonly [string, string])[] }
  | { readonly fault: "wrong-type" | "too-large" };

/** Reads a form-encoded body of at most 64 KiB, whatever its Content-Length claims; keeps order and doubles. */
export async function readFormBody(request: Request): Promise<FormBody> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return { fault: "wrong-type" };
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) {
    return { fault: "too-large" };
  }
  const bytes = await readAtMost(request.body, MAX_BODY_BYTES);
  if (bytes === null) return { fault: "too-large" };
  return { params: [...new URLSearchParams(new TextDecoder().decode(bytes))] };
}

async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
