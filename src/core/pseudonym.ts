const HEX_DIGITS = 32;

/**
 * Returns a keyed one-way name for whatever it is given (HMAC-SHA-256, 128 bits in hex), the same
 * for the same key: for logs and upstreams, which must not learn who somebody is.
 */
export function createPseudonym(secretKey: string): (of: string) => string {
  return (of) =>
    new Bun.CryptoHasher("sha256", secretKey).update(of).digest("hex").slice(0, HEX_DIGITS);
}
