/**
 * Returns the token that Meta must name to verify the webhook: the one that is set, or one that only
 * the holder of the app secret can derive.
 */
export function verifyTokenOf(settings: {
  readonly whatsappVerifyToken: string | null;
  readonly whatsappAppSecret: string;
}): string {
  if (settings.whatsappVerifyToken !== null) return settings.whatsappVerifyToken;
  const hasher = new Bun.CryptoHasher("sha256", settings.whatsappAppSecret);
  return hasher.update("verify token of the webhook").digest("base64url").slice(0, 32);
}
