import { lookup } from "node:dns/promises";
import { PermanentError, TransientError } from "../core/errors.ts";
import type { Clock, MediaReference, MediaSource } from "../core/ports.ts";
import {
  isMediaRedirect,
  isOwnMedia,
  isPublicAddress,
  type MediaAddressRules,
} from "./media-address.ts";
import { basicAuthorization } from "./call-twilio.ts";
import { asReadError, translateAnswer, translateBreak } from "./translate-error.ts";

export interface MediaSourceDeps extends MediaAddressRules {
  readonly authToken: string;
  readonly clock: Pick<Clock, "now">;
  /** Every address of a host. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

const REMOVE_DEADLINE_MS = 10_000;

/**
 * The attachments that Twilio keeps. Credentials go to Twilio's API and no further: the one
 * redirect from there is followed by hand.
 */
export function createTwilioMediaSource(deps: MediaSourceDeps): MediaSource {
  return {
    open: (media, signal) => open(media, signal, deps),
    remove: (media) => remove(media, deps),
  };
}

async function open(
  media: MediaReference,
  signal: AbortSignal,
  deps: MediaSourceDeps,
): Promise<ReadableStream<Uint8Array>> {
  refuseForeign(media, deps);
  const first = await get(new URL(media.url), { signal, headers: authorize(deps) }, deps);
  if (first.status < 300 || first.status >= 400) return readDecoded(first, deps);
  void first.body?.cancel();
  const location = URL.parse(first.headers.get("location") ?? "", media.url);
  if (location === null || !isMediaRedirect(location, deps)) {
    // The address itself may be signed, which makes it a secret.
    throw refused(`Twilio redirects media to ${location?.host ?? "nowhere"}, which is not allowed`);
  }
  return readDecoded(await get(location, { signal }, deps), deps);
}

async function remove(media: MediaReference, deps: MediaSourceDeps): Promise<void> {
  refuseForeign(media, deps);
  const signal = AbortSignal.timeout(REMOVE_DEADLINE_MS);
  const asked = { method: "DELETE", headers: authorize(deps), signal };
  const response = await get(new URL(`${media.url}.json`), asked, deps);
  void response.body?.cancel();
  if (!response.ok && response.status !== 404) throw failure(response, deps);
}

function refuseForeign(media: MediaReference, deps: MediaSourceDeps): void {
  if (!isOwnMedia(media, deps)) throw refused("a MediaUrl is not Twilio's address of this message");
}

function refused(message: string): PermanentError {
  return new PermanentError(message, { code: "media-refused" });
}

function authorize({ accountSid, authToken }: MediaSourceDeps): Record<string, string> {
  return { authorization: basicAuthorization(accountSid, authToken) };
}

async function get(url: URL, init: RequestInit, deps: MediaSourceDeps): Promise<Response> {
  if (deps.apiBaseUrl === null) await refusePrivate(url.hostname, deps.resolve ?? resolveAll);
  try {
    return await fetch(url, {
      ...init,
      headers: { ...init.headers, "accept-encoding": "identity" },
      redirect: "manual",
      // Bun would inflate whatever arrives before we can count it.
      decompress: false,
    });
  } catch (error) {
    throw asReadError(translateBreak(error));
  }
}

async function refusePrivate(
  host: string,
  resolve: (host: string) => Promise<readonly string[]>,
): Promise<void> {
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw new TransientError(`${host} cannot be looked up`, { cause, code: "dns" });
  });
  if (!addresses.every(isPublicAddress)) throw refused(`${host} leads to a private address`);
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function readDecoded(response: Response, deps: MediaSourceDeps): ReadableStream<Uint8Array> {
  const { body } = response;
  if (!response.ok || body === null) {
    void body?.cancel();
    throw failure(response, deps);
  }
  const encoding = response.headers.get("content-encoding") ?? "identity";
  switch (encoding.trim().toLowerCase()) {
    case "identity":
      return body;
    case "gzip":
      return body.pipeThrough(new DecompressionStream("gzip"));
    case "deflate":
      return body.pipeThrough(new DecompressionStream("deflate"));
    default:
      void body.cancel();
      throw refused("media come in an encoding that nobody asked for");
  }
}

function failure(response: Response, { clock }: MediaSourceDeps): TransientError | PermanentError {
  const { status, headers } = response;
  if (status === 404 || status === 410) {
    return new PermanentError(`Twilio has no such media (HTTP ${status})`, { code: "media-gone" });
  }
  return asReadError(translateAnswer({ status, headers, code: null }, clock.now()));
}
