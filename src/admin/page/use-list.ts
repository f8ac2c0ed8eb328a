import { useEffect, useRef, useState } from "preact/hooks";
import type { Changed, Page } from "../wire.ts";
import { read, sentenceOf } from "./api.ts";
import { rereadAfterChanges } from "./live.ts";
import { perform } from "./parts/action-button.tsx";

export interface List<Item> {
  /** Null until the first response. */
  readonly items: readonly Item[] | null;
  readonly error: string | null;
  readonly hasMore: boolean;
  /** True if what follows is searched only on request, and may hold nothing. */
  readonly isSearchLeft: boolean;
  readonly isLoadingMore: boolean;
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
  const [isLoadingMore, setIsLoadingMore] = useState(false);
  const current = useRef(path);
  current.current = path;

  async function reload(isFresh = false): Promise<void> {
    const page = await read<Page<Item>>(path).catch(sentenceOf);
    if (current.current !== path) return;
    setError(typeof page === "string" ? page : null);
    if (typeof page === "string") return;
    setLoaded((before) => {
      if (isFresh || before?.path !== path || page.next === null) return { path, ...page };
      const replaced = new Set(page.items.map(keyOf));
      const below = before.items.filter((item) => !replaced.has(keyOf(item)));
      const isOnePage = before.items.length <= page.items.length;
      return isOnePage
        ? { path, items: page.items, next: isSearch(page.next) ? before.next : page.next }
        : { path, items: [...page.items, ...below], next: before.next };
    });
  }

  async function loadMore(): Promise<void> {
    if (loaded === null || isLoadingMore) return;
    setIsLoadingMore(true);
    const present = new Set(loaded.items.map(keyOf));
    let { next } = loaded;
    let added: readonly Item[] = [];
    const joint = path.includes("?") ? "&" : "?";
    // A failure is told where the reader is, which is below what was read.
    await perform(async () => {
      // A search goes on until it has found something.
      while (next !== null && added.length === 0 && current.current === path) {
        const page: Page<Item> = await read(`${path}${joint}cursor=${encodeURIComponent(next)}`);
        ({ next } = page);
        added = page.items.filter((item) => !present.has(keyOf(item)));
      }
    });
    setIsLoadingMore(false);
    setLoaded((before) => {
      if (before?.path !== path) return before;
      const shown = new Set(before.items.map(keyOf));
      const more = added.filter((item) => !shown.has(keyOf(item)));
      return { path, items: [...before.items, ...more], next };
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
    isSearchLeft: isSearch(own?.next),
    isLoadingMore,
    loadMore: () => void loadMore(),
    reload: () => reload(true),
  };
}

/** Returns whether a cursor continues a search that may find nothing more. */
const isSearch = (cursor: string | null | undefined): boolean =>
  cursor?.startsWith("text.") === true;
