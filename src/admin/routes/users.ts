import { Elysia, t } from "elysia";
import type { AccessRules } from "../../core/access.ts";
import type { Publisher } from "../../core/event-bus.ts";
import { LANGUAGES } from "../../core/language.ts";
import type { Clock } from "../../core/ports.ts";
import { spellingsOf } from "../../core/user-address.ts";
import { MAX_USER_BUDGET } from "../../store/charges.ts";
import type { Reminder } from "../../store/reminders.ts";
import type { ListedUser } from "../../store/user-admin.ts";
import type { Line } from "../../store/users.ts";
import { AdminError } from "../admin-error.ts";
import type { RouteDeps } from "../deps.ts";
import { readChange, stateOf } from "../user-change.ts";
import type { Page, UserDetail, UserItem } from "../wire.ts";

export interface UserDeps extends RouteDeps {
  readonly events: Publisher;
  readonly clock: Pick<Clock, "now">;
  readonly access: AccessRules;
  /** In characters. */
  readonly maxPersonaLength: number;
  /** The sentence for a user who is admitted. */
  readonly letIn: Line;
  /** Names the day of a time, such as `2026-11-22`. */
  dayOf(at: number): string;
  /** Returns the channel's name; `none` if it is not enabled any more. */
  channelOf(user: { readonly to: string; readonly from: string | null }): string;
  /** Returns when a reminder that repeats is due, in words; null if it is due once. */
  describeRepeat(reminder: Reminder): string | null;
  /** Writes all that is stored of a user as a ZIP file. */
  exportUser(userId: number, write: (chunk: Uint8Array) => void): Promise<void>;
}

const MAX_PAGE = 100;
const params = t.Object({ id: t.Integer({ minimum: 1 }) });
const detail = (summary: string) => ({ tags: ["Admin: users"], summary });
const amount = t.Optional(
  t.Union([t.Integer({ minimum: 0, maximum: Number(MAX_USER_BUDGET) }), t.Null()]),
);

/** The users: the list, one of them, what their owner may change, their export and their erasure. */
export function userRoutes(deps: UserDeps) {
  const { store, events, access, clock } = deps;
  const spellings = (addresses: readonly string[]) => addresses.flatMap(spellingsOf);
  const month = () => deps.dayOf(clock.now()).slice(0, 7);

  async function found(id: number): Promise<ListedUser> {
    const user = await (await store()).listedUser(id, month());
    if (user === null) throw new AdminError(404, `There is no user ${id}.`);
    return user;
  }

  const itemOf = (user: ListedUser): UserItem => ({
    id: user.id,
    name: user.name,
    address: user.phoneNumber ?? user.externalUserId ?? user.to,
    channel: deps.channelOf(user),
    state: stateOf(user, access),
    isOptedOut: user.isOptedOut,
    messages: user.messages,
    lastWroteAt: user.lastWroteAt,
    spentThisMonth: user.spentThisMonth,
  });

  async function detailOf(id: number): Promise<UserDetail> {
    const user = await found(id);
    const admin = await store();
    const [addresses, facts, reminders, spent] = await Promise.all([
      admin.addressesOf(id),
      admin.factsOf(id),
      admin.remindersOf(id),
      admin.moneySpent(id, deps.dayOf(clock.now())),
    ]);
    return {
      ...itemOf(user),
      addresses,
      spentToday: Number(spent.day),
      dailyBudget: user.dailyBudget,
      monthlyBudget: user.monthlyBudget,
      persona: user.persona,
      language: user.language,
      timezone: user.timeZone,
      facts: facts.map(({ id: fact, text, createdAt: at }) => ({ id: fact, text, at })),
      reminders: reminders.map((reminder) => ({
        id: reminder.id,
        text: reminder.text,
        dueAt: reminder.dueAt ?? reminder.missedAt ?? 0,
        repeats: deps.describeRepeat(reminder),
      })),
    };
  }

  return new Elysia({ name: "admin-users" })
    .get(
      "/admin/api/users",
      async ({ query }): Promise<Page<UserItem>> => {
        const { search = "", state, cursor, limit = 50 } = query;
        const rows = await (
          await store()
        ).usersPage({
          search: search.trim() === "" ? null : search.trim(),
          state: state ?? null,
          isOpen: access.mode === "open",
          listed: spellings(access.whitelist),
          admins: spellings(access.admins),
          after: cursor === undefined ? null : readPlace(cursor),
          limit: limit + 1,
          month: month(),
        });
        const page = rows.slice(0, limit);
        const last = page.at(-1);
        const hasMore = rows.length > limit && last !== undefined;
        return { items: page.map(itemOf), next: hasMore ? `${last.lastAt}.${last.id}` : null };
      },
      {
        query: t.Object({
          search: t.Optional(t.String({ maxLength: 200 })),
          state: t.Optional(
            t.Union([t.Literal("admitted"), t.Literal("pending"), t.Literal("blocked")]),
          ),
          cursor: t.Optional(t.String({ maxLength: 40 })),
          limit: t.Optional(t.Integer({ minimum: 1, maximum: MAX_PAGE })),
        }),
        detail: detail("The users, the latest to be active first"),
      },
    )
    .post(
      "/admin/api/users/approve",
      async ({ body, request }) => {
        const code = body.code.trim().toUpperCase();
        const user = await (
          await store()
        ).setAccess({ code }, "allowed", deps.letIn, deps.actorOf(request));
        if (user === null) throw new AdminError(404, "No user has this code.");
        events.publish({ kind: "due" });
        return { name: user.name, address: user.address };
      },
      {
        body: t.Object({ code: t.String({ minLength: 1, maxLength: 40 }) }),
        detail: detail("Let a user in by the code that they were given"),
      },
    )
    .get("/admin/api/users/:id", ({ params: { id } }) => detailOf(id), {
      params,
      detail: detail("One user, with what is remembered and scheduled for them"),
    })
    .patch(
      "/admin/api/users/:id",
      async ({ params: { id }, body, request }): Promise<UserDetail> => {
        const change = readChange(body, deps);
        const admin = await store();
        if (!(await admin.changeUser(id, change, deps.actorOf(request)))) await found(id);
        return detailOf(id);
      },
      {
        params,
        body: t.Object({
          state: t.Optional(t.Union([t.Literal("admitted"), t.Literal("blocked")])),
          dailyBudget: amount,
          monthlyBudget: amount,
          persona: t.Optional(t.Union([t.String({ maxLength: 20_000 }), t.Null()])),
          language: t.Optional(t.Union([...LANGUAGES.map((name) => t.Literal(name)), t.Null()])),
          timezone: t.Optional(t.Union([t.String({ maxLength: 60 }), t.Null()])),
        }),
        detail: detail("Change a user; null resets to the settings"),
      },
    )
    .delete(
      "/admin/api/users/:id",
      async ({ params: { id }, request }) => {
        if (!(await (await store()).eraseUser(id, deps.actorOf(request)))) await found(id);
        events.publish({ kind: "taken-over", userId: id });
        return { isErased: true };
      },
      { params, detail: detail("Erase a user with all messages and files, for good") },
    )
    .get(
      "/admin/api/users/:id/export",
      async ({ params: { id }, request }) => {
        await found(id);
        const by = deps.actorOf(request);
        await (await store()).recordAudit({ by, action: "user exported", userId: id });
        const bytes = new ReadableStream<Uint8Array>({
          start: async (controller) => {
            try {
              await deps.exportUser(id, (chunk) => controller.enqueue(chunk));
              controller.close();
            } catch (error) {
              controller.error(error);
            }
          },
        });
        return new Response(bytes, {
          headers: {
            "content-type": "application/zip",
            "content-disposition": `attachment; filename="user-${id}.zip"`,
            "cache-control": "no-store",
          },
        });
      },
      { params, detail: detail("Everything that is stored of a user, as a ZIP file") },
    )
    .delete(
      "/admin/api/users/:id/facts/:fact",
      async ({ params: { id, fact }, request }) => {
        if (!(await (await store()).deleteFact(id, fact, deps.actorOf(request)))) {
          throw new AdminError(404, "There is no such fact.");
        }
        return { isDeleted: true };
      },
      {
        params: t.Object({ id: t.Integer({ minimum: 1 }), fact: t.Integer({ minimum: 1 }) }),
        detail: detail("Forget one statement that a user asked the bot to remember"),
      },
    )
    .delete(
      "/admin/api/users/:id/reminders/:reminder",
      async ({ params: { id, reminder }, request }) => {
        if (!(await (await store()).deleteReminder(id, reminder, deps.actorOf(request)))) {
          throw new AdminError(404, "There is no such reminder.");
        }
        return { isDeleted: true };
      },
      {
        params: t.Object({ id: t.Integer({ minimum: 1 }), reminder: t.Integer({ minimum: 1 }) }),
        detail: detail("Cancel one reminder of a user"),
      },
    );
}

function readPlace(cursor: string): { readonly lastAt: number; readonly userId: number } {
  const [, lastAt, userId] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (userId === undefined) throw new AdminError(400, "This cursor is not one of ours.");
  return { lastAt: Number(lastAt), userId: Number(userId) };
}
