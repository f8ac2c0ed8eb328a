/** Returns the URL to which Twilio reports a message's status; the nonce identifies our part. */
export function statusCallbackUrl(publicUrl: string, nonce: string): string {
  return `${publicUrl}/webhook/status?o=${encodeURIComponent(nonce)}`;
}
