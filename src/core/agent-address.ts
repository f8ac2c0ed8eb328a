const SCHEME = "agent:";
const ADDRESS = /^(agent:[0-9a-f]{12})(?::.*)?$/s;

/**
 * The rules for users of WhatsApp's Agent Platform: an address is a hash of the key of a personal
 * agent, which has one user. Where answers go stands behind it and may change, so it is no part of
 * the identity.
 */
export const agentAddresses = { scheme: SCHEME, read, spellingsOf: (address: string) => [address] };

/** Returns the address of the agent with this key, which is also that of its one user. */
export function agentAddressOf(key: string): string {
  return SCHEME + new Bun.CryptoHasher("sha256").update(key).digest("hex").slice(0, 12);
}

function read(written: string): string | null {
  return ADDRESS.exec(written.trim())?.[1] ?? null;
}
