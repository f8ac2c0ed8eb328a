import { useEffect } from "preact/hooks";
import { createObservable, useObservable } from "./observable.ts";

let appName = "";

/** The number of users who wait for a human, which stands before the title. */
export const waitingUsers = createObservable(0);

/** Ends every title with this name from now on. */
export function nameApp(name: string): void {
  appName = name;
}

/** Gives the tab a title while the component is shown; null leaves the former one. */
export function useTitle(title: string | null): void {
  const waiting = useObservable(waitingUsers);
  useEffect(() => {
    if (title === null) return;
    const named = appName === "" ? title : `${title} · ${appName}`;
    document.title = waiting > 0 ? `(${waiting}) ${named}` : named;
  }, [title, waiting]);
}
