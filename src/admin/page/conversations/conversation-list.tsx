import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { plainText } from "../../../page/components/rich-text.tsx";
import type { ConversationSummary } from "../../wire.ts";
import { SearchField } from "../parts/controls.tsx";
import { Failure, Skeleton } from "../parts/loaded.tsx";
import { Chip, Empty } from "../parts/page.tsx";
import { Avatar, UserName } from "../parts/shown.tsx";
import { hrefOf } from "../route.ts";
import { fullTime, listTime, useNow } from "../times.ts";
import { useList } from "../use-list.ts";
import { senderOf } from "../words.ts";

/** All conversations: first the users who wait for a human, then the latest. */
export function ConversationList(props: {
  readonly selectedId: number | null;
  /** The session's name among the senders. */
  readonly actor: string;
}) {
  const { selectedId, actor } = props;
  const [search, setSearch] = useState("");
  const query = search === "" ? "" : `&search=${encodeURIComponent(search)}`;
  const list = useList<ConversationSummary>(
    `/conversations?limit=50${query}`,
    ({ userId }) => userId,
    (changed) => changed.conversations.length > 0,
  );
  return (
    <section class="conversation-list" aria-label="List of conversations">
      <header>
        {selectedId === null ? <h1 tabIndex={-1}>Conversations</h1> : <h2>Conversations</h2>}
        <SearchField label="Search names and messages" onSearch={setSearch} />
      </header>
      <div class="scroll">
        {list.error !== null && <Failure error={list.error} onRetry={() => void list.reload()} />}
        {list.items === null && list.error === null && <Skeleton rows={8} height={56} />}
        {list.items?.length === 0 && <NoConversations search={search} isPartial={list.hasMore} />}
        <ul>
          {list.items?.map((item) => (
            <ConversationRow
              key={item.userId}
              item={item}
              actor={actor}
              isSelected={item.userId === selectedId}
            />
          ))}
        </ul>
        {list.hasMore && (
          <button
            type="button"
            class="button wide"
            aria-busy={list.isLoadingMore}
            aria-disabled={list.isLoadingMore}
            onClick={list.loadMore}
          >
            {!list.isSearchLeft
              ? "Show more"
              : list.isLoadingMore
                ? "Searching…"
                : "Search earlier messages"}
          </button>
        )}
      </div>
    </section>
  );
}

function NoConversations(props: { readonly search: string; readonly isPartial: boolean }) {
  const { search, isPartial } = props;
  if (search !== "") {
    return (
      <Empty icon={<Icon name="search" />} title="Nothing found">
        No name, number or {isPartial ? "recent message" : "message"} contains “{search}”.
      </Empty>
    );
  }
  return (
    <Empty icon={<Icon name="chat" />} title="No conversations yet">
      They appear here with the first message to the bot.{" "}
      <a href={hrefOf("channels")}>Connect a channel</a> if you have not yet.
    </Empty>
  );
}

function ConversationRow(props: {
  readonly item: ConversationSummary;
  readonly actor: string;
  readonly isSelected: boolean;
}) {
  const { item } = props;
  const now = useNow(60_000);
  return (
    <li>
      <a
        class="conversation"
        href={hrefOf("conversations", item.userId)}
        aria-current={props.isSelected ? "true" : undefined}
      >
        <Avatar user={item} />
        <span class="conversation-words">
          <span class="line">
            <UserName user={item} />
            <time dateTime={new Date(item.lastAt).toISOString()} title={fullTime(item.lastAt)}>
              {listTime(item.lastAt, now)}
            </time>
          </span>
          <span class="line">
            <span class="preview">
              {item.lastBy !== "user" && (
                <span class="by">{senderOf(item.lastWrittenBy, props.actor)}: </span>
              )}
              <bdi>{plainText(item.preview)}</bdi>
            </span>
            <State item={item} />
          </span>
        </span>
      </a>
    </li>
  );
}

function State({ item }: { readonly item: ConversationSummary }) {
  if (item.isWaitingForHuman) return <Chip tone="warm">asks for a human</Chip>;
  if (item.isTakenOver) return <Chip tone="accent">taken over</Chip>;
  if (item.state === "failed") return <Chip tone="bad">failed</Chip>;
  if (item.state === "open") return <Chip>answering</Chip>;
  return null;
}
