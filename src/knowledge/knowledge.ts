import type { Clock, Logger } from "../core/ports.ts";
import type { ScheduledTask } from "../core/scheduled-task.ts";
import { createDocumentReader, type ReadDocument } from "../media/read-document.ts";
import { makePrivateFolder } from "../media/temp-files.ts";
import { createSemaphore } from "../media/semaphore.ts";
import type { KnowledgeStore } from "../store/knowledge-steps.ts";
import { indexFolder } from "./index-folder.ts";
import { FolderUnavailable } from "./scan-folder.ts";

/** Every quarter of a minute, so that a change is found within one. */
const PATTERN = "*/15 * * * * *";
// Shorter than the pattern's interval: no run must be missed.
const QUARTER = { restMs: 10_000 };

export interface Knowledge {
  readonly tasks: readonly ScheduledTask[];
  /** Returns whether a search could find something when this was last looked at. */
  hasDocuments(): boolean;
  /** Ends a reading that is under way. */
  stop(): Promise<void>;
}

export interface KnowledgeDeps {
  readonly folder: string;
  readonly store: KnowledgeStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** The folder of temporary files. */
  readonly tempFolder: string;
  readonly readDocument?: ReadDocument;
}

/** Creates the tasks that keep the passages in the database up to date with the folder. */
export async function createKnowledge(deps: KnowledgeDeps): Promise<Knowledge> {
  const { folder, store, clock, log } = deps;
  const readDocument = deps.readDocument ?? createReader(deps);
  const stopping = new AbortController();
  const { signal } = stopping;
  const oneAtATime = createSemaphore(1);
  let isFolderMissing = false;
  let hasDocuments = await store.hasPassages();

  const index = () =>
    oneAtATime(async () => {
      if (signal.aborted) return;
      try {
        await indexFolder({ folder, store, readDocument, clock, log, signal });
        if (isFolderMissing) log.info("documents folder found", { folder });
        isFolderMissing = false;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof FolderUnavailable)) throw error;
        // Once, not four times a minute. Its documents stay: it may be a disk that is not mounted.
        if (!isFolderMissing) log.warn("documents folder unavailable", { folder, error });
        isFolderMissing = true;
      }
      hasDocuments = await store.hasPassages();
    });

  return {
    tasks: [
      { name: "documents", pattern: PATTERN, exclusive: QUARTER, run: index },
      // Not exclusive: each process offers the search itself, whichever reads the documents.
      {
        name: "documents-offered",
        pattern: PATTERN,
        run: async () => {
          hasDocuments = await store.hasPassages();
        },
      },
    ],
    hasDocuments: () => hasDocuments,
    stop: async () => {
      stopping.abort();
      await oneAtATime(async () => {});
    },
  };
}

/** Creates a reader for manuals and books: longer documents than users send, one at a time. */
function createReader({ log, clock, tempFolder }: KnowledgeDeps): ReadDocument {
  const read = createDocumentReader({
    // Its line for each document would repeat ours.
    log: { ...log, info: log.debug },
    clock,
    maxAtOnce: 1,
    // The child keeps some 180 KB of each, and has 300 MiB.
    maxPages: 1_000,
    maxTextLength: 4_000_000,
    maxCpuSeconds: 40,
    maxTextCpuSeconds: 10,
    folder: tempFolder,
  });
  return async (path, received, stop) => {
    await makePrivateFolder(tempFolder);
    return read(path, received, stop);
  };
}
