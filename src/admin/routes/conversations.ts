import { Elysia, t } from "elysia";
import type { Publisher } from "../../core/event-bus.ts";
import { nameOfSender } from "../../core/name-of-sender.ts";
import { upperFirst } from "../../core/upper-first.ts";
import type { ConversationPlace, StoredConversation } from "../../store/conversation-reads.ts";
import type { Recipient } from "../../store/take-over.ts";
import { AdminError } from "../admin-error.ts";
import type { RouteDeps } from "../deps.ts";
import { entriesOf, summaryOf, type ThreadWords } from "../thread-entries.ts";
import type { ConversationSummary, Page, Thread } from "../wire.ts";

export interface ConversationDeps extends RouteDeps {
  readonly events: Publisher;
  readonly words: ThreadWords;
  readonly writing: Writing;
}

/** The facts about a user's channel that decide what can be written to them. */
interface Writing {
  /** Returns the channel's name; `none` if it is not enabled any more. */
  channelOf(user: { readonly to: string; readonly from: string | null }): string;
  /** Returns why free text cannot be sent now, in a sentence; null if it can. */
  cannotWrite(user: Recipient): string | null;
  /** Returns the time until which it can; null if there is no such limit. */
  windowEndsAt(user: Recipient): number | null;
}

const MAX_PAGE = 100;
const detail = (summary: string) => ({ tags: ["Admin: conversations"], summary });
const limit = t.Optional(t.Integer({ minimum: 1, maximum: MAX_PAGE }));
const params = t.Object({ userId: t.Integer({ minimum: 1 }) });

/** The conversations: the list, one of them, and which of them an owner answers. */
export function conversationRoutes(deps: ConversationDeps) {
  const { store, events, writing } = deps;

  async function found(userId: number): Promise<StoredConversation> {
    const one = await (await store()).conversationOf(userId);
    if (one === null) throw new AdminError(404, `There is no user ${userId}.`);
    return one;
  }

  return new Elysia({ name: "admin-conversations" })
    .get(
      "/admin/api/conversations",
      async ({ query }): Promise<Page<ConversationSummary>> => {
        const { search = "", cursor, limit: most = 30 } = query;
        const before = /^text\.(\d{1,15})$/.exec(cursor ?? "")?.[1];
        const { items, before: rest } = await (
          await store()
        ).conversations({
          search: search.trim() === "" ? null : search.trim(),
          after: cursor === undefined || before !== undefined ? null : readPlace(cursor),
          before: before === undefined ? null : Number(before),
          limit: most + 1,
        });
        // A search goes on in earlier texts where the list ends; these are never more than asked for.
        const page = before === undefined ? items.slice(0, most) : items;
        const last = page.at(-1);
        const hasMore = items.length > page.length && last !== undefined;
        const next = hasMore ? writePlace(last) : rest === null ? null : `text.${rest}`;
        return { items: page.map((one) => summaryOf(one, writing.channelOf(one))), next };
      },
      {
        query: t.Object({
          search: t.Optional(t.String({ maxLength: 200 })),
          cursor: t.Optional(t.String({ maxLength: 60 })),
          limit,
        }),
        detail: detail("Users who wait for a human, then the latest conversations"),
      },
    )
    .get(
      "/admin/api/conversations/:userId",
      async ({ params: { userId }, query }): Promise<Thread> => {
        const { before, limit: most = 50 } = query;
        const user = await found(userId);
        const place = before === undefined ? null : readMessagePlace(before);
        const rows = await (await store()).threadBefore(userId, place, most + 1);
        const page = rows.slice(0, most);
        const first = page.at(-1);
        const hasMore = rows.length > most && first !== undefined;
        return {
          user: summaryOf(user, writing.channelOf(user)),
          windowEndsAt: writing.windowEndsAt(user),
          cannotSend: cannotSend(user, writing),
          takenOverBy: user.takenOverBy,
          entries: entriesOf(page.toReversed(), deps.words),
          before: hasMore ? `${first.at}.${first.id}` : null,
        };
      },
      {
        params,
        query: t.Object({ before: t.Optional(t.String({ maxLength: 60 })), limit }),
        detail: detail("One conversation, the latest messages first to be read, oldest first"),
      },
    )
    .post(
      "/admin/api/conversations/:userId/take-over",
      async ({ params: { userId }, body, request }) => {
        const by = deps.actorOf(request);
        const taken = await (
          await store()
        ).takeOver(userId, { by, isForced: body?.force === true });
        if (taken.outcome === "unknown") throw new AdminError(404, `There is no user ${userId}.`);
        if (taken.outcome === "held") {
          throw new AdminError(409, `${upperFirst(nameOfSender(taken.by))} has this conversation.`);
        }
        events.publish({ kind: "taken-over", userId });
        events.publish({ kind: "progressed", userId });
        return { takenOverBy: by };
      },
      {
        params,
        body: t.Optional(t.Object({ force: t.Optional(t.Boolean()) })),
        detail: detail("Silence the bot for a user; with `force` also if another owner has them"),
      },
    )
    .post(
      "/admin/api/conversations/:userId/hand-back",
      async ({ params: { userId }, request }) => {
        const isDone = await (await store()).handBack(userId, deps.actorOf(request));
        if (!isDone) await found(userId);
        if (isDone) events.publish({ kind: "progressed", userId });
        return { takenOverBy: null };
      },
      { params, detail: detail("Let the bot answer a user again, from their next message on") },
    )
    .post(
      "/admin/api/conversations/:userId/answered",
      async ({ params: { userId }, request }) => {
        const isDone = await (await store()).endHumanRequest(userId, deps.actorOf(request));
        if (!isDone) await found(userId);
        events.publish({ kind: "progressed", userId });
        return { isWaitingForHuman: false };
      },
      { params, detail: detail("Note that a user no longer waits for a human") },
    );
}

function cannotSend(user: StoredConversation, writing: Writing): string | null {
  if (!user.isActive) return "This user is blocked.";
  if (user.isOptedOut)
    return "This user has written STOP: nothing may be sent until they write START.";
  return writing.cannotWrite(user);
}

function writePlace({ humanAskedAt, lastAt, userId }: StoredConversation): string {
  return `${humanAskedAt === null ? 0 : 1}.${lastAt ?? 0}.${userId}`;
}

function readPlace(cursor: string): ConversationPlace {
  const [, waiting, lastAt, userId] = /^([01])\.(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (userId === undefined) throw new AdminError(400, "This cursor is not one of ours.");
  return { isWaiting: waiting === "1", lastAt: Number(lastAt), userId: Number(userId) };
}

function readMessagePlace(before: string): { readonly at: number; readonly id: number } {
  const [, at, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(before) ?? [];
  if (id === undefined) throw new AdminError(400, "This cursor is not one of ours.");
  return { at: Number(at), id: Number(id) };
}
