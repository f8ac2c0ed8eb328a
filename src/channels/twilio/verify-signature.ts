import { validateRequest } from "twilio/lib/webhooks/webhooks";

export interface SignedRequest {
  readonly authToken: string;
  /** The public URL without a trailing slash, then path and query verbatim. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signature: string | null;
}

/**
 * Returns whether Twilio signed exactly this URL and these parameters; compares in constant time,
 * never throws.
 */
export function verifySignature({ authToken, url, params, signature }: SignedRequest): boolean {
  // An empty token is a publicly known key.
  if (authToken === "" || signature === null || signature === "") return false;
  try {
    return validateRequest(authToken, signature, url, params);
  } catch {
    // Twilio's function parses the URL, and throws if it is invalid.
    return false;
  }
}
