import type { Config } from "../../config.ts";
import { PermanentError, type Reason, TransientError } from "../../core/errors.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";
import { createEngine } from "../../web/engines.ts";

const TIMEOUT_MS = 15_000;
/** Every engine knows pages about it. */
const QUERY = "OpenStreetMap";

/** Checks the search engine of the settings by one search; null if there is none. */
export async function checkSearch(config: Partial<Config>): Promise<Finding | null> {
  const { webSearch, webSearchUrl = null, webSearchApiKey = null } = config;
  if (webSearch === undefined || webSearch === "off") return null;
  if (webSearch === "openai") {
    return skipped("OpenAI searches for its own models; a search costs about a cent");
  }
  const isIncomplete = webSearch === "searxng" ? webSearchUrl === null : webSearchApiKey === null;
  if (isIncomplete) return skipped("its settings are not complete");
  const engine = createEngine(webSearch, { url: webSearchUrl, apiKey: webSearchApiKey });
  try {
    const pages = await engine.search(QUERY, AbortSignal.timeout(TIMEOUT_MS));
    if (pages.length > 0) return ok(`${engine.provider} finds pages`);
    return warning(
      `${engine.provider} answers, but finds no page`,
      webSearch === "searxng"
        ? "look at the engines that its page of preferences says are unresponsive"
        : "search with the same key on the provider's page",
    );
  } catch (error) {
    if (!(error instanceof PermanentError || error instanceof TransientError)) throw error;
    return fault(error.message, remedy(error, webSearch));
  }
}

function remedy({ reason, code }: PermanentError | TransientError, name: string): string {
  if (name === "searxng" && (code === "http_403" || code === "malformed")) {
    return "allow the format json in the server's settings.yml (search: formats: [html, json])";
  }
  return (reason === null ? null : REMEDIES[reason]) ?? "check WEB_SEARCH_URL and the network";
}

const REMEDIES: Readonly<Partial<Record<Reason, string>>> = {
  credentials: "WEB_SEARCH_API_KEY was refused: create a new key at the provider",
  billing: "the account at the search provider is used up: add credit there",
  rate: "the provider has too many requests: try again, or choose a larger plan",
};
