import { useEffect, useState } from "preact/hooks";

/** The pages, in the order of the navigation. */
const PAGES = [
  "now",
  "conversations",
  "users",
  "costs",
  "documents",
  "channels",
  "settings",
  "log",
  "backup",
  "doctor",
  "audit",
] as const;

export type PageName = (typeof PAGES)[number];

export interface Route {
  readonly page: PageName;
  /** The number of the user that the page is about; null for the list. */
  readonly userId: number | null;
  /** The filter of a list, as the API takes it; Back leads to it again. */
  readonly query: string;
}

/** Returns the address of a page within this document. */
export function hrefOf(page: PageName, userId?: number): string {
  return userId === undefined ? `#/${page}` : `#/${page}/${userId}`;
}

/** Returns the route that a fragment names; the first page for an unknown one. */
function parseRoute(fragment: string): Route {
  const [place = "", query = ""] = fragment.split("?");
  const [, name = "", id = ""] = place.split("/");
  const page = PAGES.find((known) => known === name) ?? "now";
  const hasUser = page === "conversations" || page === "users";
  return { page, userId: hasUser && /^\d{1,15}$/.test(id) ? Number(id) : null, query };
}

/** Returns the same object for the same route, so that nothing is rendered again. */
function changed(known: Route, next: Route): Route {
  const isSame = known.page === next.page && known.userId === next.userId;
  return isSame && known.query === next.query ? known : next;
}

/** Returns the current route, and follows the browser's history. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute((known) => changed(known, parseRoute(location.hash)));
    window.addEventListener("hashchange", follow);
    // It may have changed before this effect.
    follow();
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return route;
}
