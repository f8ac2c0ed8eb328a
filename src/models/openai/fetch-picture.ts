import { fetchAt, resolveHost } from "../../core/fetch-at.ts";
import { isPublicAddress } from "../../core/public-address.ts";

const MAX_BYTES = 20 * 1024 * 1024;

/**
 * Fetches a picture that a server names by its address instead of sending it: from that server
 * itself, or from a public one over https. Returns null if there is none, or it is too large. The key is
 * not sent.
 */
export async function fetchPicture(
  address: string,
  { baseUrl, signal }: { readonly baseUrl: string | null; readonly signal: AbortSignal },
): Promise<Uint8Array | null> {
  const url = URL.parse(address, baseUrl ?? undefined);
  if (address === "" || url === null) return null;
  try {
    const response = await open(url, baseUrl, signal);
    if (response?.ok !== true) return null;
    return await readAll(response);
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

async function open(
  url: URL,
  baseUrl: string | null,
  signal: AbortSignal,
): Promise<Response | null> {
  if (baseUrl !== null && url.origin === new URL(baseUrl).origin) {
    return fetch(url, { redirect: "manual", signal });
  }
  if (url.protocol !== "https:" || url.username + url.password !== "") return null;
  const addresses = await resolveHost(url.hostname);
  return addresses.length > 0 && addresses.every(isPublicAddress)
    ? fetchAt(addresses, url, { signal })
    : null;
}

async function readAll(response: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
