import { useEffect, useRef, useState } from "preact/hooks";
import type { Thread, ThreadEntry } from "../../wire.ts";
import { read, sentenceOf } from "../api.ts";
import { subscribeToChanges } from "../live.ts";

const PAGE = 40;

export interface LiveThread {
  /** Null until the first response. */
  readonly thread: Thread | null;
  readonly error: string | null;
  readonly isLoadingEarlier: boolean;
  readonly loadEarlier: () => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** Reads a conversation from its end, earlier entries on demand, and follows its changes. */
export function useThread(userId: number): LiveThread {
  const [thread, setThread] = useState<Thread | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isLoadingEarlier, setIsLoadingEarlier] = useState(false);
  const latest = useRef(0);
  const path = `/conversations/${userId}?limit=${PAGE}`;

  async function reload(): Promise<void> {
    const turn = ++latest.current;
    try {
      const fresh = await read<Thread>(path);
      if (turn !== latest.current) return;
      setError(null);
      setThread((before) => merge(before, fresh));
    } catch (failed) {
      if (turn === latest.current) setError(sentenceOf(failed));
    }
  }

  async function loadEarlier(): Promise<void> {
    const before = thread?.before ?? null;
    if (before === null || isLoadingEarlier) return;
    setIsLoadingEarlier(true);
    try {
      const earlier = await read<Thread>(`${path}&before=${encodeURIComponent(before)}`);
      setThread((current) => {
        if (current?.before !== before) return current;
        const present = new Set(current.entries.map(({ id }) => id));
        const added = earlier.entries.filter(({ id }) => !present.has(id));
        return { ...current, entries: [...added, ...current.entries], before: earlier.before };
      });
    } catch (failed) {
      setError(sentenceOf(failed));
    }
    setIsLoadingEarlier(false);
  }

  useEffect(() => {
    void reload();
    return subscribeToChanges((changed) => {
      if (changed === null || changed.conversations.includes(userId)) void reload();
    });
  }, [userId]);

  return { thread, error, isLoadingEarlier, loadEarlier, reload };
}

/** Puts the latest page over the known one; what is earlier than it stays. */
function merge(known: Thread | null, fresh: Thread): Thread {
  const first = fresh.entries[0];
  const seam = known?.entries.findIndex(({ id }) => id === first?.id) ?? -1;
  // Without a common entry there could be a gap between the two.
  if (known === null || first === undefined || seam < 0) return fresh;
  const earlier: readonly ThreadEntry[] = known.entries.slice(0, seam);
  return {
    ...fresh,
    entries: [...earlier, ...fresh.entries],
    before: earlier.length > 0 ? known.before : fresh.before,
  };
}
