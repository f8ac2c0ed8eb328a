import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks";

/** Returns the X-Twilio-Signature of a request, for stand-ins of Twilio. */
export function signRequest(
  authToken: string,
  url: string,
  params: Readonly<Record<string, string>>,
): string {
  return getExpectedTwilioSignature(authToken, url, params);
}
