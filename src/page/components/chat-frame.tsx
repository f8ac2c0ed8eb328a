import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { moveFocus } from "./move-focus.ts";

const NEAR_END_PX = 80;

/** Follows whether a chat is read at its end, which then stays in view when pictures load or a keyboard opens. */
export function useChatEnd() {
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const toEnd = (behavior: ScrollBehavior) =>
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior });
  useEffect(() => {
    const content = box.current?.querySelector("ol");
    if (!box.current || !content || !isAtEnd) return;
    const observer = new ResizeObserver(() => toEnd("instant"));
    observer.observe(box.current);
    observer.observe(content);
    return () => observer.disconnect();
  }, [isAtEnd]);
  return { box, isAtEnd, setIsAtEnd, toEnd };
}

/** The scrolling frame of a chat, with a button to its end. */
export function ChatFrame(props: {
  readonly label: string;
  readonly end: ReturnType<typeof useChatEnd>;
  readonly isBusy?: boolean;
  /** Called with the height of the content whenever the reader scrolls. */
  readonly onScroll?: (height: number) => void;
  readonly children: ComponentChildren;
}) {
  const { box, isAtEnd, setIsAtEnd, toEnd } = props.end;
  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={props.label}
        aria-busy={props.isBusy}
        ref={box}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          props.onScroll?.(scrollHeight);
          setIsAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
        }}
        onKeyDown={moveFocus}
      >
        {props.children}
      </div>
      {!isAtEnd && (
        <button
          type="button"
          class="to-end"
          aria-label="To the newest message"
          onClick={() => toEnd("smooth")}
        >
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
