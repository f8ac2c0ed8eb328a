import { useRef } from "preact/hooks";

/**
 * Returns the handlers of a dialog that a press beside it closes: its backdrop is part of it, what
 * it contains is not the dialog itself. A press that selects a text may end outside, and one that
 * closed the dialog at its beginning would end on what is below it.
 */
export function useOutsidePress(close: () => void) {
  const isOutside = useRef(false);
  return {
    onPointerDown: ({ target, currentTarget }: Event) => {
      isOutside.current = target === currentTarget;
    },
    onClick: ({ target, currentTarget }: Event) => {
      if (isOutside.current && target === currentTarget) close();
    },
  };
}
