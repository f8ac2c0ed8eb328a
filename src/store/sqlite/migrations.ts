import first from "../../../drizzle/sqlite/0000_first.sql" with { type: "text" };
import historyFrom from "../../../drizzle/sqlite/0001_history-from.sql" with { type: "text" };
import mediaIndex from "../../../drizzle/sqlite/0002_media-index.sql" with { type: "text" };
import lastTopic from "../../../drizzle/sqlite/0003_last-topic.sql" with { type: "text" };
import optOut from "../../../drizzle/sqlite/0004_opt-out-and-context.sql" with { type: "text" };
import narrowerIndexes from "../../../drizzle/sqlite/0005_narrower-indexes.sql" with { type: "text" };
import toolCalls from "../../../drizzle/sqlite/0006_tool-calls.sql" with { type: "text" };
import replyFrom from "../../../drizzle/sqlite/0007_reply-from.sql" with { type: "text" };
import replyParts from "../../../drizzle/sqlite/0008_reply-parts.sql" with { type: "text" };
import charges from "../../../drizzle/sqlite/0009_charges.sql" with { type: "text" };
import facts from "../../../drizzle/sqlite/0010_facts.sql" with { type: "text" };
import budgetsAndPrices from "../../../drizzle/sqlite/0011_budgets-and-prices.sql" with { type: "text" };
import privacy from "../../../drizzle/sqlite/0012_privacy.sql" with { type: "text" };
import reminders from "../../../drizzle/sqlite/0013_reminders.sql" with { type: "text" };
import knowledge from "../../../drizzle/sqlite/0014_knowledge.sql" with { type: "text" };
import knowledgeWords from "../../../drizzle/sqlite/0015_knowledge-words.sql" with { type: "text" };
import voiceReplies from "../../../drizzle/sqlite/0016_voice-replies.sql" with { type: "text" };
import choices from "../../../drizzle/sqlite/0017_choices.sql" with { type: "text" };
import pictures from "../../../drizzle/sqlite/0018_pictures.sql" with { type: "text" };
import admin from "../../../drizzle/sqlite/0019_admin.sql" with { type: "text" };
import takeOver from "../../../drizzle/sqlite/0020_take-over.sql" with { type: "text" };
import fillLastMessages from "../../../drizzle/sqlite/0021_fill-last-messages.sql" with { type: "text" };
import chargesByMessage from "../../../drizzle/sqlite/0022_charges-by-message.sql" with { type: "text" };
import userAddresses from "../../../drizzle/sqlite/0023_user-addresses.sql" with { type: "text" };
import shorterChargeKeys from "../../../drizzle/sqlite/0024_shorter-charge-keys.sql" with { type: "text" };
import type { Migration } from "../compare-schema.ts";

/** Every migration in order, embedded: a folder cannot be read from inside the executable. */
export const migrations: readonly Migration[] = [
  { name: "0000_first", sql: first },
  { name: "0001_history-from", sql: historyFrom },
  { name: "0002_media-index", sql: mediaIndex },
  { name: "0003_last-topic", sql: lastTopic },
  { name: "0004_opt-out-and-context", sql: optOut },
  { name: "0005_narrower-indexes", sql: narrowerIndexes },
  { name: "0006_tool-calls", sql: toolCalls },
  { name: "0007_reply-from", sql: replyFrom },
  { name: "0008_reply-parts", sql: replyParts },
  { name: "0009_charges", sql: charges },
  { name: "0010_facts", sql: facts },
  { name: "0011_budgets-and-prices", sql: budgetsAndPrices },
  { name: "0012_privacy", sql: privacy },
  { name: "0013_reminders", sql: reminders },
  { name: "0014_knowledge", sql: knowledge },
  { name: "0015_knowledge-words", sql: knowledgeWords },
  { name: "0016_voice-replies", sql: voiceReplies },
  { name: "0017_choices", sql: choices },
  { name: "0018_pictures", sql: pictures },
  { name: "0019_admin", sql: admin },
  { name: "0020_take-over", sql: takeOver },
  { name: "0021_fill-last-messages", sql: fillLastMessages },
  { name: "0022_charges-by-message", sql: chargesByMessage },
  { name: "0023_user-addresses", sql: userAddresses },
  { name: "0024_shorter-charge-keys", sql: shorterChargeKeys },
];
