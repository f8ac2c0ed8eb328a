import { isOpenAiOrigin } from "../../core/openai-origin.ts";

/** Returns the provider that charges for calls to this base URL: `openai`, or its host. */
export function providerOf(baseUrl: string | null): string {
  if (baseUrl === null || isOpenAiOrigin(baseUrl)) return "openai";
  return URL.parse(baseUrl)?.host ?? "unknown";
}
