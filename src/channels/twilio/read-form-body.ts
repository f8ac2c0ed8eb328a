const MAX_BODY_BYTES = 64 * 1024;

export type FormBody =
  | { readonly params: readonly (readonly [string, string])[] }
  | { readonly fault: "wrong-type" | "too-large" };

/**
 * Reads a form-encoded body of at most 64 KiB, whatever its Content-Length says; keeps order and
 * duplicates.
 */
export async function readFormBody(request: Request): Promise<FormBody> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return { fault: "wrong-type" };
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) {
    return { fault: "too-large" };
  }
  // All at once: reading it as a stream would take longer than everything else. The server cuts off
  // a longer body without a declared length.
  const bytes = await request.bytes();
  if (bytes.byteLength > MAX_BODY_BYTES) return { fault: "too-large" };
  return { params: [...new URLSearchParams(new TextDecoder().decode(bytes))] };
}
