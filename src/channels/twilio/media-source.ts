import { decodeBody } from "../../core/decode-body.ts";
import { PermanentError, TransientError } from "../../core/errors.ts";
import type { Clock, MediaReference, MediaSource } from "../../core/ports.ts";
import { fetchPublic, type Resolve } from "../fetch-public.ts";
import { isMediaRedirect, isOwnMedia, type MediaAddressRules } from "./media-address.ts";
import { basicAuthorization } from "./call-twilio.ts";
import { asReadError, translateBreak } from "../failed-call.ts";
import { translateAnswer } from "./translate-error.ts";

export interface MediaSourceDeps extends MediaAddressRules {
  readonly authToken: string;
  readonly clock: Pick<Clock, "now">;
  readonly resolve?: Resolve;
}

const REMOVE_DEADLINE_MS = 10_000;

/**
 * Creates the source of attachments that Twilio stores. Credentials are sent to Twilio's API only:
 * its one redirect is followed explicitly.
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
  const first = await send(new URL(media.url), { signal, isTrusted: true }, deps);
  if (first.status < 300 || first.status >= 400) return readDecoded(first, deps);
  void first.body?.cancel();
  const target = first.headers.get("location");
  const location = target === null ? null : URL.parse(target, media.url);
  if (location === null || !isMediaRedirect(location, deps)) {
    // The address may be signed, which makes it a secret.
    throw refused(`Twilio redirects media to ${location?.host ?? "nowhere"}, which is not allowed`);
  }
  return readDecoded(await send(location, { signal, isTrusted: false }, deps), deps);
}

async function remove(media: MediaReference, deps: MediaSourceDeps): Promise<void> {
  refuseForeign(media, deps);
  const signal = AbortSignal.timeout(REMOVE_DEADLINE_MS);
  const url = new URL(`${media.url}.json`);
  const response = await send(url, { method: "DELETE", signal, isTrusted: true }, deps);
  void response.body?.cancel();
  if (!response.ok && response.status !== 404) throw failure(response, deps);
}

function refuseForeign(media: MediaReference, deps: MediaSourceDeps): void {
  if (!isOwnMedia(media, deps)) throw refused("a MediaUrl is not Twilio's address of this message");
}

function refused(message: string): PermanentError {
  return new PermanentError(message, { code: "media-refused" });
}

interface MediaCall {
  readonly method?: "DELETE";
  readonly signal: AbortSignal;
  /** True for Twilio's API, which receives the credentials. */
  readonly isTrusted: boolean;
}

async function send(
  url: URL,
  { method, signal, isTrusted }: MediaCall,
  deps: MediaSourceDeps,
): Promise<Response> {
  const { accountSid, authToken, apiBaseUrl } = deps;
  const init = {
    method: method ?? "GET",
    headers: {
      "accept-encoding": "identity",
      ...(isTrusted && { authorization: basicAuthorization(accountSid, authToken) }),
    },
    signal,
    redirect: "manual",
    // Bun would inflate the body before we can count it.
    decompress: false,
  } as const;
  try {
    // A replaced origin is the operator's choice, not a foreign address.
    return await (apiBaseUrl === null ? fetchPublic(url, init, deps.resolve) : fetch(url, init));
  } catch (error) {
    if (error instanceof PermanentError || error instanceof TransientError) throw error;
    throw asReadError(translateBreak(error, "Twilio"));
  }
}

function readDecoded(response: Response, deps: MediaSourceDeps): ReadableStream<Uint8Array> {
  const { body } = response;
  if (!response.ok || body === null) {
    void body?.cancel();
    throw failure(response, deps);
  }
  const decoded = decodeBody(body, response.headers.get("content-encoding"));
  if (decoded !== null) return decoded;
  void body.cancel();
  throw refused("media come in an encoding that was not requested");
}

function failure(response: Response, { clock }: MediaSourceDeps): TransientError | PermanentError {
  const { status, headers } = response;
  if (status >= 300 && status < 400) return refused("Twilio's media redirect leads to another one");
  if (status === 404 || status === 410) {
    return new PermanentError(`Twilio has no such media (HTTP ${status})`, { code: "media-gone" });
  }
  return asReadError(translateAnswer({ status, headers, code: null }, clock.now()));
}
