import { citePassage } from "../../text/cite-passage.ts";
import { searchTerms } from "../../text/search-words.ts";
import type { ToolMaker } from "./tool.ts";

const MAX_PASSAGES = 8;
/** Beyond it a query is no longer read. */
const MAX_QUERY_LENGTH = 500;
/** The files that are named where nothing is found. */
const MAX_NAMED = 30;

/** Searches the documents in KNOWLEDGE_DIR, which are the same for every user. */
export const searchDocuments: ToolMaker = ({ store, hasDocuments }) => {
  if (hasDocuments === null) return null;
  return {
    definition: {
      name: "search_documents",
      description:
        "Searches the documents of those who run this assistant, such as their terms, manuals and " +
        "price lists, by words. Call it before you answer a question that such documents may " +
        "answer, and again with other words if the passages do not answer it. Each passage begins " +
        "with its file and page: name both in your answer, such as (terms.pdf, page 3), and never " +
        "a source that you were not shown. If no passage answers the question, say that the " +
        "documents do not.",
      parameters: {
        type: "object",
        properties: {
          query: {
            type: "string",
            description:
              "Two to eight words that the passage is likely to contain, in the language of the " +
              "documents, with synonyms; no sentence.",
          },
        },
        required: ["query"],
        additionalProperties: false,
      },
    },
    help: {
      en: "Ask me about the documents that I was given, and I'll name the file and page.",
      es: "Pregúntame sobre los documentos que me dieron; te diré el archivo y la página.",
      pt: "Pergunte sobre os documentos que recebi; eu digo o arquivo e a página.",
    },
    isRepeatable: true,
    isOffered: () => hasDocuments(),
    run: async ({ query }) => {
      const terms = searchTerms(typeof query === "string" ? query.slice(0, MAX_QUERY_LENGTH) : "");
      const found = await store.searchPassages(terms, MAX_PASSAGES);
      if (found.length > 0) {
        return found.map((passage) => `[${citePassage(passage)}]\n${passage.text}`).join("\n\n");
      }
      const files = (await store.knowledgeFiles()).filter(({ state }) => state === "ready");
      const names = files
        .slice(0, MAX_NAMED)
        .map(({ path, format }) =>
          citePassage({ path, format: format ?? "", page: null, heading: null }),
        );
      const more = files.length > names.length ? ` and ${files.length - names.length} more` : "";
      return `No passage has any of these words. The documents are: ${names.join("; ")}${more}.`;
    },
  };
};
