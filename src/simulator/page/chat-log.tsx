import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatMessage } from "../wire.ts";
import { Bubble } from "./bubble.tsx";
import { Icon } from "../../page/components/icons.tsx";
import { moveFocus } from "../../page/components/move-focus.ts";
import { dayName } from "../../page/components/times.ts";
import { useStayAtEnd } from "../../page/components/use-stay-at-end.ts";

export interface ChatLogProps {
  readonly messages: readonly ChatMessage[];
  readonly bot: string;
  readonly isTyping: boolean;
  readonly selectedSid: string | null;
  readonly greeting: preact.ComponentChildren;
  readonly onQuote: (sid: string) => void;
  readonly onInspect: (sid: string) => void;
}

const NEAR_END_PX = 80;

/** A chat's messages, oldest first; stays at the end unless the reader has scrolled up. */
export function ChatLog(props: ChatLogProps) {
  const { messages, isTyping } = props;
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const lastSid = messages.at(-1)?.sid;

  function toEnd(behavior: ScrollBehavior): void {
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior });
  }

  useLayoutEffect(() => {
    const isMine = messages.at(-1)?.isFromBot === false;
    if (isAtEnd || isMine) toEnd("instant");
  }, [lastSid, isTyping]);
  useStayAtEnd(box, isAtEnd, () => toEnd("instant"));

  function goTo(sid: string): void {
    const target = box.current?.querySelector<HTMLElement>(`[data-sid="${CSS.escape(sid)}"]`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.focus({ preventScroll: true });
  }

  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={`Chat with ${props.bot}`}
        ref={box}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setIsAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_END_PX)
        }
        onKeyDown={moveFocus}
      >
        {props.greeting}
        <ol>
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const isNewDay = !before || dayName(before.at) !== dayName(message.at);
            return [
              isNewDay && (
                <li class="day" key={`day-${message.sid}`}>
                  {dayName(message.at)}
                </li>
              ),
              <Bubble
                key={message.sid}
                message={message}
                quoted={messages.find(({ sid }) => sid === message.quotedSid) ?? null}
                bot={props.bot}
                isContinued={!isNewDay && before?.isFromBot === message.isFromBot}
                isSelected={props.selectedSid === message.sid}
                isTabStop={index === messages.length - 1}
                onQuote={props.onQuote}
                onInspect={props.onInspect}
                onGoTo={goTo}
              />,
            ];
          })}
        </ol>
        {isTyping && (
          <div class="typing" role="status" aria-label={`${props.bot} is typing`}>
            <i />
            <i />
            <i />
          </div>
        )}
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
