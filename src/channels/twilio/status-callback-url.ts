/** Where Twilio reports what becomes of a message; the nonce tells which part of ours it is. */
export function statusCallbackUrl(publicUrl: string, nonce: string): string {
  return `${publicUrl}/webhook/status?o=${encodeURIComponent(nonce)}`;
}
