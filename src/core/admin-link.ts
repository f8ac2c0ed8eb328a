/** A random token and what is stored of it. */
export interface AdminToken {
  /** 256 bits as hexadecimal digits, which no messenger takes for formatting. */
  readonly token: string;
  readonly hash: string;
}

/** Creates the token of a link to the owner's page, or of a session there. */
export function createAdminToken(): AdminToken {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
  return { token, hash: hashAdminToken(token) };
}

/** Returns the SHA-256 of a token, as hexadecimal digits. */
export function hashAdminToken(token: string): string {
  return Bun.CryptoHasher.hash("sha256", token, "hex");
}

/**
 * Returns the address of the owner's page with a token. Browsers keep what follows the `#` to
 * themselves, so the token reaches no log, and a link that is only looked at is not used up.
 */
export function adminLink(origin: string, token: string): string {
  return `${origin}/admin/enter#${token}`;
}

/**
 * Returns the origin under which the page can be opened: the public one if it is encrypted, else this
 * machine's own.
 */
export function adminOrigin({
  publicUrl,
  port,
}: {
  readonly publicUrl: string;
  readonly port: number;
}): string {
  return publicUrl.startsWith("https:") ? publicUrl : `http://localhost:${port}`;
}

/** Returns whether a host name or address, as a URL spells it, is this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
