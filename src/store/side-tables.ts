import { sql } from "drizzle-orm";
import type { Kit } from "./sqlite/kit.ts";
import type { ChargeKind } from "./charges.ts";
import type { JobKind } from "./maintenance.ts";
import type { ToolCallState } from "./tool-calls.ts";

type Reference = () => ReturnType<Kit["whole"]>;

/** The columns that refer to other tables. */
interface References {
  /** Makes a column that refers to a message, and goes with it. */
  readonly messageId: Reference;
  readonly userId: () => ReturnType<ReturnType<Kit["whole"]>["notNull"]>;
  readonly partId: Reference;
  /** Make columns that are emptied when the row they refer to is deleted. */
  readonly payerId: Reference;
  readonly causeId: Reference;
}

/** Defines the tables beside the conversation. */
export function defineSideTables(
  kit: Kit,
  { messageId, userId, partId, payerId, causeId }: References,
) {
  const { table, id, whole, integer, text, flag, bytes, index, uniqueIndex, primaryKey } = kit;

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

  /** What a day has cost for one user; the cost for all users is the sum. */
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

  /** The money that a day or a month has cost one user: what was charged, and what is reserved. */
  const spentMoney = table(
    "spent_money",
    {
      /** Such as `2026-11-22`, or `2026-11`. */
      period: text("period").notNull(),
      userId: whole("user_id").notNull(),
      nanoDollars: whole("nano_dollars").notNull(),
    },
    (columns) => [primaryKey({ columns: [columns.period, columns.userId] })],
  );

  /**
   * What a model call under way may cost, in tokens and in money, and what the parts of its reply may
   * that are still to be delivered; counted as spent until their ends say better.
   */
  const reservations = table("reservations", {
    messageId: messageId().primaryKey(),
    day: text("day").notNull(),
    tokens: whole("tokens").notNull(),
    nanoDollars: whole("nano_dollars").notNull().default(0),
    partsNanoDollars: whole("parts_nano_dollars").notNull().default(0),
    /** JSON: a `Billed`, what is called; null where no money is reserved for it. */
    call: text("call"),
  });

  /** The ledger: what was charged. Rows are only added; a correction is a row too. */
  const charges = table(
    "charges",
    {
      id: id("id"),
      /** Names an event that may be told of twice, without its sid. */
      key: text("key"),
      /** Null once the user was erased. */
      userId: payerId(),
      /** Null once the message was deleted. */
      messageId: causeId(),
      /** That of its reservation, else of the moment. */
      day: text("day").notNull(),
      channel: text("channel"),
      kind: text("kind").$type<ChargeKind>().notNull(),
      provider: text("provider").notNull(),
      model: text("model").notNull(),
      /** JSON: what was used, by its name. */
      units: text("units").notNull(),
      nanoDollars: whole("nano_dollars").notNull(),
      isEstimated: flag("is_estimated").notNull(),
      createdAt: whole("created_at").notNull(),
    },
    (columns) => [
      uniqueIndex("charges_key")
        .on(columns.key)
        .where(sql`key is not null`),
      // None by day or user: each would be one more page that every event writes, for a report now and then.
      index("charges_message").on(columns.messageId),
    ],
  );

  /** How many messages an address of ours had delivered in a month: the first of them are free. */
  const monthlyDeliveries = table(
    "monthly_deliveries",
    {
      address: text("address").notNull(),
      /** Such as `2026-11`. */
      month: text("month").notNull(),
      total: whole("total").notNull(),
    },
    (columns) => [primaryKey({ columns: [columns.address, columns.month] })],
  );

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
      /** JSON: a `ToolEffect`, made once the answer is stored. */
      effect: text("effect"),
      startedAt: whole("started_at").notNull(),
      finishedAt: whole("finished_at"),
    },
    (columns) => [primaryKey({ columns: [columns.messageId, columns.round, columns.idx] })],
  );

  /** The statements that users asked the bot to remember. */
  const facts = table(
    "facts",
    {
      id: id("id"),
      userId: userId(),
      text: text("text").notNull(),
      createdAt: whole("created_at").notNull(),
    },
    (columns) => [index("facts_user").on(columns.userId)],
  );

  /** What users want to be reminded of. */
  const reminders = table(
    "reminders",
    {
      id: id("id"),
      userId: userId(),
      /** Names it to its user for as long as it stands. */
      number: integer("number").notNull(),
      text: text("text").notNull(),
      /** JSON: a `Schedule`; null where it is due at one moment, whatever the user's clock shows. */
      schedule: text("schedule"),
      /** Later than any moment where it is not due again. */
      dueAt: whole("due_at").notNull(),
      /** When it was due last without being sent: it waits for its user's next message. */
      missedAt: whole("missed_at"),
      createdAt: whole("created_at").notNull(),
      updatedAt: whole("updated_at").notNull(),
    },
    (columns) => [
      index("reminders_user").on(columns.userId),
      index("reminders_due").on(columns.dueAt),
    ],
  );

  /** The files that parts send, each deleted with its part. */
  const outgoingFiles = table("outgoing_files", {
    partId: partId().primaryKey(),
    contentType: text("content_type").notNull(),
    name: text("name").notNull(),
    size: whole("size").notNull(),
    sha256: text("sha256").notNull(),
    token: text("token").notNull().unique(),
    createdAt: whole("created_at").notNull(),
    /** Last, so that the columns before it are found without reading through them. */
    bytes: bytes("bytes").notNull(),
  });

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

  const money = { spending, spentMoney, reservations, charges, monthlyDeliveries };
  return { seenSids, settings, ...money, toolCalls, facts, reminders, outgoingFiles, jobs };
}
