import { Icon } from "../../../page/components/icons.tsx";
import { Empty } from "../parts/page.tsx";
import { useTitle } from "../use-title.ts";
import { ConversationList } from "./conversation-list.tsx";
import { ThreadView } from "./thread-view.tsx";

/** The list beside the open conversation; on phones the one or the other. */
export function ConversationsPage(props: {
  readonly userId: number | null;
  readonly actor: string;
}) {
  const { userId, actor } = props;
  useTitle(userId === null ? "Conversations" : null);
  return (
    <div class="conversations">
      <ConversationList selectedId={userId} actor={actor} />
      {userId === null ? (
        <div class="no-thread">
          <Empty icon={<Icon name="chat" />} title="Choose a conversation">
            Read what the bot and its users write, and take over where a human is needed.
          </Empty>
        </div>
      ) : (
        <ThreadView key={userId} userId={userId} actor={actor} />
      )}
    </div>
  );
}
