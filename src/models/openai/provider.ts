/** Returns whether a base URL leads to OpenAI itself, including its regions; so does null. */
export function isOpenAiOrigin(baseUrl: string | null): boolean {
  return baseUrl === null || /^https:\/\/([\w-]+\.)?api\.openai\.com(\/|$)/i.test(baseUrl);
}

/** Returns the provider that charges for calls to this base URL: `openai`, or its host. */
export function providerOf(baseUrl: string | null): string {
  if (baseUrl === null || isOpenAiOrigin(baseUrl)) return "openai";
  return URL.parse(baseUrl)?.host ?? "unknown";
}
