import { asc, eq, sql } from "drizzle-orm";
import type { ExportedRow } from "../export.ts";
import { pick } from "../pick.ts";
import { selectRows } from "../plain-statements.ts";
import { type Given, type Statement, statement } from "../statement.ts";

const profile = statement(({ orm, users }, given: Given<"userId">) =>
  orm
    .select({
      phoneNumber: users.phoneNumber,
      usernameId: users.externalUserId,
      name: users.whatsappName,
      ...pick(users, "language", "persona", "timeZone", "isMemoryOn", "isIncognito"),
      ...pick(users, "voiceReplies"),
      isAllowed: users.isWhitelisted,
      isBlocked: sql`not ${users.isActive}`.mapWith(Boolean),
      ...pick(users, "code", "optedOutAt", "welcomedAt", "createdAt"),
    })
    .from(users)
    .where(eq(users.id, given.userId)),
);

const addresses = selectRows("userAddresses", ["phoneNumber", "createdAt"], {
  as: { usernameId: "externalUserId" },
  by: ["userId"],
  orderBy: ["id"],
});

const facts = selectRows("facts", ["text", "createdAt"], { by: ["userId"], orderBy: ["id"] });

const reminders = selectRows(
  "reminders",
  ["number", "text", "schedule", "dueAt", "missedAt", "createdAt"],
  { by: ["userId"], orderBy: ["number"] },
);

const conversations = selectRows("conversations", ["id", "title", "createdAt"], {
  by: ["userId"],
  orderBy: ["id"],
});

const costs = selectRows("spentMoney", ["period", "nanoDollars"], {
  by: ["userId"],
  orderBy: ["period"],
});

const usage = selectRows("spending", ["day", "tokens", "media"], {
  by: ["userId"],
  orderBy: ["day"],
});

const messages = statement(({ orm, messages: table, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      ...pick(table, "id", "sid", "conversationId", "direction"),
      type: table.messageType,
      topic: table.topic,
      text: table.content,
      answer: table.aiResponse,
      model: table.aiModelUsed,
      tokens: table.totalTokens,
      ...pick(table, "location", "context", "quotedSid", "isForwarded", "raw"),
      address: table.replyTo,
      error: table.errorMessage,
      state: table.state,
      createdAt: table.createdAt,
    })
    .from(table)
    .where(isAmong(table.id, given.ids))
    .orderBy(asc(table.id)),
);

const parts = selectRows("deliveries", ["messageId", "part", "sid", "state", "createdAt"], {
  as: { text: "body" },
  among: "messageId",
  orderBy: ["messageId", "part"],
});

const attachments = selectRows(
  "attachments",
  ["messageId", "idx", "kind", "contentType", "state", "text", "durationMs"],
  { among: "messageId", orderBy: ["messageId", "idx"] },
);

const toolCalls = selectRows(
  "toolCalls",
  ["messageId", "name", "arguments", "result", "state", "startedAt"],
  { among: "messageId", orderBy: ["messageId", "round", "idx"] },
);

const charges = selectRows(
  "charges",
  ["messageId", "day", "kind", "provider", "model", "units", "nanoDollars", "isEstimated"],
  { among: "messageId", orderBy: ["id"] },
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
export const OF_MESSAGES: Readonly<Record<string, Statement<"ids" | "messageIds", ExportedRow>>> = {
  messages,
  attachments,
  parts,
  toolCalls,
  charges,
};
