/** Returns whether a base URL leads to OpenAI itself, including its regions; so does null. */
export function isOpenAiOrigin(baseUrl: string | null): boolean {
  return baseUrl === null || /^https:\/\/([\w-]+\.)?api\.openai\.com(\/|$)/i.test(baseUrl);
}
