import { memo } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import type { ChatMessage } from "../wire.ts";
import { actions } from "./actions.ts";
import { Attachment, PlaceCard } from "./attachment.tsx";
import { ChoiceButtons } from "./choice-buttons.tsx";
import { Icon } from "../../page/components/icons.tsx";
import { plainText, RichText } from "../../page/components/rich-text.tsx";
import { Ticks } from "./ticks.tsx";
import { clockTime } from "../../page/components/times.ts";

export interface BubbleProps {
  readonly message: ChatMessage;
  readonly quoted: ChatMessage | null;
  readonly bot: string;
  /** True if the previous message is from the same side. */
  readonly isContinued: boolean;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly onQuote: (sid: string) => void;
  readonly onInspect: (sid: string) => void;
  readonly onGoTo: (sid: string) => void;
}

/** One message of a chat. */
export const Bubble = memo(function Bubble(props: BubbleProps) {
  const { message, isContinued, isSelected } = props;
  const { sid, isFromBot, body, at, attachment, place, status, fault } = message;
  const box = useRef<HTMLLIElement>(null);
  useMarkRead(box, message);
  const isFile = attachment !== null && !/^(?:image|audio|video)\//.test(attachment.contentType);
  const author = isFromBot ? props.bot : "You";
  return (
    <li
      ref={box}
      class="bubble"
      data-sid={sid}
      data-side={isFromBot ? "bot" : "me"}
      data-continued={isContinued}
      data-selected={isSelected}
      data-bare={attachment !== null && !isFile}
      tabIndex={props.isTabStop ? 0 : -1}
      aria-label={`${author}, ${clockTime(at)}`}
    >
      <div class="body">
        <Quote {...props} />
        {attachment && <Attachment attachment={attachment} name={isFile ? body : ""} />}
        {place && <PlaceCard place={place} />}
        {body !== "" && !isFile && <RichText text={body} />}
        {fault && <p class="fault">{fault}</p>}
        <span class="meta">
          <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
          <Ticks status={status} isFromBot={isFromBot} />
        </span>
      </div>
      <ChoiceButtons message={message} />
      <div class="tools">
        <button
          type="button"
          aria-label="Reply to this message"
          title="Reply"
          onClick={() => props.onQuote(sid)}
        >
          <Icon name="reply" />
        </button>
        <button
          type="button"
          aria-label="Look behind this message"
          title="Behind this message"
          onClick={() => props.onInspect(sid)}
        >
          <Icon name="pulse" />
        </button>
      </div>
    </li>
  );
});

function Quote({ message, quoted, bot, onGoTo }: BubbleProps) {
  if (message.quotedSid === null) return null;
  return (
    <button type="button" class="quote" onClick={() => quoted && onGoTo(quoted.sid)}>
      <b>{quoted?.isFromBot ? bot : "You"}</b>
      <span>{quoted ? summary(quoted) : "A message that is gone"}</span>
    </button>
  );
}

/** A message in one line. */
export function summary({ body, attachment, place }: ChatMessage): string {
  if (place) return `📍 ${place.label || "A place"}`;
  const text = plainText(body);
  switch (attachment?.contentType.split("/")[0]) {
    case undefined:
      return text;
    case "image":
      return `📷 ${text || "Photo"}`;
    case "audio":
      return `🎤 ${text || "Voice note"}`;
    case "video":
      return `🎬 ${text || "Video"}`;
    default:
      return `📄 ${text || "File"}`;
  }
}

/** Reports the bot's message as read once it is visible. */
function useMarkRead(box: { readonly current: HTMLElement | null }, message: ChatMessage): void {
  const { sid, isFromBot, status } = message;
  const isUnread = isFromBot && status !== "read" && status !== "failed";
  useEffect(() => {
    if (!box.current || !isUnread) return;
    let isInView = false;
    function report(): void {
      if (!isInView || document.visibilityState !== "visible") return;
      observer.disconnect();
      actions.markRead(sid).catch(() => {});
    }
    const observer = new IntersectionObserver(([entry]) => {
      isInView = entry?.isIntersecting ?? false;
      report();
    });
    observer.observe(box.current);
    document.addEventListener("visibilitychange", report);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", report);
    };
  }, [sid, isUnread]);
}
