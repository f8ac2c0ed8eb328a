import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/**
 * Returns the headers of an event in the form of the Standard Webhooks specification: its id, the time
 * of this attempt in seconds, and the HMAC-SHA256 of `id.timestamp.body` in base64.
 */
export function signEvent(
  { id, body }: { readonly id: string; readonly body: string },
  secret: string,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signature = createHmac("sha256", keyOf(secret))
    .update(`${id}.${timestamp}.${body}`)
    .digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}

/** Returns the key of a secret: what `whsec_` stands before is base64, anything else the key itself. */
function keyOf(secret: string): Buffer {
  return secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), "base64")
    : Buffer.from(secret, "utf8");
}
