import first from "../../../drizzle/postgres/0000_first.sql" with { type: "text" };
import lastTopic from "../../../drizzle/postgres/0001_last-topic.sql" with { type: "text" };
import optOut from "../../../drizzle/postgres/0002_opt-out-and-context.sql" with { type: "text" };
import narrowerIndexes from "../../../drizzle/postgres/0003_narrower-indexes.sql" with { type: "text" };
import toolCalls from "../../../drizzle/postgres/0004_tool-calls.sql" with { type: "text" };
import replyFrom from "../../../drizzle/postgres/0005_reply-from.sql" with { type: "text" };
import replyParts from "../../../drizzle/postgres/0006_reply-parts.sql" with { type: "text" };
import charges from "../../../drizzle/postgres/0007_charges.sql" with { type: "text" };
import facts from "../../../drizzle/postgres/0008_facts.sql" with { type: "text" };
import budgetsAndPrices from "../../../drizzle/postgres/0009_budgets-and-prices.sql" with { type: "text" };
import privacy from "../../../drizzle/postgres/0010_privacy.sql" with { type: "text" };
import reminders from "../../../drizzle/postgres/0011_reminders.sql" with { type: "text" };
import knowledge from "../../../drizzle/postgres/0012_knowledge.sql" with { type: "text" };
import knowledgeWords from "../../../drizzle/postgres/0013_knowledge-words.sql" with { type: "text" };
import voiceReplies from "../../../drizzle/postgres/0014_voice-replies.sql" with { type: "text" };
import choices from "../../../drizzle/postgres/0015_choices.sql" with { type: "text" };
import pictures from "../../../drizzle/postgres/0016_pictures.sql" with { type: "text" };
import admin from "../../../drizzle/postgres/0017_admin.sql" with { type: "text" };
import takeOver from "../../../drizzle/postgres/0018_take-over.sql" with { type: "text" };
import fillLastMessages from "../../../drizzle/postgres/0019_fill-last-messages.sql" with { type: "text" };
import chargesByMessage from "../../../drizzle/postgres/0020_charges-by-message.sql" with { type: "text" };
import userAddresses from "../../../drizzle/postgres/0021_user-addresses.sql" with { type: "text" };
import shorterChargeKeys from "../../../drizzle/postgres/0022_shorter-charge-keys.sql" with { type: "text" };
import type { Migration } from "../compare-schema.ts";

/** Every migration in order, embedded: a folder cannot be read from inside the executable. */
export const migrations: readonly Migration[] = [
  { name: "0000_first", sql: first },
  { name: "0001_last-topic", sql: lastTopic },
  { name: "0002_opt-out-and-context", sql: optOut },
  { name: "0003_narrower-indexes", sql: narrowerIndexes },
  { name: "0004_tool-calls", sql: toolCalls },
  { name: "0005_reply-from", sql: replyFrom },
  { name: "0006_reply-parts", sql: replyParts },
  { name: "0007_charges", sql: charges },
  { name: "0008_facts", sql: facts },
  { name: "0009_budgets-and-prices", sql: budgetsAndPrices },
  { name: "0010_privacy", sql: privacy },
  { name: "0011_reminders", sql: reminders },
  { name: "0012_knowledge", sql: knowledge },
  { name: "0013_knowledge-words", sql: knowledgeWords },
  { name: "0014_voice-replies", sql: voiceReplies },
  { name: "0015_choices", sql: choices },
  { name: "0016_pictures", sql: pictures },
  { name: "0017_admin", sql: admin },
  { name: "0018_take-over", sql: takeOver },
  { name: "0019_fill-last-messages", sql: fillLastMessages },
  { name: "0020_charges-by-message", sql: chargesByMessage },
  { name: "0021_user-addresses", sql: userAddresses },
  { name: "0022_shorter-charge-keys", sql: shorterChargeKeys },
];
