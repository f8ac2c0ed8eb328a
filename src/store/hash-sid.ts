/** Returns the value that `seen_sids` keeps for a message whose row was deleted. */
export function hashSid(sid: string): string {
  return new Bun.CryptoHasher("sha256").update(sid).digest("hex");
}
