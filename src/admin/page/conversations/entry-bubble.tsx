import { memo } from "preact/compat";
import { Icon } from "../../../page/components/icons.tsx";
import { plainText, RichText } from "../../../page/components/rich-text.tsx";
import { TickMark } from "../../../page/components/tick-mark.tsx";
import { clockTime } from "../../../page/components/times.ts";
import type { ConversationSummary, DeliveryStatus, ThreadEntry } from "../../wire.ts";
import { fullTime } from "../times.ts";
import { nameOf, senderOf } from "../words.ts";
import { EntryFile } from "./entry-file.tsx";

const STATUS: Readonly<Record<DeliveryStatus, string>> = {
  held: "Held until the user asks for more",
  sending: "Being sent",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Not delivered",
};

export interface EntryBubbleProps {
  readonly entry: ThreadEntry;
  readonly user: ConversationSummary;
  /** The session's name among the senders. */
  readonly actor: string;
  /** True if the previous entry is by the same author. */
  readonly isContinued: boolean;
  readonly isTabStop: boolean;
  readonly onInspect: (messageId: number) => void;
}

/** One message of a conversation: the user's on the left, the bot's and the owner's on the right. */
export const EntryBubble = memo(function EntryBubble(props: EntryBubbleProps) {
  const { entry, user, isContinued } = props;
  const author = entry.by === "user" ? nameOf(user) : senderOf(entry.writtenBy, props.actor);
  const [only] = entry.attachments;
  const isBare =
    only !== undefined &&
    only.url !== null &&
    (only.kind === "image" || only.kind === "video" || only.kind === "sticker");
  return (
    <li
      class="bubble"
      data-side={entry.by === "user" ? "them" : "me"}
      data-by={entry.by}
      data-notice={entry.isNotice}
      data-continued={isContinued}
      data-bare={isBare}
      data-reacted={entry.reaction !== null}
      tabIndex={props.isTabStop ? 0 : -1}
      aria-label={`${author}, ${clockTime(entry.at)}`}
    >
      <div class="body">
        {!isContinued && entry.by !== "user" && (
          <p class="author">{entry.isNotice ? "Notice" : author}</p>
        )}
        {entry.quoted !== null && (
          <div class="quote">
            <span>{plainText(entry.quoted)}</span>
          </div>
        )}
        {entry.attachments.map((file, index) => (
          <EntryFile key={index} file={file} />
        ))}
        {entry.text !== "" && <RichText text={entry.text} />}
        {entry.error !== null && <p class="fault">{entry.error}</p>}
        <span class="meta">
          <time dateTime={new Date(entry.at).toISOString()} title={fullTime(entry.at)}>
            {clockTime(entry.at)}
          </time>
          {entry.status !== null && <TickMark status={entry.status} label={STATUS[entry.status]} />}
        </span>
        {entry.reaction !== null && (
          <span class="reaction" role="img" aria-label={`Reaction: ${entry.reaction}`}>
            {entry.reaction}
          </span>
        )}
      </div>
      <div class="tools">
        <button
          type="button"
          aria-label="What happened to this message"
          title="What happened"
          onClick={() => props.onInspect(entry.messageId)}
        >
          <Icon name="pulse" />
        </button>
      </div>
    </li>
  );
});
