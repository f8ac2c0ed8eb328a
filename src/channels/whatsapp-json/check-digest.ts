import { NOT_FETCHED, TransientError } from "../../core/errors.ts";

/**
 * Returns the same bytes; the stream fails at its end if they are not those that `sha256` names, in
 * hexadecimal digits or base64. Anything else names none.
 */
export function checkDigest(
  body: ReadableStream<Uint8Array>,
  sha256: unknown,
): ReadableStream<Uint8Array> {
  const wanted = digestIn(sha256);
  if (wanted === null) return body;
  const hasher = new Bun.CryptoHasher("sha256");
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        hasher.update(chunk);
        controller.enqueue(chunk);
      },
      flush: () => {
        if (hasher.digest("hex") === wanted) return;
        throw new TransientError("an attachment arrived damaged", { code: NOT_FETCHED });
      },
    }),
  );
}

function digestIn(value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (/^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase();
  const bytes = /^[\w+/-]{43}=?$/.test(value) ? Buffer.from(value, "base64") : null;
  return bytes?.byteLength === 32 ? bytes.toString("hex") : null;
}
