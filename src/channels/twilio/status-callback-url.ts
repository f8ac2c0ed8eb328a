/** The parameter of a message with buttons. */
const WITH_BUTTONS = "b";

/** Returns the URL to which Twilio reports a message's status; the nonce identifies our part. */
export function statusCallbackUrl(publicUrl: string, nonce: string, hasButtons = false): string {
  const query = new URLSearchParams({ o: nonce, ...(hasButtons && { [WITH_BUTTONS]: "1" }) });
  return `${publicUrl}/webhook/status?${query.toString()}`;
}

/** Returns whether a report is about a message with buttons. */
export function isWithButtons(query: URLSearchParams): boolean {
  return query.has(WITH_BUTTONS);
}
