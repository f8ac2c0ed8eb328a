import type { KnowledgeFile } from "../store/knowledge.ts";
import { scanFolder, type SkipReason } from "./scan-folder.ts";

/** Something that keeps a document, or a part of it, from being found. */
export interface DocumentProblem {
  readonly path: string;
  /** `changed`: it was read, and has changed since; `removed`: it is found, though it is gone. */
  readonly why: SkipReason | "not-read" | "changed" | "removed" | "unreadable" | "cut";
  /** The reason for which it is unreadable. */
  readonly reason?: string;
}

export interface FolderComparison {
  /** The number of documents that are found, and up to date. */
  readonly found: number;
  readonly problems: readonly DocumentProblem[];
}

/** Compares the folder with the files in the database. Throws `FolderUnavailable`. */
export async function compareFolder(
  folder: string,
  known: readonly KnowledgeFile[],
): Promise<FolderComparison> {
  const { files, skipped } = await scanFolder(folder);
  const current = known.filter(({ state }) => state === "ready" || state === "unreadable");
  const byPath = new Map(current.map((file) => [file.path, file]));
  const problems: DocumentProblem[] = [...skipped];
  let found = 0;
  for (const { path, size, mtimeMs } of files) {
    const file = byPath.get(path);
    byPath.delete(path);
    if (file === undefined) problems.push({ path, why: "not-read" });
    else if (file.size !== size || file.mtimeMs !== mtimeMs)
      problems.push({ path, why: "changed" });
    else if (file.state === "unreadable") {
      problems.push({
        path,
        why: "unreadable",
        ...(file.reason !== null && { reason: file.reason }),
      });
    } else {
      found += 1;
      if (file.isCut) problems.push({ path, why: "cut" });
    }
  }
  for (const { path, state } of byPath.values()) {
    if (state === "ready") problems.push({ path, why: "removed" });
  }
  return { found, problems: problems.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}
