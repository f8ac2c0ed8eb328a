import { sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Attachment, MessageType } from "../core/message.ts";
import type { ReplyPart } from "../core/reply-part.ts";
import type { DeliveryState, MessageState } from "./states.ts";
import { defineSideTables } from "./side-tables.ts";
import type { Kit } from "./sqlite/kit.ts";
import { defineUsers } from "./users-table.ts";

/** The `ready_at` of a lane without open work: later than any real time. */
export const IDLE = Number.MAX_SAFE_INTEGER;

const OPEN_PART = sql`state in ('pending', 'sending')`;

export type Tables = ReturnType<typeof defineTables>;

/**
 * Defines every table, with the column types of the database that `kit` belongs to. The types are
 * SQLite's for both; the contents of a row are the same.
 */
export function defineTables(kit: Kit) {
  const { table, id, whole, integer, text, flag, bytes } = kit;
  const { index, unique, uniqueIndex, primaryKey } = kit;
  const timestamps = {
    createdAt: whole("created_at").notNull(),
    updatedAt: whole("updated_at").notNull(),
  };

  const users = defineUsers(kit);
  const userId = () =>
    whole("user_id")
      .notNull()
      .references(() => users.id, CASCADE);

  const conversations = table(
    "conversations",
    {
      id: id("id"),
      userId: userId(),
      title: text("title"),
      /** The oldest message of the newest prompt; all later ones belong to the next prompt. */
      historyFrom: whole("history_from"),
      isActive: flag("is_active").notNull().default(true),
      ...timestamps,
    },
    (columns) => [index("conversations_user").on(columns.userId, columns.isActive)],
  );

  const messages = table(
    "messages",
    {
      id: id("id"),
      sid: text("sid").unique(),
      userId: userId(),
      conversationId: whole("conversation_id").references(() => conversations.id, CASCADE),
      direction: text("direction").$type<"inbound" | "outbound">().notNull(),
      messageType: text("message_type").$type<MessageType>().notNull(),
      content: text("content"),
      mediaUrl: text("media_url"),
      mediaContentType: text("media_content_type"),
      aiResponse: text("ai_response"),
      /**
       * JSON: a `Draft`, kept on the last message of its turn while it is spoken; null before that,
       * and once the answer is stored.
       */
      draft: text("draft"),
      aiModelUsed: text("ai_model_used"),
      promptTokens: integer("prompt_tokens"),
      completionTokens: integer("completion_tokens"),
      totalTokens: integer("total_tokens"),
      cachedTokens: integer("cached_tokens"),
      isProcessed: flag("is_processed").notNull().default(false),
      errorMessage: text("error_message"),
      /** For a message outside any conversation: the command, or the topic of a notice. */
      topic: text("topic"),
      /** The owner, or the program, that wrote a message of ours; null for what the bot wrote. */
      writtenBy: text("written_by"),
      /** Names the request that wrote it, so that a repeated request is recognised. */
      requestKey: text("request_key"),
      quotedSid: text("quoted_sid"),
      isForwarded: flag("is_forwarded").notNull().default(false),
      /** JSON: a `Location`. */
      location: text("location"),
      /** JSON: a list of `MessageContext`. */
      context: text("context"),
      /** JSON: unknown parameters. */
      raw: text("raw"),
      /** Null for an ordinary message; `private`: to be erased once it is over, and history of no other. */
      privacy: text("privacy").$type<"private" | "erased">(),
      /** Of a merged user: the address that it came from or goes to, and ours; else null. */
      replyTo: text("reply_to"),
      replyFrom: text("reply_from"),
      state: text("state").$type<MessageState>(),
      attempt: integer("attempt").notNull().default(0),
      starts: integer("starts").notNull().default(0),
      runAt: whole("run_at").notNull(),
      firstCallAt: whole("first_call_at"),
      /**
       * The message whose answer covers this one; null, or itself, if that is its own. Writing it
       * makes SQLite rewrite every index entry of the row, because the table refers to itself.
       */
      answeredBy: whole("answered_by").references((): AnySQLiteColumn => messages.id, {
        onDelete: "set null",
      }),
      ...timestamps,
    },
    (columns) => [
      index("messages_conversation").on(columns.conversationId, columns.id),
      index("messages_user_time").on(columns.userId, columns.createdAt),
      index("messages_time").on(columns.createdAt),
      index("messages_covered")
        .on(columns.answeredBy)
        .where(sql`answered_by is not null`),
      // Skips the search for pictures in a long conversation without one.
      index("messages_media")
        .on(columns.conversationId, columns.id)
        .where(sql`media_url is not null`),
      // Partial: open messages stay few, however long the history is.
      index("messages_waiting")
        .on(columns.userId, columns.id)
        .where(sql`state = 'received'`),
      index("messages_dead")
        .on(columns.id)
        .where(sql`state = 'dead'`),
      uniqueIndex("messages_request")
        .on(columns.requestKey)
        .where(sql`request_key is not null`),
      index("messages_private")
        .on(columns.id)
        .where(sql`privacy = 'private'`),
      ...kit.postgresOnly(() => [
        // Without it, the newest answer of one user would be searched among the messages of all.
        index("messages_user").on(columns.userId, columns.id),
        index("messages_forgotten")
          .on(columns.id)
          .where(sql`topic = 'forgotten'`),
      ]),
    ],
  );
  const messageId = () => whole("message_id").references(() => messages.id, CASCADE);

  const attachments = table(
    "attachments",
    {
      messageId: messageId().notNull(),
      idx: integer("idx").notNull(),
      url: text("url").notNull(),
      contentType: text("content_type").notNull(),
      kind: text("kind").$type<Attachment["kind"]>().notNull(),
      /** The extracted text; for a refused attachment, the reason. */
      text: text("text"),
      /** The picture or document in the form that a model accepts. */
      bytes: bytes("bytes"),
      durationMs: integer("duration_ms"),
      state: text("state")
        .$type<"waiting" | "understood" | "refused" | "dropped">()
        .notNull()
        .default("waiting"),
    },
    (columns) => [
      primaryKey({ columns: [columns.messageId, columns.idx] }),
      index("attachments_kept")
        .on(columns.messageId)
        .where(sql`text is not null or bytes is not null`),
    ],
  );

  const deliveries = table(
    "deliveries",
    {
      id: id("id"),
      messageId: messageId().notNull(),
      /**
       * The user of the message, repeated so that a user's open parts are one index lookup away.
       */
      userId: userId(),
      part: integer("part").notNull(),
      kind: text("kind").$type<ReplyPart["kind"]>().notNull().default("text"),
      /** The text, or the caption of a file in `outgoing_files`; empty if it has none. */
      body: text("body").notNull(),
      /** JSON: an `Offer`; null for a part without buttons. */
      offer: text("offer"),
      nonce: text("nonce").notNull().unique(),
      sid: text("sid"),
      state: text("state").$type<DeliveryState>().notNull().default("pending"),
      errorCode: text("error_code"),
      errorMessage: text("error_message"),
      attempt: integer("attempt").notNull().default(0),
      /** The number of times that it was sent again after a failure in transit. */
      resends: integer("resends").notNull().default(0),
      lookups: integer("lookups").notNull().default(0),
      runAt: whole("run_at").notNull(),
      startedAt: whole("started_at"),
      /**
       * The time at which its file was last fetched; kept here because SQLite rewrites a row
       * together with its bytes.
       */
      fetchedAt: whole("fetched_at"),
      ...timestamps,
    },
    (columns) => [
      unique("deliveries_message_part").on(columns.messageId, columns.part),
      index("deliveries_user").on(columns.userId),
      // Otherwise an unsent part would be indexed under NULL, and moved once it is sent.
      uniqueIndex("deliveries_sent")
        .on(columns.sid)
        .where(sql`sid is not null`),
      index("deliveries_failed")
        .on(columns.id)
        .where(sql`state in ('failed', 'unknown')`),
      index("deliveries_open").on(columns.userId, columns.messageId, columns.part).where(OPEN_PART),
    ],
  );

  const lanes = table(
    "lanes",
    {
      userId: whole("user_id")
        .primaryKey()
        .references(() => users.id, CASCADE),
      owner: text("owner"),
      leaseUntil: whole("lease_until").notNull().default(0),
      epoch: whole("epoch").notNull().default(0),
      readyAt: whole("ready_at").notNull().default(IDLE),
      /**
       * The time of the latest message of the conversation, for the order of the owner's list; kept
       * here because this row is written with every message anyway.
       */
      lastAt: whole("last_at"),
    },
    // Partial: most lanes have nothing to do.
    (columns) => [
      index("lanes_open")
        .on(columns.readyAt)
        .where(sql`ready_at < ${sql.raw(String(IDLE))}`),
    ],
  );

  const side = defineSideTables(kit, {
    messageId,
    userId,
    partId: () => whole("part_id").references(() => deliveries.id, CASCADE),
    payerId: () => whole("user_id").references(() => users.id, EMPTIED),
    causeId: () => whole("message_id").references(() => messages.id, EMPTIED),
  });
  return { users, conversations, messages, attachments, deliveries, lanes, ...side };
}

const CASCADE = { onDelete: "cascade" } as const;
const EMPTIED = { onDelete: "set null" } as const;
