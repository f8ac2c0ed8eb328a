const HEX_DIGITS = 32;

/**
 * Returns a function that makes keyed one-way pseudonyms (HMAC-SHA-256, 128 bits in hex), equal for
 * equal keys: for logs and upstreams, which must not learn a user's identity.
 */
export function createPseudonym(secretKey: string): (of: string) => string {
  return (of) =>
    new Bun.CryptoHasher("sha256", secretKey).update(of).digest("hex").slice(0, HEX_DIGITS);
}
