import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Changed } from "../wire.ts";
import { readAndKeep, keptText, sentenceOf } from "./api.ts";
import { rereadAfterChanges } from "./live.ts";

export interface Resource<T> {
  /** Null until the first response. */
  readonly data: T | null;
  /** The sentence of the last read if it failed; null if it did not. */
  readonly error: string | null;
  readonly reload: () => Promise<void>;
}

/**
 * Reads a body of the API, and reads it again after a change that `isAffected`, after a
 * reconnection and when the reader returns to the tab. Reads nothing while the path is null.
 */
export function useResource<T>(
  path: string | null,
  isAffected: (changed: Changed) => boolean = () => false,
): Resource<T> {
  const [loaded, setLoaded] = useState<{ readonly path: string; readonly data: T } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const latest = useRef(0);
  const affects = useRef(isAffected);
  affects.current = isAffected;

  async function reload(): Promise<void> {
    if (path === null) return;
    const turn = ++latest.current;
    try {
      const data = await readAndKeep<T>(path);
      if (turn !== latest.current) return;
      setLoaded({ path, data });
      setError(null);
    } catch (failed) {
      if (turn === latest.current) setError(sentenceOf(failed));
    }
  }

  useEffect(() => {
    setError(null);
    void reload();
    const unsubscribe = rereadAfterChanges((changed) => affects.current(changed), reload);
    return () => {
      latest.current += 1;
      unsubscribe();
    };
  }, [path]);

  const known = useMemo((): T | null => {
    const text = path === null ? undefined : keptText(path);
    return text === undefined ? null : JSON.parse(text);
  }, [path]);
  return { data: loaded?.path === path ? loaded.data : known, error, reload };
}
