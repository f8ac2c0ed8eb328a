import type { Clock, Logger } from "../../core/ports.ts";
import { verifySignature } from "./verify-signature.ts";

export interface DiagnosisDeps {
  readonly authToken: string;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly clock: Pick<Clock, "now">;
}

const MINUTE_MS = 60_000;
/** Each proof costs a few signatures over the whole body, and any client can cause one. */
const MAX_PROOFS_A_MINUTE = 30;
const MAX_HOST_LENGTH = 255;

/**
 * Returns a function that reports each request with a refused signature. It logs at most one line a
 * minute of each kind: the setting to change, if the request proves which address Twilio signed, or
 * else what is known without proof. It never changes the verdict.
 */
export function createSignatureDiagnosis(
  deps: DiagnosisDeps,
): (request: Request, params: Readonly<Record<string, string>>) => void {
  const { publicUrl, log, clock } = deps;
  let minute = 0;
  let proofs = 0;
  let isProofLogged = false;
  let isRefusalLogged = false;
  let unlogged = 0;

  return (request, params) => {
    const now = Math.floor(clock.now() / MINUTE_MS);
    if (now !== minute) {
      minute = now;
      proofs = 0;
      isProofLogged = false;
      isRefusalLogged = false;
    }
    unlogged += 1;
    const signature = request.headers.get("x-twilio-signature");
    const mayProve = signature !== null && !isProofLogged && proofs < MAX_PROOFS_A_MINUTE;
    if (mayProve) proofs += 1;
    const signed = mayProve ? signedOrigin(request, params, signature, deps) : null;
    if (signed === null ? isRefusalLogged : isProofLogged) return;
    if (signed === null) isRefusalLogged = true;
    else isProofLogged = true;
    const path = withoutQuery(targetOf(request.url));
    log.warn("webhook signature refused", {
      hint:
        signed === null
          ? hintWithoutProof(signature)
          : `Twilio signed ${signed}${path}, PUBLIC_URL says ${publicUrl}: set PUBLIC_URL=${signed}`,
      expected: publicUrl + path,
      arrivedAt: `${originsOf(request)[0]}${path}`,
      refusals: unlogged,
    });
    unlogged = 0;
  };
}

function hintWithoutProof(signature: string | null): string {
  return signature === null
    ? "it carries no signature, so it does not come from Twilio"
    : "either TWILIO_AUTH_TOKEN is not the primary Auth Token of the account, or PUBLIC_URL is not the address that Twilio calls, or a third party forges requests: whatsapp-ai-bot doctor distinguishes the first two";
}

/** Returns the origin of the signed address, if the request itself names it. */
function signedOrigin(
  request: Request,
  params: Readonly<Record<string, string>>,
  signature: string,
  { authToken }: DiagnosisDeps,
): string | null {
  const target = targetOf(request.url);
  const found = originsOf(request).find((origin) =>
    verifySignature({ authToken, url: origin + target, params, signature }),
  );
  return found ?? null;
}

/**
 * Returns the origins that the request may have been sent to, as proxies and the request itself
 * state them.
 */
function originsOf({ headers, url }: Request): string[] {
  const first = (name: string) => headers.get(name)?.split(",")[0]?.trim() ?? "";
  const hosts = [first("x-forwarded-host"), first("host"), new URL(url).host].filter(
    (host) => host !== "" && host.length <= MAX_HOST_LENGTH && /^[\w.:[\]-]+$/.test(host),
  );
  const own = url.slice(0, url.indexOf("://"));
  const schemes = [first("x-forwarded-proto"), own, "https", "http"].filter((scheme) =>
    /^https?$/.test(scheme),
  );
  return [...new Set(hosts.flatMap((host) => schemes.map((scheme) => `${scheme}://${host}`)))];
}

/**
 * Returns path and query, cut from the text: parsing and formatting a URL would re-encode what was
 * signed.
 */
export function targetOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + "://".length);
  return start === -1 ? "/" : url.slice(start);
}

/** Removes the query, which may contain a user's text: Twilio's GET puts everything there. */
function withoutQuery(target: string): string {
  return (target.split("?")[0] ?? "").slice(0, 300);
}
