import { sql } from "drizzle-orm";
import type { Kit, References } from "./sqlite/kit.ts";
import { defineAdminTables } from "./admin-tables.ts";
import type { ChargeKind } from "./charges.ts";
import { defineKnowledgeTables } from "./knowledge-tables.ts";
import type { JobKind } from "./maintenance.ts";
import type { ToolCallState } from "./states.ts";
import { defineUserAddresses } from "./users-table.ts";
import { defineWebhookTables } from "./webhook-tables.ts";

/** Defines the tables beside the conversation. */
export function defineSideTables(kit: Kit, references: References) {
  const { messageId, userId, partId, payerId, causeId } = references;
  const { table, id, whole, integer, text, flag, bytes } = kit;
  const { index, uniqueIndex, primaryKey } = kit;

  /** A row is written when a message is deleted, so that a replay cannot bring it back. */
  const seenSids = table("seen_sids", {
    hash: text("hash").primaryKey(),
    createdAt: whole("created_at").notNull(),
  });

  const settings = table("settings", {
    key: text("key").primaryKey(),
    value: text("value").notNull(),
    updatedAt: whole("updated_at").notNull(),
  });

  /** The usage of one user per day; the usage of all users is the sum. */
  const spending = table(
    "spending",
    {
      /** Such as `2026-11-22`, in the time zone of the settings. */
      day: text("day").notNull(),
      userId: whole("user_id").notNull(),
      tokens: whole("tokens").notNull().default(0),
      media: integer("media").notNull().default(0),
      /** Made for the user. */
      pictures: integer("pictures").notNull().default(0),
      isNoticed: flag("is_noticed").notNull().default(false),
    },
    (columns) => [primaryKey({ columns: [columns.day, columns.userId] })],
  );

  /** The money spent by one user in a day or a month: charges plus reservations. */
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
   * The most that a running model call, and the parts of its reply that are still to be delivered,
   * may cost, in tokens and money. Counted as spent until the actual figures are known.
   */
  const reservations = table("reservations", {
    messageId: messageId().primaryKey(),
    day: text("day").notNull(),
    tokens: whole("tokens").notNull(),
    nanoDollars: whole("nano_dollars").notNull().default(0),
    partsNanoDollars: whole("parts_nano_dollars").notNull().default(0),
    /** JSON: the `Billed` of the call; null if no money is reserved for it. */
    call: text("call"),
  });

  /** The ledger of charges. Rows are only added; a correction is a row too. */
  const charges = table(
    "charges",
    {
      id: id("id"),
      /** Identifies an event of the message that may be reported twice, without its sid. */
      key: text("key"),
      /** Null after the user was erased. */
      userId: payerId(),
      /** Null after the message was deleted. */
      messageId: causeId(),
      /** The day of its reservation if it has one, else the current day. */
      day: text("day").notNull(),
      channel: text("channel"),
      kind: text("kind").$type<ChargeKind>().notNull(),
      provider: text("provider").notNull(),
      model: text("model").notNull(),
      /** JSON: amounts by the name of their unit. */
      units: text("units").notNull(),
      nanoDollars: whole("nano_dollars").notNull(),
      isEstimated: flag("is_estimated").notNull(),
      /** Of a correction, whose amount is the difference: as much of what was estimated is no guess any more. */
      settled: whole("settled_nano_dollars"),
      createdAt: whole("created_at").notNull(),
    },
    (columns) => [
      // None by day or user: each would be one more page that every event writes, for a report now
      // and then. None by key alone, which would be another page for each.
      uniqueIndex("charges_event").on(columns.messageId, columns.key),
      // Nothing else leads from the sid of a send that was repeated to its message.
      index("charges_resent")
        .on(columns.key)
        .where(sql`key like 'resent %'`),
    ],
  );

  /** The number of delivered messages per address of ours and month: the first of them are free. */
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

  /**
   * Calls of tools that a model requested for the answer to a message. A row is committed before
   * its call begins.
   */
  const toolCalls = table(
    "tool_calls",
    {
      messageId: messageId().notNull(),
      /** The number of replies with calls before this one, from 0. */
      round: integer("round").notNull(),
      idx: integer("idx").notNull(),
      callId: text("call_id").notNull(),
      name: text("name").notNull(),
      /** JSON: an object; null if the model wrote none. */
      arguments: text("arguments"),
      /** JSON: a `Continuation`; only in the first call of a round. */
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
      /** The last time it was due without being sent: it waits for its user's next message. */
      missedAt: whole("missed_at"),
      createdAt: whole("created_at").notNull(),
      updatedAt: whole("updated_at").notNull(),
    },
    (columns) => [
      index("reminders_user").on(columns.userId),
      index("reminders_due").on(columns.dueAt),
    ],
  );

  /** The files of parts, each deleted with its part. */
  const outgoingFiles = table("outgoing_files", {
    partId: partId().primaryKey(),
    contentType: text("content_type").notNull(),
    name: text("name").notNull(),
    size: whole("size").notNull(),
    sha256: text("sha256").notNull(),
    token: text("token").notNull().unique(),
    createdAt: whole("created_at").notNull(),
    /** The last column, so that earlier ones are read without skipping over it. */
    bytes: bytes("bytes").notNull(),
  });

  /** Work that the command line or an erasure requests from the server. */
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
  const knowledge = defineKnowledgeTables(kit);
  const admin = defineAdminTables(kit, references);
  const webhooks = defineWebhookTables(kit, references);
  const users = { facts, reminders, userAddresses: defineUserAddresses(kit, references) };
  const files = { outgoingFiles, ...knowledge };
  const others = { ...files, ...webhooks, jobs, ...admin };
  return { seenSids, settings, ...money, toolCalls, ...users, ...others };
}
