import { decodeBody } from "../core/decode-body.ts";
import { fetchAt, resolveHost } from "../core/fetch-at.ts";
import { isPublicAddress } from "../core/public-address.ts";
import { version } from "../core/version.ts";
import type { OpenedPage, PageProblem, PageSource } from "../core/web.ts";

export interface PageSourceDeps {
  /** Returns every address of a host. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Sends a request to one of these addresses and to no other. */
  readonly send?: typeof fetchAt;
}

const MAX_REDIRECTS = 5;
const MAX_ADDRESS_LENGTH = 2_000;

/**
 * Creates the source of public pages. The address of each hop is checked, and the checked one is the
 * one that is connected to, so that no name, redirect or second answer of a resolver leads into a
 * private network. Neither cookies nor credentials are sent.
 */
export function createPageSource({
  resolve = resolveHost,
  send = fetchAt,
}: PageSourceDeps = {}): PageSource {
  return {
    open: async (address, signal) => {
      let url = readTarget(address);
      for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
        if (url === null) return problem("refused");
        const addresses = await resolve(bareHost(url)).catch(() => []);
        signal.throwIfAborted();
        if (addresses.length === 0) return problem("unreachable");
        if (!addresses.every(isPublicAddress)) return problem("private");
        const response = await send(addresses, url, {
          headers: { ...HEADERS, "accept-encoding": "gzip" },
          // Bun would inflate the body before it can be counted.
          decompress: false,
          signal,
        }).catch(() => null);
        signal.throwIfAborted();
        if (response === null) return problem("unreachable");
        const target = response.headers.get("location");
        if (response.status < 300 || response.status >= 400 || target === null) {
          return readResponse(response, url);
        }
        void response.body?.cancel();
        url = readTarget(target, url);
      }
      return problem("redirects");
    },
  };
}

const HEADERS = {
  accept: "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
  "user-agent": `whatsapp-ai-bot/${version}`,
};

/** Returns the address if it may be one of a public page: without credentials, and on the port of its scheme. */
function readTarget(address: string, base?: URL): URL | null {
  if (address.length > MAX_ADDRESS_LENGTH) return null;
  const url = URL.parse(address, base?.href);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.username + url.password !== "" || url.port !== "" || url.hostname === "") return null;
  url.hash = "";
  return url;
}

/** Returns the host as a resolver takes it: an IPv6 address without its brackets. */
function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

function readResponse(response: Response, url: URL): OpenedPage {
  const { body, headers, status } = response;
  const decoded = body === null ? null : decodeBody(body, headers.get("content-encoding"));
  if (!response.ok || decoded === null) {
    void body?.cancel();
    return problem("answer", status);
  }
  const contentType = headers.get("content-type") ?? "text/html";
  return { kind: "page", url: url.href, contentType, body: decoded };
}

function problem(why: PageProblem, status?: number): OpenedPage {
  return { kind: "problem", problem: why, ...(status !== undefined && { status }) };
}
