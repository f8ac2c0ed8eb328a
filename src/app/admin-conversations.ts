import type { AnyElysia } from "elysia";
import type { RouteDeps } from "../admin/deps.ts";
import { conversationRoutes } from "../admin/routes/conversations.ts";
import { fileRoutes } from "../admin/routes/files.ts";
import { messageRoutes } from "../admin/routes/messages.ts";
import type { ExplainCode } from "../admin/thread-entries.ts";
import type { Channels } from "../channels/join-channels.ts";
import type { Publisher } from "../core/event-bus.ts";
import type { Clock } from "../core/ports.ts";
import { describeUse } from "../explain/describe-costs.ts";
import { describeTimeline } from "../explain/describe-timeline.ts";
import { parsePages } from "../media/documents/stored-pages.ts";
import { createWriting } from "./admin-writing.ts";

export interface ConversationGroupDeps extends RouteDeps {
  readonly channels: Channels;
  /** True if parts are sent in webhook responses. */
  readonly isPulled: boolean;
  readonly events: Publisher;
  readonly clock: Pick<Clock, "now">;
  readonly explainCode: Parameters<typeof describeTimeline>[2] & ExplainCode;
}

const countPages = (text: string): number => parsePages(text).pageCount;

/** Creates the routes of conversations and messages, to be mounted behind the guard. */
export function createConversationGroups(deps: ConversationGroupDeps): readonly AnyElysia[] {
  const { channels, explainCode } = deps;
  const writing = createWriting(channels, deps);
  return [
    conversationRoutes({ ...deps, writing, words: { explainCode, countPages } }),
    messageRoutes({
      ...deps,
      compose: writing.compose,
      describeTimeline: (life, now) => describeTimeline(life, now, explainCode),
      describeUse,
    }),
    fileRoutes({ ...deps, media: channels.media }),
  ];
}
