import { useEffect } from "preact/hooks";

let appName = "";

/** Ends every title with this name from now on. */
export function nameApp(name: string): void {
  appName = name;
}

/** Gives the tab a title while the component is shown; null leaves the former one. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = appName === "" ? title : `${title} · ${appName}`;
  }, [title]);
}
