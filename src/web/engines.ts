import type { SearchEngine } from "../core/web.ts";
import { asFields, askEngine, readPages } from "./ask-engine.ts";

export interface EngineSettings {
  /** Null for the provider's own address. */
  readonly url: string | null;
  readonly apiKey: string | null;
}

/** The engines that can be chosen, beside the one of the model's provider. */
export type EngineName = "searxng" | "brave" | "tavily";

/** Pages of one search: more are rarely read. */
const MAX_PAGES = 8;
/** Brave and Tavily refuse longer ones. */
const MAX_QUERY_LENGTH = 400;

/** Creates a search engine; opens no connection before the first search. */
export function createEngine(name: EngineName, settings: EngineSettings): SearchEngine {
  const engine = ENGINES[name](settings);
  return {
    provider: engine.provider,
    search: async (query, signal) => {
      const pages = await engine.search(query.slice(0, MAX_QUERY_LENGTH).toWellFormed(), signal);
      return pages.slice(0, MAX_PAGES);
    },
  };
}

const ENGINES: Readonly<Record<EngineName, (settings: EngineSettings) => SearchEngine>> = {
  searxng: ({ url, apiKey }) => {
    const base = url ?? "http://localhost:8080";
    const provider = new URL(base).host;
    return {
      provider,
      search: async (query, signal) => {
        const asked = withQuery(`${base}/search`, { q: query, format: "json" });
        // A proxy before it may ask for one.
        const headers: Record<string, string> =
          apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
        const { results } = await askEngine(provider, asked, { headers, signal });
        return readPages(results, { text: ["content"], date: ["publishedDate"] });
      },
    };
  },

  brave: ({ url, apiKey }) => ({
    provider: "brave",
    search: async (query, signal) => {
      const base = url ?? "https://api.search.brave.com";
      const asked = withQuery(`${base}/res/v1/web/search`, {
        q: query,
        count: String(MAX_PAGES),
        text_decorations: "false",
        // Otherwise it searches as if from the United States.
        country: "ALL",
      });
      const headers = { "x-subscription-token": apiKey ?? "" };
      const { web } = await askEngine("brave", asked, { headers, signal });
      return readPages(asFields(web)?.["results"], {
        text: ["description"],
        date: ["age", "page_age"],
      });
    },
  }),

  tavily: ({ url, apiKey }) => ({
    provider: "tavily",
    search: async (query, signal) => {
      const asked = new URL(`${url ?? "https://api.tavily.com"}/search`);
      const headers = { authorization: `Bearer ${apiKey ?? ""}` };
      const body = { query, max_results: MAX_PAGES, search_depth: "basic" };
      const { results } = await askEngine("tavily", asked, { headers, body, signal });
      return readPages(results, { text: ["content"], date: ["published_date"] });
    },
  }),
};

function withQuery(address: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
