import { createHmac, timingSafeEqual } from "node:crypto";

const HEADER = /^sha256=([0-9a-f]{64})$/i;

/**
 * Returns whether Meta signed exactly these bytes; `header` is X-Hub-Signature-256. Compares in
 * constant time, never throws.
 */
export function verifySignature(
  body: Uint8Array,
  header: string | null,
  appSecret: string,
): boolean {
  const given = header === null ? undefined : HEADER.exec(header)?.[1];
  // An empty secret is a publicly known key.
  if (given === undefined || appSecret === "") return false;
  return timingSafeEqual(Buffer.from(given, "hex"), digestOf(body, appSecret));
}

/** Returns the value of X-Hub-Signature-256 for a body. */
export function signBody(body: Uint8Array, appSecret: string): string {
  return `sha256=${digestOf(body, appSecret).toString("hex")}`;
}

/** Compares two texts in constant time. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHmac("sha256", "compare").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function digestOf(body: Uint8Array, appSecret: string): Buffer {
  return createHmac("sha256", appSecret).update(body).digest();
}
