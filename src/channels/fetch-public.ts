import { PermanentError, TransientError } from "../core/errors.ts";
import { fetchAt, resolveHost } from "../core/fetch-at.ts";

/** Returns every address of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Sends a request without following redirects, and only to public addresses: a private one is
 * refused with the code `media-refused`. Rejects as `fetch` does.
 */
export async function fetchPublic(
  url: URL,
  init: Omit<BunFetchRequestInit, "body" | "redirect">,
  resolve: Resolve = resolveHost,
): Promise<Response> {
  // Loaded with the first attachment, since it loads all network modules.
  const { isPublicAddress } = await import("../core/public-address.ts");
  const addresses = await resolve(url.hostname).catch((cause: unknown) => {
    throw new TransientError(`${url.hostname} cannot be looked up`, { cause, code: "dns" });
  });
  if (!addresses.every(isPublicAddress)) {
    throw new PermanentError(`${url.hostname} leads to a private address`, {
      code: "media-refused",
    });
  }
  return fetchAt(addresses, url, init);
}
