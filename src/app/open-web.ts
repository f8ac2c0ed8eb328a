import type { Config } from "../config.ts";
import type { PageSource, SearchEngine } from "../core/web.ts";

/** Opens the web for the model: nothing unless WEB_SEARCH names an engine of its own. */
export interface Web {
  readonly searchEngine: SearchEngine | null;
  readonly pages: PageSource | null;
}

/** Creates the search engine of the settings and the source of pages; loaded only where they are used. */
export async function openWeb(
  { webSearch, webSearchUrl, webSearchApiKey }: Config,
  replaced: PageSource | null,
): Promise<Web> {
  if (webSearch === "off" || webSearch === "openai") return { searchEngine: null, pages: null };
  const { createEngine } = await import("../web/engines.ts");
  const { createPageSource } = await import("../web/page-source.ts");
  return {
    searchEngine: createEngine(webSearch, { url: webSearchUrl, apiKey: webSearchApiKey }),
    pages: replaced ?? createPageSource(),
  };
}
