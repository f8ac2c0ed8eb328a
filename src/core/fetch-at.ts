/** Returns every address of a host, the IPv4 ones first. Throws what the system's resolver says. */
export async function resolveHost(host: string): Promise<string[]> {
  const { lookup } = await import("node:dns/promises");
  // A network that knows no IPv6 may leave an attempt without any answer until its deadline.
  const found = await lookup(host, { all: true, order: "ipv4first" });
  return found.map(({ address }) => address);
}

/**
 * Sends a request without a body to `url` at one of these addresses, the first that can be connected
 * to, and at no other: the name is not looked up again, so an address that was checked is the one that
 * is used. The `Host` header and the certificate are still those of the name. Rejects as `fetch` does.
 *
 *     const addresses = await resolveHost(url.hostname);
 *     if (!addresses.every(isPublicAddress)) throw …;
 *     const response = await fetchAt(addresses, url, { signal });
 */
export async function fetchAt(
  addresses: readonly string[],
  url: URL,
  init: Omit<BunFetchRequestInit, "body" | "redirect">,
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("host", url.host);
  let failure: unknown = new Error(`${url.hostname} has no address`);
  for (const address of addresses) {
    const there = new URL(url);
    there.hostname = address.includes(":") ? `[${address}]` : address;
    try {
      // Followed by itself, a redirect would go on with this host's name to wherever it leads.
      return await fetch(there, {
        ...init,
        headers,
        redirect: "manual",
        tls: { ...init.tls, serverName: url.hostname },
      });
    } catch (error) {
      failure = error;
      if (init.signal?.aborted === true) break;
    }
  }
  throw failure;
}
