import type { Kit } from "./sqlite/kit.ts";
import type { JobKind } from "./maintenance.ts";
import type { ToolCallState } from "./tool-calls.ts";

/** Defines the tables beside the conversation; `messageId` makes a column that refers to a message. */
export function defineSideTables(kit: Kit, messageId: () => ReturnType<Kit["whole"]>) {
  const { table, id, whole, integer, text, flag, index, primaryKey } = kit;

  /** Written when a message row is deleted, so that a replay cannot bring it back. */
  const seenSids = table("seen_sids", {
    hash: text("hash").primaryKey(),
    createdAt: whole("created_at").notNull(),
  });

  const settings = table("settings", {
    key: text("key").primaryKey(),
    value: text("value").notNull(),
    updatedAt: whole("updated_at").notNull(),
  });

  /** What a day has cost one user; what it has cost everybody is the sum. */
  const spending = table(
    "spending",
    {
      /** Such as `2026-11-22`, in the time zone of the settings. */
      day: text("day").notNull(),
      userId: whole("user_id").notNull(),
      tokens: whole("tokens").notNull().default(0),
      media: integer("media").notNull().default(0),
      isNoticed: flag("is_noticed").notNull().default(false),
    },
    (columns) => [primaryKey({ columns: [columns.day, columns.userId] })],
  );

  /** Tokens that a model call under way may cost; counted as spent until its answer says better. */
  const reservations = table("reservations", {
    messageId: messageId().primaryKey(),
    day: text("day").notNull(),
    tokens: whole("tokens").notNull(),
  });

  /** What a model had done for the answer to a message: a row is older than the call itself. */
  const toolCalls = table(
    "tool_calls",
    {
      messageId: messageId().notNull(),
      /** How many replies with calls came before, from 0. */
      round: integer("round").notNull(),
      idx: integer("idx").notNull(),
      callId: text("call_id").notNull(),
      name: text("name").notNull(),
      /** JSON: an object; null where the model wrote none. */
      arguments: text("arguments"),
      /** JSON: a `Continuation`; of the first call of a round. */
      continuation: text("continuation"),
      state: text("state").$type<ToolCallState>().notNull().default("started"),
      result: text("result"),
      startedAt: whole("started_at").notNull(),
      finishedAt: whole("finished_at"),
    },
    (columns) => [primaryKey({ columns: [columns.messageId, columns.round, columns.idx] })],
  );

  /** Work that the command line or an erasure asks of the server. */
  const jobs = table(
    "jobs",
    {
      id: id("id"),
      kind: text("kind").$type<JobKind>().notNull(),
      /** JSON, by kind. */
      payload: text("payload").notNull(),
      state: text("state").$type<"pending" | "done" | "failed">().notNull().default("pending"),
      attempt: integer("attempt").notNull().default(0),
      runAt: whole("run_at").notNull(),
      error: text("error"),
      createdAt: whole("created_at").notNull(),
      updatedAt: whole("updated_at").notNull(),
    },
    (columns) => [index("jobs_ready").on(columns.state, columns.runAt)],
  );

  return { seenSids, settings, spending, reservations, toolCalls, jobs };
}
