import { baseUrl, key, oneOf, text, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const tools = group("Tools");
const SEARCHES = ["off", "openai", "searxng", "brave", "tavily"] as const;

/** The settings of what a model can have done before it answers. */
export const toolSettings = {
  // The user waits, and each round may take as long again.
  toolTimeoutSeconds: tools("TOOL_TIMEOUT_SECONDS", wholeNumber(1, 120), {
    default: "20",
    doc: "Maximum duration of one call of a tool in seconds; the model is told if it takes longer.",
  }),
  webSearch: tools("WEB_SEARCH", oneOf(...SEARCHES), {
    default: "off",
    doc: "Who searches the web for the model: OpenAI (with its own models only), a SearXNG server, Brave or Tavily. What a search costs is in docs/costs.md.",
  }),
  webSearchUrl: tools("WEB_SEARCH_URL", baseUrl, {
    otherwise: "required with WEB_SEARCH=searxng, else the provider's own address",
    remedy: "set it to the address of the SearXNG server, which must allow the format json",
    example: "http://localhost:8080",
    doc: "The address of the search engine.",
  }),
  webSearchApiKey: tools("WEB_SEARCH_API_KEY", key("an API key"), {
    secret: true,
    otherwise: "required with WEB_SEARCH=brave or tavily",
    remedy: "create one at https://api-dashboard.search.brave.com or https://app.tavily.com",
    example: "your_web_search_api_key",
    doc: "The API key that is charged for searches.",
  }),
  mcpServers: tools("MCP_SERVERS", text(), {
    otherwise: "none",
    remedy: "name a file of MCP servers as docs/mcp.md describes it, or leave it out",
    example: "./mcp.json",
    doc: "A JSON file with `mcpServers`: programs or addresses whose tools the bot may use, such as a calendar or a smart home.",
  }),
} satisfies Record<string, Setting>;

/** Returns what is missing for the kind of web search that is chosen. */
export function searchFaults(
  values: {
    readonly webSearch?: (typeof SEARCHES)[number] | undefined;
    readonly webSearchUrl?: string | null | undefined;
    readonly webSearchApiKey?: string | null | undefined;
  },
  /** Returns true if the model is OpenAI's own, behind Responses. */
  isOpenAisOwn: boolean,
): string[] {
  const { webSearch, webSearchUrl, webSearchApiKey } = values;
  const required = ({ env, remedy }: { readonly env: string; readonly remedy: string }) => [
    `${env} is required with WEB_SEARCH=${webSearch}: ${remedy}`,
  ];
  switch (webSearch) {
    case "openai":
      return isOpenAisOwn
        ? []
        : [
            "WEB_SEARCH=openai needs OpenAI's own models through OPENAI_API=responses: choose searxng, brave or tavily for another server",
          ];
    case "searxng":
      return webSearchUrl === null ? required(toolSettings.webSearchUrl) : [];
    case "brave":
    case "tavily":
      return webSearchApiKey === null ? required(toolSettings.webSearchApiKey) : [];
    case "off":
    case undefined:
      return [];
  }
}
