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
  // All at once: as a stream it would take longer than everything else that is done to it. Who sends
  // more without saying so is cut off by the server.
  const bytes = await request.bytes();
  if (bytes.byteLength > MAX_BODY_BYTES) return { fault: "too-large" };
  return { params: [...new URLSearchParams(new TextDecoder().decode(bytes))] };
}
