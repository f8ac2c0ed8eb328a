import { access, constants } from "node:fs/promises";
import type { Clock, Logger } from "../core/ports.ts";
import { yieldToOthers } from "../core/yield-to-others.ts";
import type { ReadDocument } from "../media/read-document.ts";
import type { KnowledgeFile } from "../store/knowledge.ts";
import type { KnowledgeStore } from "../store/knowledge-steps.ts";
import { readFileInto, type UnreadableFile } from "./read-file-into.ts";
import { type FolderScan, type FoundFile, scanFolder } from "./scan-folder.ts";

/** While documents are read, the folder is looked at as often as this, for those that are removed. */
const LOOK_EVERY_MS = 10_000;
/** The passages that are deleted in one transaction. */
const DELETED_AT_ONCE = 50;

export interface IndexDeps {
  readonly folder: string;
  readonly store: KnowledgeStore;
  readonly readDocument: ReadDocument;
  readonly clock: Pick<Clock, "now" | "after">;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Brings the passages in the database up to date with the folder: new and changed files are read, one
 * at a time, and removed ones are hidden at once. Throws `FolderUnavailable`, which changes nothing,
 * and the signal's reason once it aborts.
 */
export async function indexFolder(deps: IndexDeps): Promise<void> {
  const { store, clock, signal } = deps;
  for (const { id, state } of await store.knowledgeFiles()) {
    // Left by a run that was interrupted.
    if (state === "reading") await store.removeFile(id);
  }
  let pending = await look(deps);
  let lookedAt = clock.now();
  const lookAgain = async (except: PendingFile) => {
    const found = await look(deps);
    pending = found.filter(({ file }) => file.path !== except.file.path);
    lookedAt = clock.now();
  };
  for (;;) {
    signal.throwIfAborted();
    await deleteRemoved(deps);
    const next = pending.shift();
    if (next === undefined) return;
    const reading = read(next, deps);
    try {
      while (!(await isOverWithin(LOOK_EVERY_MS, reading, clock))) await lookAgain(next);
      if (clock.now() - lookedAt >= LOOK_EVERY_MS) await lookAgain(next);
    } finally {
      await reading;
    }
  }
}

async function isOverWithin(
  ms: number,
  work: Promise<void>,
  clock: Pick<Clock, "after">,
): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const cancel = clock.after(ms, () => resolve(false));
  const over = (): true => true;
  try {
    return await Promise.race([work.then(over, over), late]);
  } finally {
    cancel();
  }
}

/** A file that must be read. */
interface PendingFile {
  readonly file: FoundFile;
  readonly sha256: string;
}

/** Compares the folder with the database, hides removed files, and returns those to be read. */
async function look({ folder, store, log, signal }: IndexDeps): Promise<PendingFile[]> {
  const scan = await scanFolder(folder);
  const known = await currentFiles(store);
  const found = new Set(scan.files.map(({ path }) => path));
  const gone = [...known.values()].filter(({ path }) => !found.has(path) && !isClosed(path, scan));
  const pending: PendingFile[] = [];
  for (const file of scan.files) {
    signal.throwIfAborted();
    const before = known.get(file.path);
    if (before !== undefined && isSame(file, before)) continue;
    const sha256 = await hashFile(file.location);
    if (sha256 === null) {
      // Its time does not change when it becomes readable: it is tried again, and reported once.
      const isNew = before === undefined && (await isThere(file.location));
      if (isNew) await refuse(file, "cannot-open", { store, log });
      continue;
    }
    const isKnown = before?.sha256 === sha256;
    const moved = isKnown ? -1 : gone.findIndex((one) => one.sha256 === sha256);
    const [same = isKnown ? before : undefined] = moved === -1 ? [] : gone.splice(moved, 1);
    if (same === undefined) pending.push({ file, sha256 });
    else await store.noteFile(same.id, file);
  }
  for (const { id, path } of gone) {
    await store.removeFile(id);
    log.info("document removed", { file: path });
  }
  return pending;
}

/** Returns the newest state of each file that was read; earlier ones are removed. */
async function currentFiles(store: KnowledgeStore): Promise<Map<string, KnowledgeFile>> {
  const current = new Map<string, KnowledgeFile>();
  for (const file of await store.knowledgeFiles()) {
    if (file.state === "removed" || file.state === "reading") continue;
    const earlier = current.get(file.path);
    if (earlier !== undefined) await store.removeFile(earlier.id);
    current.set(file.path, file);
  }
  return current;
}

function isSame(file: FoundFile, known: KnowledgeFile): boolean {
  // One that could not be opened has no hash.
  return known.sha256 !== "" && file.size === known.size && file.mtimeMs === known.mtimeMs;
}

/** Returns whether a file is in a folder that cannot be read at present. */
function isClosed(path: string, { skipped }: FolderScan): boolean {
  return skipped.some(
    ({ path: folder, why }) => why === "closed-folder" && path.startsWith(`${folder}/`),
  );
}

/** Returns null if the file cannot be opened. */
async function hashFile(path: string): Promise<string | null> {
  const hash = new Bun.CryptoHasher("sha256");
  try {
    for await (const chunk of Bun.file(path).stream()) hash.update(chunk);
  } catch {
    return null;
  }
  return hash.digest("hex");
}

async function read({ file, sha256 }: PendingFile, deps: IndexDeps): Promise<void> {
  try {
    const end = await readFileInto(file, sha256, deps);
    if (end.kind === "changed") return;
    if (end.kind === "unreadable") {
      deps.log.warn("document unreadable", { file: file.path, reason: end.reason });
      return;
    }
    const { pages, passages, isCut } = end;
    deps.log.info("document indexed", { file: file.path, pages, passages, isCut });
  } catch (error) {
    deps.signal.throwIfAborted();
    // Removed, or closed, since the folder was looked at: the next look finds out.
    if (await isThere(file.location, constants.R_OK)) throw error;
  }
}

/** Returns whether a file still exists, and with another mode, whether it can be used in that way. */
function isThere(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function refuse(
  file: FoundFile,
  reason: UnreadableFile["reason"],
  { store, log }: Pick<IndexDeps, "store" | "log">,
): Promise<void> {
  const id = await store.beginFile({ ...file, sha256: "" });
  await store.finishFile(id, { state: "unreadable", reason });
  log.warn("document unreadable", { file: file.path, reason });
}

async function deleteRemoved({ store, signal }: IndexDeps): Promise<void> {
  while (await store.deletePassages(DELETED_AT_ONCE)) {
    signal.throwIfAborted();
    await yieldToOthers();
  }
}
