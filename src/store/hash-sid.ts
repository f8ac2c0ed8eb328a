/** What stands in `seen_sids` for a message whose row is gone. */
export function hashSid(sid: string): string {
  return new Bun.CryptoHasher("sha256").update(sid).digest("hex");
}
