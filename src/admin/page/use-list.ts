import { useEffect, useRef, useState } from "preact/hooks";
import type { Changed, Page } from "../wire.ts";
import { read, sentenceOf } from "./api.ts";
import { rereadAfterChanges } from "./live.ts";

export interface List<Item> {
  /** Null until the first response. */
  readonly items: readonly Item[] | null;
  readonly error: string | null;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => Promise<void>;
}

interface Loaded<Item> {
  readonly path: string;
  readonly items: readonly Item[];
  readonly next: string | null;
}

/**
 * Reads a list page by page. After a change its first page is read again: the items on it are
 * replaced and moved to the top, those below it stay.
 */
export function useList<Item>(
  path: string,
  keyOf: (item: Item) => unknown,
  isAffected: (changed: Changed) => boolean = () => false,
): List<Item> {
  const [loaded, setLoaded] = useState<Loaded<Item> | null>(null);
  const [error, setError] = useState<string | null>(null);
  const isLoadingMore = useRef(false);
  const current = useRef(path);
  current.current = path;

  async function readPage(cursor: string | null): Promise<Page<Item> | null> {
    const joint = path.includes("?") ? "&" : "?";
    try {
      const page = await read<Page<Item>>(
        cursor === null ? path : `${path}${joint}cursor=${encodeURIComponent(cursor)}`,
      );
      if (current.current !== path) return null;
      setError(null);
      return page;
    } catch (failed) {
      if (current.current === path) setError(sentenceOf(failed));
      return null;
    }
  }

  async function reload(isFresh = false): Promise<void> {
    const page = await readPage(null);
    if (page === null) return;
    setLoaded((before) => {
      if (isFresh || before?.path !== path || page.next === null) return { path, ...page };
      const replaced = new Set(page.items.map(keyOf));
      const below = before.items.filter((item) => !replaced.has(keyOf(item)));
      const isOnePage = before.items.length <= page.items.length;
      return isOnePage
        ? { path, ...page }
        : { path, items: [...page.items, ...below], next: before.next };
    });
  }

  async function loadMore(): Promise<void> {
    const next = loaded?.next ?? null;
    if (next === null || isLoadingMore.current) return;
    isLoadingMore.current = true;
    const page = await readPage(next);
    isLoadingMore.current = false;
    if (page === null) return;
    setLoaded((before) => {
      if (before?.path !== path) return before;
      const present = new Set(before.items.map(keyOf));
      const added = page.items.filter((item) => !present.has(keyOf(item)));
      return { path, items: [...before.items, ...added], next: page.next };
    });
  }

  useEffect(() => {
    setError(null);
    void reload(true);
    return rereadAfterChanges(isAffected, () => reload());
  }, [path]);

  const own = loaded?.path === path ? loaded : null;
  return {
    // A search keeps the former items until its own arrive.
    items: own?.items ?? (error === null ? (loaded?.items ?? null) : null),
    error,
    hasMore: own?.next != null,
    loadMore: () => void loadMore(),
    reload: () => reload(true),
  };
}
