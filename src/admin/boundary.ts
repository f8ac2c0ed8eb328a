import { isLoopbackHost } from "../core/admin-link.ts";

/** The way in which a request reached the page. */
export interface Place {
  /** The origins whose pages may call the API. */
  readonly origins: readonly string[];
  /** True if the request was addressed to this machine by a local name. */
  readonly isLocal: boolean;
}

/** A request, how it reached us, and the address that it came from, null if unknown. */
export interface Arrival {
  readonly request: Request;
  readonly place: Place;
  readonly peer: string | null;
}

/** Headers that a proxy adds. */
const FORWARDING = /^(?:x-forwarded-.*|forwarded|x-real-ip|via|cf-.*)$/;

/**
 * Returns a function that decides whether the page answers a request at all; null if it does not.
 * It answers under PUBLIC_URL if that is https, and to a program on this machine that uses a local
 * name: so neither over a connection that others can read, nor under a name that was rebound to us.
 * A proxy on this machine makes every request look local: one that says so is not, and one that
 * hides it is refused by its page's origin.
 */
export function createBoundary(
  publicUrl: string,
): (request: Request, peer: string | null) => Place | null {
  const { protocol, host: publicHost, origin: publicOrigin } = new URL(publicUrl);
  const isEncrypted = protocol === "https:";
  return ({ headers }, peer) => {
    const host = headers.get("host")?.toLowerCase() ?? "";
    if (isEncrypted && host === publicHost) return { origins: [publicOrigin], isLocal: false };
    const isForwarded = [...headers.keys()].some((name) => FORWARDING.test(name));
    if (peer === null || !isLoopbackAddress(peer) || isForwarded || !isLocalName(host)) return null;
    const origins = [`http://${host}`, ...(isEncrypted ? [publicOrigin] : [])];
    return { origins, isLocal: true };
  };
}

/** Returns the sentence for a request that the page does not answer. */
export function explainBoundary(publicUrl: string): string {
  return publicUrl.startsWith("https:")
    ? `The owner's page answers only at ${publicUrl}/admin and on the server itself; a proxy must pass on the Host header.`
    : "The owner's page is off, because PUBLIC_URL is not https. On the server itself, open the link that whatsapp-ai-bot admin-link prints.";
}

function isLocalName(host: string): boolean {
  const name = URL.parse(`http://${host}`);
  return name !== null && name.host === host.replace(/:80$/, "") && isLoopbackHost(name.hostname);
}

function isLoopbackAddress(peer: string): boolean {
  return peer === "::1" || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(peer);
}
