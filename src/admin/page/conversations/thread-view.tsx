import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { Thread } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Failure, Skeleton } from "../parts/loaded.tsx";
import { Avatar, UserName } from "../parts/shown.tsx";
import { hrefOf } from "../route.ts";
import { useTitle } from "../use-title.ts";
import { bareAddress, nameOf } from "../words.ts";
import { nameOfUpstream } from "../../../core/name-of-upstream.ts";
import { MessageSheet } from "./message-sheet.tsx";
import { ThreadComposer } from "./thread-composer.tsx";
import { ThreadLog } from "./thread-log.tsx";
import { useThread } from "./use-thread.ts";

/** One conversation: who it is with, its messages, and the field to write in. */
export function ThreadView(props: { readonly userId: number; readonly actor: string }) {
  const { userId, actor } = props;
  const live = useThread(userId);
  const { thread, error } = live;
  useTitle(thread && nameOf(thread.user));
  const [messageId, setMessageId] = useState<number | null>(null);
  return (
    <section class="thread" aria-label="Conversation">
      <ThreadHeader userId={userId} thread={thread} onChanged={live.reload} />
      {error !== null && <Failure error={error} onRetry={() => void live.reload()} />}
      {thread === null ? (
        <div class="thread-loading">{error === null && <Skeleton rows={5} height={64} />}</div>
      ) : (
        <>
          <ThreadLog live={live} thread={thread} actor={actor} onInspect={setMessageId} />
          <ThreadComposer thread={thread} actor={actor} onChanged={live.reload} />
        </>
      )}
      {messageId !== null && (
        <MessageSheet messageId={messageId} onClose={() => setMessageId(null)} />
      )}
    </section>
  );
}

function ThreadHeader(props: {
  readonly userId: number;
  readonly thread: Thread | null;
  readonly onChanged: () => Promise<void>;
}) {
  const { userId, thread, onChanged } = props;
  return (
    <header class="thread-header">
      <a class="plain back" href={hrefOf("conversations")} aria-label="Back to the list">
        <Icon name="left" />
      </a>
      {thread && <Avatar user={thread.user} />}
      <div class="thread-names">
        <h1 tabIndex={-1}>{thread ? <UserName user={thread.user} /> : "Conversation"}</h1>
        {thread && (
          <p class="soft">
            {bareAddress(thread.user.address)} · {nameOfUpstream(thread.user.channel)}
          </p>
        )}
      </div>
      {thread?.takenOverBy != null && (
        <ActionButton
          isSmall
          done="The bot answers again."
          onAct={async () => {
            await change("POST", `/conversations/${userId}/hand-back`);
            await onChanged();
          }}
        >
          Hand back
        </ActionButton>
      )}
      <a class="plain" href={hrefOf("users", userId)} aria-label="About this user" title="User">
        <Icon name="users" />
      </a>
    </header>
  );
}
