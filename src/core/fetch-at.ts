/**
 * Returns every address of a host, the IPv4 ones first. Throws the error of the system's resolver.
 */
export async function resolveHost(host: string): Promise<string[]> {
  const { lookup } = await import("node:dns/promises");
  // On a network without IPv6 an attempt may stay without an answer until its deadline.
  const found = await lookup(host, { all: true, order: "ipv4first" });
  return found.map(({ address }) => address);
}

/**
 * Sends a request, with a text as its body if any, to `url` at the first of these addresses that accepts a
 * connection, and at no other: the name is not resolved again, so the checked address is the one
 * that is used. The `Host` header and the certificate are still those of the name. Rejects as
 * `fetch` does.
 *
 *     const addresses = await resolveHost(url.hostname);
 *     if (!addresses.every(isPublicAddress)) throw …;
 *     const response = await fetchAt(addresses, url, { signal });
 */
export async function fetchAt(
  addresses: readonly string[],
  url: URL,
  init: Omit<BunFetchRequestInit, "body" | "redirect"> & { readonly body?: string },
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("host", url.host);
  let failure: unknown = new Error(`${url.hostname} has no address`);
  for (const address of addresses) {
    const there = new URL(url);
    there.hostname = address.includes(":") ? `[${address}]` : address;
    try {
      // A redirect that is followed automatically would carry this host's name to any other
      // address.
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
