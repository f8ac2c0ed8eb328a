import { UserFacingError } from "../../core/errors.ts";
import type { FoundPage } from "../../core/web.ts";
import type { Ability, ToolMaker } from "./tool.ts";

export const WEB_SEARCH = "web_search";

export const webSearchHelp: NonNullable<Ability["help"]> = {
  en: "I can also search the web: ask me about news, prices or opening hours.",
  es: "También puedo buscar en la web: pregúntame por noticias, precios u horarios.",
  pt: "Também posso pesquisar na web: pergunte sobre notícias, preços ou horários.",
};

/** Searches the web through the engine of the settings. */
export const webSearch: ToolMaker = ({ searchEngine, costs }) => {
  if (searchEngine === null) return null;
  const usage = {
    kind: "search",
    provider: searchEngine.provider,
    model: WEB_SEARCH,
    searches: 1,
  } as const;
  return {
    definition: {
      name: WEB_SEARCH,
      description:
        "Searches the web. Returns the title, the address and some sentences of up to eight pages. Use it " +
        "for what is recent or local, and for facts that you do not know for certain. Write a short query " +
        "in the language of the place it is about, with place and date where they matter, and with nothing " +
        "that is private to the user. Behind each statement that rests on a page, link that page: " +
        "[title](address).",
      parameters: {
        type: "object",
        properties: { query: { type: "string", description: "What to search for." } },
        required: ["query"],
        additionalProperties: false,
      },
    },
    help: webSearchHelp,
    isRepeatable: true,
    costsAtMost: costs.chargesOf(usage, null).reduce((sum, one) => sum + one.nanoDollars, 0n),
    run: async ({ query }, { signal }) => {
      const asked = typeof query === "string" ? query.trim() : "";
      if (asked === "") throw new UserFacingError("The query is empty.");
      const pages = await searchEngine.search(asked, signal);
      return { result: format(pages), usage };
    },
  };
};

/** The query is not repeated: `read_page` opens the addresses in this text, and no others may be in it. */
function format(pages: readonly FoundPage[]): string {
  if (pages.length === 0) return "Nothing was found.";
  return pages
    .map(({ title, url, text, date }, index) =>
      [`${index + 1}. ${title}`, url, [date && `(${date})`, text].filter(Boolean).join(" ")]
        .filter((line) => line !== "")
        .join("\n"),
    )
    .join("\n\n");
}
