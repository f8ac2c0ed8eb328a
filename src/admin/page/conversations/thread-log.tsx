import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { moveFocus } from "../../../page/components/move-focus.ts";
import { dayName } from "../../../page/components/times.ts";
import { useStayAtEnd } from "../../../page/components/use-stay-at-end.ts";
import type { Thread } from "../../wire.ts";
import { Empty } from "../parts/page.tsx";
import { nameOf } from "../words.ts";
import { EntryBubble } from "./entry-bubble.tsx";
import type { LiveThread } from "./use-thread.ts";

const NEAR_END_PX = 80;
/** Earlier entries are read before the reader reaches the beginning. */
const NEAR_START = "600px 0px 0px";

/** The entries of a conversation, oldest first; stays where the reader is when some are added. */
export function ThreadLog(props: {
  readonly live: LiveThread;
  readonly thread: Thread;
  readonly onInspect: (messageId: number) => void;
}) {
  const { live, thread } = props;
  const { entries, before } = thread;
  const box = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLButtonElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const height = useRef(0);
  const firstId = entries[0]?.id;
  const lastId = entries.at(-1)?.id;
  const shownFirst = useRef(firstId);

  const toEnd = (behavior: ScrollBehavior) =>
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior });

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
  useStayAtEnd(box, isAtEnd, () => toEnd("instant"));

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
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={`Messages with ${nameOf(thread.user)}`}
        aria-busy={live.isLoadingEarlier}
        ref={box}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          height.current = scrollHeight;
          setIsAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
        }}
        onKeyDown={moveFocus}
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
                  isContinued={!isNewDay && previous?.by === entry.by && !previous.isNotice}
                  isTabStop={index === entries.length - 1}
                  onInspect={props.onInspect}
                />
              </Fragment>
            );
          })}
        </ol>
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
