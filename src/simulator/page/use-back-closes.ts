import { useEffect, useRef } from "preact/hooks";

/** Makes the browser's Back button close the open panel instead of leaving the page. */
export function useBackCloses(isOpen: boolean, close: () => void): void {
  const closeNow = useRef(close);
  closeNow.current = close;
  useEffect(() => {
    if (!isOpen) return;
    let isLeft = false;
    history.pushState({ isPanel: true }, "");
    function leave(): void {
      isLeft = true;
      closeNow.current();
    }
    window.addEventListener("popstate", leave, { once: true });
    return () => {
      window.removeEventListener("popstate", leave);
      if (!isLeft) history.back();
    };
  }, [isOpen]);
}
