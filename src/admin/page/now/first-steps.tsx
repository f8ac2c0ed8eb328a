import type { ConversationSummary, Page } from "../../wire.ts";
import { Card } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { useResource } from "../use-resource.ts";

/** The way to the first answer; nothing once a message has arrived. */
export function FirstSteps() {
  const { data } = useResource<Page<ConversationSummary>>("/conversations?limit=1", () => true);
  if (data?.items.length !== 0) return null;
  return (
    <Card title="No message has arrived yet" hint="Three steps to the first answer">
      <ol class="steps">
        <li>
          <a href={hrefOf("channels")}>Connect a channel</a>: enter the webhook’s address at your
          messenger, and check its steps.
        </li>
        <li>Write “Hello” to the bot from your phone. It appears here within a second.</li>
        <li>
          <a href={hrefOf("settings")}>Look at the settings</a>: the persona, the budgets, and who
          may write.
        </li>
      </ol>
    </Card>
  );
}
