import { useEffect } from "preact/hooks";

/** Keeps the end in view when pictures load or a keyboard opens. */
export function useStayAtEnd(
  box: { readonly current: HTMLElement | null },
  isAtEnd: boolean,
  toEnd: () => void,
): void {
  useEffect(() => {
    const content = box.current?.querySelector("ol");
    if (!box.current || !content || !isAtEnd) return;
    const observer = new ResizeObserver(toEnd);
    observer.observe(box.current);
    observer.observe(content);
    return () => observer.disconnect();
  }, [isAtEnd]);
}
