import { ConfigError } from "../core/errors.ts";
import { compareFolder, type DocumentProblem } from "../knowledge/compare-folder.ts";
import { explainProblem } from "../knowledge/explain-problem.ts";
import { FolderUnavailable } from "../knowledge/scan-folder.ts";
import type { KnowledgeFile } from "../store/knowledge.ts";
import { citePassage } from "../text/cite-passage.ts";
import { searchTerms } from "../text/search-words.ts";
import { counted } from "../core/counted.ts";
import { formatTime } from "./format-figures.ts";
import { readOwnSettings } from "./own-settings.ts";
import { hanging } from "./terminal-width.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, sayTable, styled } from "./write-out.ts";
import type { Json } from "./define-command.ts";

const MAX_FOUND = 8;

/** Lists the documents that the server has read, and those that it could not read. */
export async function listDocuments({ json }: Json): Promise<void> {
  const files = (await withAdminStore((admin) => admin.knowledgeFiles())).filter(isCurrent);
  if (json) return sayJson(files);
  if (files.length === 0) return say("No document has been read yet.");
  const rows = files.map(({ path, pages, passages, readAt, state, reason, isCut }) => [
    inOneLine(path),
    String(pages),
    String(passages),
    formatTime(readAt),
    state === "unreadable" ? `not read: ${reason ?? "unknown"}` : isCut ? "read in part" : "read",
  ]);
  sayTable(["FILE", "PAGES", "PASSAGES", "READ AT", "STATE"], rows);
}

/** Prints the passages that an answer would be given. Returns false if there are none. */
export async function searchDocuments(query: string, { json }: Json): Promise<boolean> {
  const found = await withAdminStore((admin) =>
    admin.searchPassages(searchTerms(query), MAX_FOUND),
  );
  if (json) sayJson(found);
  else if (found.length === 0) say("No passage has any of these words.");
  for (const passage of json ? [] : found) {
    say(styled("bold", harmless(citePassage(passage))));
    for (const line of harmless(passage.text).split("\n")) say(hanging("    ", line));
  }
  return found.length > 0;
}

/** Compares the folder with what was read. Returns false if a document is not found as it is. */
export async function checkDocuments({ json }: Json): Promise<boolean> {
  const { found, problems } = await compare(folderOf());
  const isGood = problems.every(({ why }) => why === "cut");
  if (json) {
    sayJson({ found, problems: problems.map((one) => ({ ...one, says: explainProblem(one) })) });
    return isGood;
  }
  for (const problem of problems) {
    say(
      hanging(`${styled("yellow", "!")} `, `${inOneLine(problem.path)} ${explainProblem(problem)}`),
    );
  }
  say(`${counted(found, "document")} can be found, ${counted(problems.length, "problem")}.`);
  return isGood;
}

async function compare(
  folder: string,
): Promise<{ readonly found: number; readonly problems: readonly DocumentProblem[] }> {
  const known = await withAdminStore((admin) => admin.knowledgeFiles());
  try {
    return await compareFolder(folder, known);
  } catch (cause) {
    if (!(cause instanceof FolderUnavailable)) throw cause;
    throw new ConfigError([`KNOWLEDGE_DIR cannot be read: ${cause.message}`], { cause });
  }
}

function folderOf(): string {
  const { config, faults } = readOwnSettings();
  if (config.knowledgeDir == null) {
    const fault = faults.find((one) => one.startsWith("KNOWLEDGE_DIR"));
    throw new ConfigError([fault ?? "KNOWLEDGE_DIR is not set: set it to a folder of documents."]);
  }
  return config.knowledgeDir;
}

function isCurrent({ state }: KnowledgeFile): boolean {
  return state === "ready" || state === "unreadable";
}

function inOneLine(text: string): string {
  return harmless(text).replaceAll("\n", " ");
}
