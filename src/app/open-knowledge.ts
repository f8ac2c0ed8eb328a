import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { Shutdown } from "../core/shutdown.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";
import { tempFolder } from "../media/media-tools.ts";
import type { Store } from "../store/store.ts";

/** Creates the index of the documents, if the settings name a folder; otherwise loads none of it. */
export async function openKnowledge(
  { knowledgeDir, databaseUrl }: Config,
  deps: {
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Logger;
    readonly shutdown: Shutdown;
  },
): Promise<Knowledge | null> {
  if (knowledgeDir === null) return null;
  const { createKnowledge } = await import("../knowledge/knowledge.ts");
  const folders = { folder: knowledgeDir, tempFolder: tempFolder(databaseUrl) };
  const knowledge = await createKnowledge({ ...deps, ...folders });
  deps.shutdown.onStop(() => knowledge.stop());
  return knowledge;
}
