import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { codeOf } from "../core/local-shortage.ts";
import type { FileFacts } from "../store/knowledge.ts";

/** More files than that are not a collection of documents. */
const MAX_FILES = 20_000;
const MAX_DEPTH = 20;

export interface FoundFile extends FileFacts {
  /** The file itself, behind any links. */
  readonly location: string;
}

export type SkipReason =
  | "link-outside"
  | "link-to-folder"
  | "broken-link"
  | "no-file"
  | "odd-name"
  | "closed-folder"
  | "too-deep"
  | "too-many";

interface SkippedFile {
  readonly path: string;
  readonly why: SkipReason;
}

export interface FolderScan {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
}

/** Thrown if the folder of the documents is not there, or cannot be read. */
export class FolderUnavailable extends Error {}

/**
 * Returns the files in a folder and the folders in it, except hidden ones and those of programs. A
 * link is followed to a file that is in the folder too. Throws `FolderUnavailable`.
 */
export async function scanFolder(folder: string): Promise<FolderScan> {
  const root = await realpath(folder).catch(refuse);
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const skip = (path: string, why: SkipReason) => void skipped.push({ path, why });

  async function walk(inside: string, depth: number): Promise<void> {
    const entries = await list(inside);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (isIgnored(entry.name)) continue;
      if (files.length >= MAX_FILES) return skip(path, "too-many");
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH) await walk(path, depth + 1);
        else skip(path, "too-deep");
      } else {
        await add(path, entry);
      }
    }
  }

  async function list(inside: string): Promise<Dirent[]> {
    try {
      return await readdir(join(root, inside), { withFileTypes: true });
    } catch (error) {
      if (inside === "") refuse(error);
      // It may have been removed meanwhile.
      if (codeOf(error) !== "ENOENT") skip(inside, "closed-folder");
      return [];
    }
  }

  async function add(path: string, entry: Dirent): Promise<void> {
    const place = await locate(join(root, path));
    if (place === null) {
      if (entry.name.includes("\ufffd")) skip(path, "odd-name");
      else if (entry.isSymbolicLink()) skip(path, "broken-link");
      return;
    }
    const { location, facts } = place;
    if (!location.startsWith(root + sep)) return skip(path, "link-outside");
    if (facts.isDirectory()) return skip(path, "link-to-folder");
    if (!facts.isFile()) return skip(path, "no-file");
    files.push({ path, location, size: facts.size, mtimeMs: Math.trunc(facts.mtimeMs) });
  }

  await walk("", 0);
  return { files, skipped };
}

function refuse(cause: unknown): never {
  throw new FolderUnavailable(cause instanceof Error ? cause.message : String(cause), { cause });
}

async function locate(path: string): Promise<{ location: string; facts: Stats } | null> {
  try {
    const location = await realpath(path);
    return { location, facts: await stat(location) };
  } catch {
    return null;
  }
}

/** Returns whether a file is hidden, or one that office programs and systems make for themselves. */
function isIgnored(name: string): boolean {
  return /^(\.|~\$)/.test(name) || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}
