import { decodeBody } from "../../core/decode-body.ts";
import { NOT_FETCHED, PermanentError, TransientError } from "../../core/errors.ts";
import type { MediaReference, MediaSource } from "../../core/ports.ts";
import { asReadError, translateBreak } from "../failed-call.ts";
import { fetchPublic, type Resolve } from "../fetch-public.ts";
import { checkDigest } from "./check-digest.ts";
import type { Fields } from "./read-json.ts";

export interface MediaDeps {
  /** The address before a file's id, under which an attachment is stored. */
  readonly base: string;
  readonly token: string;
  /** Replaces the messenger's hosts by one of the operator's choice. */
  readonly baseUrl: string | null;
  /** Asks for a file's address, or for its removal. Throws as `Messenger.send` does. */
  call(method: "GET" | "DELETE", id: string, deadlineMs: number): Promise<Fields>;
  readonly resolve?: Resolve | undefined;
}

const ASK_DEADLINE_MS = 10_000;
/** The address of a file is valid for five minutes, and one that was given out late for less. */
const ATTEMPTS = 2;
const CONTACTS = "data:text/vcard;base64,";

/**
 * Creates the source of attachments that WhatsApp stores: the id of a file is exchanged for an
 * address that is valid for five minutes.
 */
export function createJsonMediaSource(deps: MediaDeps): MediaSource {
  return {
    open: (media, signal) => open(media, signal, deps),
    remove: (media) => remove(media, deps),
  };
}

async function open(
  { url }: MediaReference,
  signal: AbortSignal,
  deps: MediaDeps,
): Promise<ReadableStream<Uint8Array>> {
  if (url.startsWith(CONTACTS)) {
    return new Blob([Buffer.from(url.slice(CONTACTS.length), "base64")]).stream();
  }
  const id = idIn(url, deps);
  let expired: TransientError | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const described = await describe(id, deps);
    const response = await download(described["url"], signal, deps);
    if (response.ok && response.body !== null) return checked(response, response.body, described);
    void response.body?.cancel();
    if (response.status >= 500 || response.status === 429) {
      throw new TransientError(`Meta's files answered with HTTP ${response.status}`, {
        reason: "server",
        code: NOT_FETCHED,
      });
    }
    expired = new TransientError(`the address of a file expired (HTTP ${response.status})`, {
      code: NOT_FETCHED,
    });
  }
  throw expired ?? refused("a file has no address");
}

async function remove({ url }: MediaReference, deps: MediaDeps): Promise<void> {
  if (url.startsWith(CONTACTS)) return;
  await deps.call("DELETE", idIn(url, deps), ASK_DEADLINE_MS).catch((error: unknown) => {
    if (!isGone(error)) throw asReadError(error);
  });
}

/** Asks for a file's address, type and digest. */
async function describe(id: string, deps: MediaDeps): Promise<Fields> {
  return deps.call("GET", id, ASK_DEADLINE_MS).catch((cause: unknown) => {
    if (!isGone(cause)) throw asReadError(cause);
    throw new PermanentError("Meta has no such file", { code: "media-gone", cause });
  });
}

/** An id that does not exist, or that this token may not see. */
function isGone(error: unknown): boolean {
  return error instanceof PermanentError && /^(100|33|HTTP 404|HTTP 410)$/.test(error.code ?? "");
}

async function download(address: unknown, signal: AbortSignal, deps: MediaDeps): Promise<Response> {
  const { token, baseUrl, resolve } = deps;
  const url = typeof address === "string" ? URL.parse(address) : null;
  if (url === null || !isMediaAddress(url, deps)) {
    // The address is signed, which makes it a secret.
    throw refused(`Meta's file is at ${url?.host ?? "no address"}, which is not allowed`);
  }
  const init = {
    headers: { "accept-encoding": "identity", authorization: `Bearer ${token}` },
    signal,
    redirect: "manual",
    // Bun would inflate the body before we can count it.
    decompress: false,
  } as const;
  try {
    // A replaced origin is the operator's choice, not a foreign address.
    return await (baseUrl !== null ? fetch(url, init) : fetchPublic(url, init, resolve));
  } catch (error) {
    if (error instanceof PermanentError || error instanceof TransientError) throw error;
    throw asReadError(translateBreak(error, "Meta's files"));
  }
}

/** The only host beside that of the API that a token is sent to. */
const FILES = "lookaside.fbsbx.com";

/** Returns whether a file's address is one that the token may be sent to. */
export function isMediaAddress(
  url: URL,
  { base, baseUrl }: Pick<MediaDeps, "base" | "baseUrl">,
): boolean {
  if (url.username + url.password !== "") return false;
  if (baseUrl !== null) return url.origin === baseUrl;
  const isKnown = url.hostname === FILES || url.hostname === new URL(base).hostname;
  return url.protocol === "https:" && url.port === "" && isKnown;
}

function checked(
  { headers }: Response,
  body: NonNullable<Response["body"]>,
  { sha256 }: Fields,
): ReadableStream<Uint8Array> {
  const decoded = decodeBody(body, headers.get("content-encoding"));
  if (decoded !== null) return checkDigest(decoded, sha256);
  void body.cancel();
  throw refused("media come in an encoding that was not requested");
}

function idIn(url: string, { base }: MediaDeps): string {
  const id = url.startsWith(base) ? url.slice(base.length) : "";
  if (/^[\w-][\w.-]{0,199}$/.test(id)) return id;
  throw refused("an attachment's address is not Meta's");
}

function refused(message: string): PermanentError {
  return new PermanentError(message, { code: "media-refused" });
}
