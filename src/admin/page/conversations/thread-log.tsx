import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { ChatFrame, useChatEnd } from "../../../page/components/chat-frame.tsx";
import { Icon } from "../../../page/components/icons.tsx";
import { dayName } from "../../../page/components/times.ts";
import type { Thread } from "../../wire.ts";
import { Empty } from "../parts/page.tsx";
import { nameOf } from "../words.ts";
import { EntryBubble } from "./entry-bubble.tsx";
import type { LiveThread } from "./use-thread.ts";

/** Earlier entries are read before the reader reaches the beginning. */
const NEAR_START = "600px 0px 0px";

/** The entries of a conversation, oldest first; stays where the reader is when some are added. */
export function ThreadLog(props: {
  readonly live: LiveThread;
  readonly thread: Thread;
  readonly actor: string;
  readonly onInspect: (messageId: number) => void;
}) {
  const { live, thread } = props;
  const { entries, before } = thread;
  const end = useChatEnd();
  const { box, isAtEnd, toEnd } = end;
  const top = useRef<HTMLButtonElement>(null);
  const height = useRef(0);
  const firstId = entries[0]?.id;
  const lastId = entries.at(-1)?.id;
  const shownFirst = useRef(firstId);

  useLayoutEffect(() => {
    if (!box.current) return;
    const hasEarlier = shownFirst.current !== firstId;
    if (hasEarlier && !isAtEnd) box.current.scrollTop += box.current.scrollHeight - height.current;
    shownFirst.current = firstId;
    height.current = box.current.scrollHeight;
  }, [firstId, entries.length]);
  useLayoutEffect(() => {
    if (isAtEnd) toEnd("instant");
  }, [lastId]);

  useEffect(() => {
    if (!top.current || before === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && void live.loadEarlier(),
      { root: box.current, rootMargin: NEAR_START },
    );
    observer.observe(top.current);
    return () => observer.disconnect();
  }, [before]);

  if (entries.length === 0) {
    return (
      <div class="log-frame">
        <Empty icon={<Icon name="chat" />} title="Nothing was written yet" />
      </div>
    );
  }
  return (
    <ChatFrame
      label={`Messages with ${nameOf(thread.user)}`}
      end={end}
      isBusy={live.isLoadingEarlier}
      onScroll={(scrolled) => {
        height.current = scrolled;
      }}
    >
      {before === null ? (
        <p class="beginning">The conversation begins here.</p>
      ) : (
        <button ref={top} type="button" class="beginning" onClick={() => void live.loadEarlier()}>
          {live.isLoadingEarlier ? "Loading…" : "Earlier messages"}
        </button>
      )}
      <ol>
        {entries.map((entry, index) => {
          const previous = entries[index - 1];
          const isNewDay = !previous || dayName(previous.at) !== dayName(entry.at);
          // Keyed as a whole: a voice note plays on when earlier entries are put above it.
          return (
            <Fragment key={entry.id}>
              {isNewDay && <li class="day">{dayName(entry.at)}</li>}
              <EntryBubble
                entry={entry}
                user={thread.user}
                actor={props.actor}
                isContinued={
                  !isNewDay &&
                  previous?.by === entry.by &&
                  previous.writtenBy === entry.writtenBy &&
                  !previous.isNotice
                }
                isTabStop={index === entries.length - 1}
                onInspect={props.onInspect}
              />
            </Fragment>
          );
        })}
      </ol>
    </ChatFrame>
  );
}
