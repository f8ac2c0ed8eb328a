import { useLayoutEffect } from "preact/hooks";
import type { ChatMessage } from "../wire.ts";
import { Bubble } from "./bubble.tsx";
import { ChatFrame, useChatEnd } from "../../page/components/chat-frame.tsx";
import { dayName } from "../../page/components/times.ts";

export interface ChatLogProps {
  readonly messages: readonly ChatMessage[];
  readonly bot: string;
  readonly isTyping: boolean;
  readonly selectedSid: string | null;
  readonly greeting: preact.ComponentChildren;
  readonly onQuote: (sid: string) => void;
  readonly onInspect: (sid: string) => void;
}

/** A chat's messages, oldest first; stays at the end unless the reader has scrolled up. */
export function ChatLog(props: ChatLogProps) {
  const { messages, isTyping } = props;
  const end = useChatEnd();
  const { box, isAtEnd, toEnd } = end;
  const lastSid = messages.at(-1)?.sid;

  useLayoutEffect(() => {
    const isMine = messages.at(-1)?.isFromBot === false;
    if (isAtEnd || isMine) toEnd("instant");
  }, [lastSid]);
  useLayoutEffect(() => {
    if (isAtEnd) toEnd("instant");
  }, [isTyping]);

  function goTo(sid: string): void {
    const target = box.current?.querySelector<HTMLElement>(`[data-sid="${CSS.escape(sid)}"]`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.focus({ preventScroll: true });
  }

  return (
    <ChatFrame label={`Chat with ${props.bot}`} end={end}>
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
    </ChatFrame>
  );
}
