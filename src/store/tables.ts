import { sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { AttachmentKind, MessageType } from "../core/message.ts";
import type { ReplyPart } from "../core/reply-part.ts";
import type { DeliveryState, MessageState } from "./admin-store.ts";
import { defineSideTables } from "./side-tables.ts";
import type { Kit } from "./sqlite/kit.ts";

/** `ready_at` of a lane without open work: later than any real moment. */
export const IDLE = Number.MAX_SAFE_INTEGER;

const OPEN_PART = sql`state in ('pending', 'sending')`;

export type Tables = ReturnType<typeof defineTables>;

/**
 * Defines every table, with the column types of the database that `kit` belongs to. The types are
 * SQLite's for both; what a row holds is the same.
 */
export function defineTables(kit: Kit) {
  const { table, id, whole, integer, text, flag, bytes } = kit;
  const { index, unique, uniqueIndex, primaryKey } = kit;
  const timestamps = {
    createdAt: whole("created_at").notNull(),
    updatedAt: whole("updated_at").notNull(),
  };

  const users = table("users", {
    id: id("id"),
    phoneNumber: text("phone_number").unique(),
    externalUserId: text("external_user_id").unique(),
    /** The last From, verbatim: where this user is answered. */
    replyTo: text("reply_to").notNull(),
    /** The To of that message: which of our own addresses answers; null before it was kept. */
    replyFrom: text("reply_from"),
    whatsappName: text("whatsapp_name"),
    /** A grant given at run time; an entry in WHITELISTED_USERS needs none. */
    isWhitelisted: flag("is_whitelisted").notNull().default(false),
    /** False: blocked. */
    isActive: flag("is_active").notNull().default(true),
    /** When this user wrote STOP; null since START. */
    optedOutAt: whole("opted_out_at"),
    language: text("language"),
    persona: text("persona"),
    code: text("code").notNull().unique(),
    welcomedAt: whole("welcomed_at"),
    /** The topic of the last message that was answered, and when that message came; null when it had none. */
    lastTopic: text("last_topic"),
    lastTopicAt: whole("last_topic_at"),
    /** The IANA name of the zone that reminders keep to; null before there was one. */
    timeZone: text("time_zone"),
    /** Whether reminders wait for this user's next message. */
    hasMissedReminders: flag("has_missed_reminders").notNull().default(false),
    ...timestamps,
  });
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
      /** The oldest message that the newest prompt held; all later ones belong to the next. */
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
      aiModelUsed: text("ai_model_used"),
      promptTokens: integer("prompt_tokens"),
      completionTokens: integer("completion_tokens"),
      totalTokens: integer("total_tokens"),
      cachedTokens: integer("cached_tokens"),
      isProcessed: flag("is_processed").notNull().default(false),
      errorMessage: text("error_message"),
      /** Of a message outside any conversation: the command, or what a notice of ours is about. */
      topic: text("topic"),
      quotedSid: text("quoted_sid"),
      isForwarded: flag("is_forwarded").notNull().default(false),
      /** JSON: a `Location`. */
      location: text("location"),
      /** JSON: a list of `MessageContext`. */
      context: text("context"),
      /** JSON: parameters that we do not know. */
      raw: text("raw"),
      state: text("state").$type<MessageState>(),
      attempt: integer("attempt").notNull().default(0),
      starts: integer("starts").notNull().default(0),
      runAt: whole("run_at").notNull(),
      firstCallAt: whole("first_call_at"),
      /**
       * The message whose answer covers this one; null, or itself, when that is its own. To write it
       * has SQLite write every index of the row anew, because the table refers to itself.
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
      // A long conversation without a picture is not searched for one.
      index("messages_media")
        .on(columns.conversationId, columns.id)
        .where(sql`media_url is not null`),
      // Partial: what is open stays small however much history there is.
      index("messages_waiting")
        .on(columns.userId, columns.id)
        .where(sql`state = 'received'`),
      ...kit.postgresOnly(() => [
        // Otherwise the newest answer of one user may be searched among the messages of all.
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
      kind: text("kind").$type<AttachmentKind>().notNull(),
      /** The text that was read in it; of a refused one, the reason. */
      text: text("text"),
      /** The picture or document as a model can be shown it. */
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
      /** That of the message, repeated so that a user's open parts are one index away. */
      userId: userId(),
      part: integer("part").notNull(),
      kind: text("kind").$type<ReplyPart["kind"]>().notNull().default("text"),
      /** The text; of a file, which stands in `outgoing_files`, the caption, empty if it has none. */
      body: text("body").notNull(),
      nonce: text("nonce").notNull().unique(),
      sid: text("sid"),
      state: text("state").$type<DeliveryState>().notNull().default("pending"),
      errorCode: text("error_code"),
      errorMessage: text("error_message"),
      attempt: integer("attempt").notNull().default(0),
      /** Times that it was sent again because it had failed on its way. */
      resends: integer("resends").notNull().default(0),
      lookups: integer("lookups").notNull().default(0),
      runAt: whole("run_at").notNull(),
      startedAt: whole("started_at"),
      /** When its file was fetched last; here because SQLite writes a row with its bytes as a whole. */
      fetchedAt: whole("fetched_at"),
      ...timestamps,
    },
    (columns) => [
      unique("deliveries_message_part").on(columns.messageId, columns.part),
      index("deliveries_user").on(columns.userId),
      // A part that was not sent yet would be entered under NULL, and moved once it is sent.
      uniqueIndex("deliveries_sent")
        .on(columns.sid)
        .where(sql`sid is not null`),
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
