import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks";

/** The X-Twilio-Signature of a request: what a stand-in for Twilio sends. */
export function signRequest(
  authToken: string,
  url: string,
  params: Readonly<Record<string, string>>,
): string {
  return getExpectedTwilioSignature(authToken, url, params);
}
