import type { VoiceReplies } from "../core/voice-replies.ts";
import type { Kit, References } from "./sqlite/kit.ts";

/** Defines the table of users. */
export function defineUsers({ table, id, whole, text, flag }: Kit) {
  return table("users", {
    id: id("id"),
    phoneNumber: text("phone_number").unique(),
    externalUserId: text("external_user_id").unique(),
    /** The last From, verbatim: the address for answers to this user. */
    replyTo: text("reply_to").notNull(),
    /**
     * The To of that message: our own address that answers; null for rows from before it was
     * stored.
     */
    replyFrom: text("reply_from"),
    /** True if an owner merged further addresses into this user (`user_addresses`). */
    isMerged: flag("is_merged").notNull().default(false),
    whatsappName: text("whatsapp_name"),
    /** A grant given at run time; an entry in WHITELISTED_USERS needs none. */
    isWhitelisted: flag("is_whitelisted").notNull().default(false),
    /** False: blocked. */
    isActive: flag("is_active").notNull().default(true),
    /** The time at which this user wrote STOP; null after START. */
    optedOutAt: whole("opted_out_at"),
    language: text("language"),
    persona: text("persona"),
    /** Limits of this user's own, in nano-dollars, 0 for none; null where those of the settings hold. */
    dailyBudget: whole("daily_budget"),
    monthlyBudget: whole("monthly_budget"),
    /** True if their statements are remembered and shown to the model. */
    isMemoryOn: flag("is_memory_on").notNull().default(true),
    /** True if their messages are answered without history and erased once the answer is delivered. */
    isIncognito: flag("is_incognito").notNull().default(false),
    /** The answers that are spoken for them; null where the setting holds. */
    voiceReplies: text("voice_replies").$type<VoiceReplies>(),
    /** The IANA name of the time zone that reminders keep to; null before there was one. */
    timeZone: text("time_zone"),
    /** True if reminders wait for this user's next message. */
    hasMissedReminders: flag("has_missed_reminders").notNull().default(false),
    /** The owner who answers this user in place of the bot, and since when; null while the bot answers. */
    takenOverBy: text("taken_over_by"),
    takenOverAt: whole("taken_over_at"),
    /** The time at which this user asked for a human; null once an owner has written or marked it. */
    humanAskedAt: whole("human_asked_at"),
    code: text("code").notNull().unique(),
    welcomedAt: whole("welcomed_at"),
    /** The topic of the last answered message, and when that arrived; null if it had none. */
    lastTopic: text("last_topic"),
    lastTopicAt: whole("last_topic_at"),
    createdAt: whole("created_at").notNull(),
    updatedAt: whole("updated_at").notNull(),
  });
}

/** Defines the table of the further addresses of users, which an owner merged. */
export function defineUserAddresses(
  { table, id, whole, text, index }: Kit,
  { userId }: References,
) {
  return table(
    "user_addresses",
    {
      id: id("id"),
      userId: userId(),
      phoneNumber: text("phone_number").unique(),
      externalUserId: text("external_user_id").unique(),
      createdAt: whole("created_at").notNull(),
    },
    (columns) => [index("user_addresses_user").on(columns.userId)],
  );
}
