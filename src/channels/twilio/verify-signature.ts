import { validateRequest } from "twilio/lib/webhooks/webhooks";

export interface SignedRequest {
  readonly authToken: string;
  /** The public URL without a trailing slash, then path and query as they came. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signature: string | null;
}

/** Whether Twilio signed exactly this URL and these parameters; compares in constant time, never throws. */
export function verifySignature({ authToken, url, params, signature }: SignedRequest): boolean {
  // An empty token is a key that everybody knows.
  if (authToken === "" || signature === null || signature === "") return false;
  try {
    return validateRequest(authToken, signature, url, params);
  } catch {
    // Twilio's function parses the URL, and throws when it cannot.
    return false;
  }
}
