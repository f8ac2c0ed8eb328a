import { asc, eq, sql } from "drizzle-orm";
import type { ExportedRow } from "../export.ts";
import { type Given, type Statement, statement } from "../statement.ts";

const profile = statement(({ orm, users }, given: Given<"userId">) =>
  orm
    .select({
      phoneNumber: users.phoneNumber,
      usernameId: users.externalUserId,
      name: users.whatsappName,
      language: users.language,
      persona: users.persona,
      timeZone: users.timeZone,
      isMemoryOn: users.isMemoryOn,
      isIncognito: users.isIncognito,
      voiceReplies: users.voiceReplies,
      isAllowed: users.isWhitelisted,
      isBlocked: sql`not ${users.isActive}`.mapWith(Boolean),
      code: users.code,
      optedOutAt: users.optedOutAt,
      welcomedAt: users.welcomedAt,
      createdAt: users.createdAt,
    })
    .from(users)
    .where(eq(users.id, given.userId)),
);

const addresses = statement(({ orm, userAddresses }, given: Given<"userId">) =>
  orm
    .select({
      phoneNumber: userAddresses.phoneNumber,
      usernameId: userAddresses.externalUserId,
      createdAt: userAddresses.createdAt,
    })
    .from(userAddresses)
    .where(eq(userAddresses.userId, given.userId))
    .orderBy(asc(userAddresses.id)),
);

const facts = statement(({ orm, facts: table }, given: Given<"userId">) =>
  orm
    .select({ text: table.text, createdAt: table.createdAt })
    .from(table)
    .where(eq(table.userId, given.userId))
    .orderBy(asc(table.id)),
);

const reminders = statement(({ orm, reminders: table }, given: Given<"userId">) =>
  orm
    .select({
      number: table.number,
      text: table.text,
      schedule: table.schedule,
      dueAt: table.dueAt,
      missedAt: table.missedAt,
      createdAt: table.createdAt,
    })
    .from(table)
    .where(eq(table.userId, given.userId))
    .orderBy(asc(table.number)),
);

const conversations = statement(({ orm, conversations: table }, given: Given<"userId">) =>
  orm
    .select({ id: table.id, title: table.title, createdAt: table.createdAt })
    .from(table)
    .where(eq(table.userId, given.userId))
    .orderBy(asc(table.id)),
);

const costs = statement(({ orm, spentMoney }, given: Given<"userId">) =>
  orm
    .select({ period: spentMoney.period, nanoDollars: spentMoney.nanoDollars })
    .from(spentMoney)
    .where(eq(spentMoney.userId, given.userId))
    .orderBy(asc(spentMoney.period)),
);

const usage = statement(({ orm, spending }, given: Given<"userId">) =>
  orm
    .select({ day: spending.day, tokens: spending.tokens, media: spending.media })
    .from(spending)
    .where(eq(spending.userId, given.userId))
    .orderBy(asc(spending.day)),
);

const messages = statement(({ orm, messages: table, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      id: table.id,
      sid: table.sid,
      conversationId: table.conversationId,
      direction: table.direction,
      type: table.messageType,
      topic: table.topic,
      text: table.content,
      answer: table.aiResponse,
      model: table.aiModelUsed,
      tokens: table.totalTokens,
      location: table.location,
      context: table.context,
      quotedSid: table.quotedSid,
      isForwarded: table.isForwarded,
      raw: table.raw,
      address: table.replyTo,
      error: table.errorMessage,
      state: table.state,
      createdAt: table.createdAt,
    })
    .from(table)
    .where(isAmong(table.id, given.ids))
    .orderBy(asc(table.id)),
);

const parts = statement(({ orm, deliveries, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      messageId: deliveries.messageId,
      part: deliveries.part,
      sid: deliveries.sid,
      text: deliveries.body,
      state: deliveries.state,
      createdAt: deliveries.createdAt,
    })
    .from(deliveries)
    .where(isAmong(deliveries.messageId, given.ids))
    .orderBy(asc(deliveries.messageId), asc(deliveries.part)),
);

const attachments = statement(({ orm, attachments: table, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      messageId: table.messageId,
      idx: table.idx,
      kind: table.kind,
      contentType: table.contentType,
      state: table.state,
      text: table.text,
      durationMs: table.durationMs,
    })
    .from(table)
    .where(isAmong(table.messageId, given.ids))
    .orderBy(asc(table.messageId), asc(table.idx)),
);

const toolCalls = statement(({ orm, toolCalls: table, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      messageId: table.messageId,
      name: table.name,
      arguments: table.arguments,
      result: table.result,
      state: table.state,
      startedAt: table.startedAt,
    })
    .from(table)
    .where(isAmong(table.messageId, given.ids))
    .orderBy(asc(table.messageId), asc(table.round), asc(table.idx)),
);

const charges = statement(({ orm, charges: table, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      messageId: table.messageId,
      day: table.day,
      kind: table.kind,
      provider: table.provider,
      model: table.model,
      units: table.units,
      nanoDollars: table.nanoDollars,
      isEstimated: table.isEstimated,
    })
    .from(table)
    .where(isAmong(table.messageId, given.ids))
    .orderBy(asc(table.id)),
);

/** The sections of a user, and those of the user's messages: a new table of personal data is a line here. */
export const OF_USER: Readonly<Record<string, Statement<"userId", ExportedRow>>> = {
  profile,
  addresses,
  facts,
  reminders,
  conversations,
  usage,
  costs,
};
export const OF_MESSAGES: Readonly<Record<string, Statement<"ids", ExportedRow>>> = {
  messages,
  attachments,
  parts,
  toolCalls,
  charges,
};
