import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  unique,
} from "drizzle-orm/pg-core";
import type { AttachmentKind, MessageType } from "../../core/message.ts";
import type { DeliveryState, MessageState } from "../desk.ts";
import type { JobKind } from "../upkeep.ts";
import { bytes, id, text, timestamps, whole } from "./columns.ts";

/** `ready_at` of a lane without open work: later than any real moment. */
export const IDLE = Number.MAX_SAFE_INTEGER;

export const users = pgTable("users", {
  id: id("id"),
  phoneNumber: text("phone_number").unique(),
  externalUserId: text("external_user_id").unique(),
  /** The last From, verbatim: where this person is answered. */
  replyTo: text("reply_to").notNull(),
  whatsappName: text("whatsapp_name"),
  /** A grant given at run time; who stands in WHITELISTED_USERS needs none. */
  isWhitelisted: boolean("is_whitelisted").notNull().default(false),
  /** False: blocked. */
  isActive: boolean("is_active").notNull().default(true),
  language: text("language"),
  persona: text("persona"),
  code: text("code").notNull().unique(),
  welcomedAt: whole("welcomed_at"),
  ...timestamps,
});

export const conversations = pgTable(
  "conversations",
  {
    id: id("id"),
    userId: whole("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    title: text("title"),
    /** The oldest message that the newest prompt held; all later ones belong to the next. */
    historyFrom: whole("history_from"),
    isActive: boolean("is_active").notNull().default(true),
    ...timestamps,
  },
  (table) => [index("conversations_user").on(table.userId, table.isActive)],
);

export const messages = pgTable(
  "messages",
  {
    id: id("id"),
    sid: text("sid").unique(),
    userId: whole("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    conversationId: whole("conversation_id").references(() => conversations.id, {
      onDelete: "cascade",
    }),
    direction: text("direction").$type<"inbound" | "outbound">().notNull(),
    messageType: text("message_type").$type<MessageType>().notNull(),
    content: text("content"),
    mediaUrl: text("media_url"),
    mediaContentType: text("media_content_type"),
    aiResponse: text("ai_response"),
    aiModelUsed: text("ai_model_used"),
    promptTokens: integer("prompt_tokens"),
    completionTokens: integer("completion_tokens"),
    totalTokens: integer("total_tokens"),
    cachedTokens: integer("cached_tokens"),
    isProcessed: boolean("is_processed").notNull().default(false),
    errorMessage: text("error_message"),
    /** Of what is no part of a conversation: the command, or what a notice of ours is about. */
    topic: text("topic"),
    quotedSid: text("quoted_sid"),
    isForwarded: boolean("is_forwarded").notNull().default(false),
    /** JSON: a `Location`. */
    location: text("location"),
    /** JSON: parameters that we do not know. */
    raw: text("raw"),
    state: text("state").$type<MessageState>(),
    attempt: integer("attempt").notNull().default(0),
    starts: integer("starts").notNull().default(0),
    runAt: whole("run_at").notNull(),
    firstCallAt: whole("first_call_at"),
    /** The message whose answer covers this one: itself when it was answered alone. */
    answeredBy: whole("answered_by").references((): AnyPgColumn => messages.id, {
      onDelete: "set null",
    }),
    ...timestamps,
  },
  (table) => [
    index("messages_conversation").on(table.conversationId, table.id),
    // Else "the one before this one" may be looked for among everybody's.
    index("messages_user").on(table.userId, table.id),
    index("messages_user_time").on(table.userId, table.createdAt),
    index("messages_time").on(table.createdAt),
    index("messages_answered_by").on(table.answeredBy),
    // A long conversation without a picture is not searched for one.
    index("messages_media")
      .on(table.conversationId, table.id)
      .where(sql`media_url is not null`),
    // Partial: what is open stays small however much history there is.
    index("messages_waiting")
      .on(table.userId, table.id)
      .where(sql`state = 'received'`),
    // Partial: what is to be deleted soon is looked for again and again.
    index("messages_forgotten")
      .on(table.id)
      .where(sql`topic = 'forgotten'`),
  ],
);

export const attachments = pgTable(
  "attachments",
  {
    messageId: whole("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    idx: integer("idx").notNull(),
    url: text("url").notNull(),
    contentType: text("content_type").notNull(),
    kind: text("kind").$type<AttachmentKind>().notNull(),
    /** What it says; of a refused one, why. */
    text: text("text"),
    /** What a model can be shown of it. */
    bytes: bytes("bytes"),
    durationMs: integer("duration_ms"),
    state: text("state")
      .$type<"waiting" | "understood" | "refused" | "dropped">()
      .notNull()
      .default("waiting"),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.idx] }),
    index("attachments_kept")
      .on(table.messageId)
      .where(sql`text is not null or bytes is not null`),
  ],
);

export const deliveries = pgTable(
  "deliveries",
  {
    id: id("id"),
    messageId: whole("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    /** That of the message, repeated so that a user's open parts are one index away. */
    userId: whole("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    part: integer("part").notNull(),
    body: text("body").notNull(),
    mediaUrl: text("media_url"),
    nonce: text("nonce").notNull().unique(),
    sid: text("sid").unique(),
    state: text("state").$type<DeliveryState>().notNull().default("pending"),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    attempt: integer("attempt").notNull().default(0),
    /** Times that it was sent again because it had failed on its way. */
    resends: integer("resends").notNull().default(0),
    lookups: integer("lookups").notNull().default(0),
    runAt: whole("run_at").notNull(),
    startedAt: whole("started_at"),
    ...timestamps,
  },
  (table) => [
    unique("deliveries_message_part").on(table.messageId, table.part),
    index("deliveries_user").on(table.userId),
    index("deliveries_open")
      .on(table.userId, table.messageId, table.part)
      .where(sql`state in ('pending', 'sending')`),
  ],
);

export const lanes = pgTable(
  "lanes",
  {
    userId: whole("user_id")
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    owner: text("owner"),
    leaseUntil: whole("lease_until").notNull().default(0),
    epoch: whole("epoch").notNull().default(0),
    readyAt: whole("ready_at").notNull().default(IDLE),
  },
  (table) => [index("lanes_ready").on(table.readyAt)],
);

/** Written when a message row is deleted, so that a replay cannot bring it back. */
export const seenSids = pgTable("seen_sids", {
  hash: text("hash").primaryKey(),
  createdAt: whole("created_at").notNull(),
});

export const settings = pgTable("settings", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
  updatedAt: whole("updated_at").notNull(),
});

/** What a day has cost one user; what it has cost everybody is the sum. */
export const spending = pgTable(
  "spending",
  {
    /** Such as `2026-11-22`, in the time zone of the settings. */
    day: text("day").notNull(),
    userId: whole("user_id").notNull(),
    tokens: whole("tokens").notNull().default(0),
    media: integer("media").notNull().default(0),
    isNoticed: boolean("is_noticed").notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.day, table.userId] })],
);

/** Tokens that a model call under way may cost; counted as spent until its answer says better. */
export const reservations = pgTable("reservations", {
  messageId: whole("message_id")
    .primaryKey()
    .references(() => messages.id, { onDelete: "cascade" }),
  day: text("day").notNull(),
  tokens: whole("tokens").notNull(),
});

/** Work that the command line or an erasure asks of the server. */
export const jobs = pgTable(
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
    ...timestamps,
  },
  (table) => [index("jobs_ready").on(table.state, table.runAt)],
);
