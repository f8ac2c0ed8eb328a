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
import takeOver from "../../../drizzle/postgres/0014_take-over.sql" with { type: "text" };
import lastMessages from "../../../drizzle/postgres/0015_last-messages.sql" with { type: "text" };
import fillLastMessages from "../../../drizzle/postgres/0016_fill-last-messages.sql" with { type: "text" };

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

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
  { name: "0014_take-over", sql: takeOver },
  { name: "0015_last-messages", sql: lastMessages },
  { name: "0016_fill-last-messages", sql: fillLastMessages },
];
