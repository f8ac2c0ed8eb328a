import { useEffect, useRef } from "preact/hooks";

/** Has the browser's Back button close what is open over the page, instead of leaving the page. */
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
