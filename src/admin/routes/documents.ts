import { Elysia, t } from "elysia";
import type { AdminStore } from "../../store/admin-store.ts";
import { searchTerms } from "../../text/search-words.ts";
import type { Documents, FoundPassages } from "../wire.ts";

/** The number of passages that an answer may be given. */
const MAX_FOUND = 8;

/** The documents that answers may use, and a search in them as an answer makes it. */
export function documentRoutes(deps: {
  readonly settings: { readonly knowledgeDir: string | null };
  store(): Promise<Pick<AdminStore, "knowledgeFiles" | "searchPassages">>;
  /** Ends a sentence that begins with the document: why it cannot be read, and what to do. */
  explainReason(reason: string): string;
}) {
  const { settings, store, explainReason } = deps;
  const tags = ["Admin: documents"];
  return new Elysia({ name: "admin-documents" })
    .get(
      "/admin/api/documents",
      async (): Promise<Documents> => {
        const files = await (await store()).knowledgeFiles();
        return {
          folder: settings.knowledgeDir,
          files: files.flatMap(({ path, state, reason, pages, passages, isCut, readAt }) =>
            state === "removed"
              ? []
              : {
                  path,
                  state,
                  reason: reason === null ? null : `It ${explainReason(reason)}.`,
                  pages,
                  passages,
                  isCut,
                  readAt,
                },
          ),
        };
      },
      { detail: { tags, summary: "The documents, and which of them could not be read" } },
    )
    .get(
      "/admin/api/documents/search",
      async ({ query: { q } }): Promise<FoundPassages> => {
        const found = await (await store()).searchPassages(searchTerms(q), MAX_FOUND);
        return {
          passages: found.map(({ path, page, heading, text }) => ({ path, page, heading, text })),
        };
      },
      {
        query: t.Object({ q: t.String({ maxLength: 1_000 }) }),
        detail: { tags, summary: "The passages that an answer to this question would be given" },
      },
    );
}
