import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { Offer } from "../../core/choices.ts";
import type { DeliveryStatus } from "../../core/ports.ts";
import { type ReplyPart, textPart, wordsOfPart } from "../../core/reply-part.ts";
import { type Call, call, type Transaction } from "../driver.ts";
import type { DeliveryState } from "../states.ts";
import { createNonce } from "../nonce.ts";
import { RANK } from "../rank.ts";
import { updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { openPart } from "./begin-send.ts";
import { storingFile } from "./outgoing-files.ts";

export type Part = Tables["deliveries"]["$inferSelect"] & { readonly hasNext: number };

/** The columns of a part; `hasNext` is 1 if its message has another one behind it, else 0. */
export function partColumns({ deliveries }: Pick<Tables, "deliveries">) {
  const { messageId, part } = deliveries;
  const next = sql`select 1 from deliveries as next
    where next.message_id = ${messageId} and next.part > ${part}`;
  const hasNext = sql`case when exists (${next}) then 1 else 0 end`.mapWith(Number);
  return { ...getTableColumns(deliveries), hasNext };
}

/** Queues texts to be sent in order, as parts of one message. */
export async function queueParts(
  transaction: Transaction,
  owner: { readonly messageId: number; readonly userId: number },
  bodies: readonly string[],
): Promise<void> {
  const { parts } = newParts(transaction, owner, bodies.map(textPart));
  for (const { statement: insert, values } of parts) await transaction.all(insert, values);
}

function offerToText({ choices, inWords }: Offer): string {
  return JSON.stringify({ choices, inWords } satisfies Offer);
}

type NewPart = NonNullable<(typeof insertPart)["row"]>;

/**
 * Returns the calls that queue parts, to be run one after the other, and then their files; held
 * parts wait until the user asks for more. The first is being sent at once if `isBegun`.
 */
export function newParts(
  transaction: Transaction,
  owner: { readonly messageId: number; readonly userId: number },
  contents: readonly ReplyPart[],
  held: readonly ReplyPart[] = [],
  isBegun = false,
): { readonly parts: readonly Call<NewPart>[]; readonly files: readonly Call[] } {
  const { now } = transaction;
  const parts: Call<NewPart>[] = [];
  const files: Call[] = [];
  for (const [index, content] of [...contents, ...held].entries()) {
    const isSending = isBegun && index === 0;
    const state = isSending ? "sending" : index < contents.length ? "pending" : "held";
    const startedAt = isSending ? now : null;
    const nonce = createNonce();
    const { kind } = content;
    const facts = { ...owner, kind, body: wordsOfPart(content), state, startedAt, nonce, now };
    const offer = content.kind === "choices" ? offerToText(content) : null;
    parts.push(call(insertPart, { ...facts, offer }));
    if (content.kind === "media") files.push(storingFile(transaction, nonce, content.file));
  }
  return { parts, files };
}

type PartValue = "userId" | "kind" | "body" | "offer" | "state" | "startedAt" | "nonce" | "now";

const insertPart = statement((tables, given: Given<"messageId" | PartValue>) => {
  const { orm, deliveries, whole } = tables;
  // A message that was given up has its apology already, and may be answered after all.
  const next = orm
    .select({ part: sql`coalesce(max(${deliveries.part}) + 1, 0)` })
    .from(deliveries)
    .where(eq(deliveries.messageId, whole(given.messageId)));
  return orm
    .insert(deliveries)
    .values({
      messageId: given.messageId,
      userId: given.userId,
      part: sql`(${next})`,
      kind: given.kind,
      body: given.body,
      offer: given.offer,
      state: given.state,
      nonce: given.nonce,
      runAt: given.now,
      startedAt: given.startedAt,
      createdAt: given.now,
      updatedAt: given.now,
    })
    .returning(openPart(tables));
});

/** Makes the next held parts of a message pending, and returns how many. */
export async function releaseHeld(
  transaction: Transaction,
  messageId: number,
  limit: number,
): Promise<number> {
  const { now } = transaction;
  const times = { runAt: now, createdAt: now, now };
  return (await transaction.all(releaseParts, { messageId, limit, ...times })).length;
}

const releaseParts = updateRows("deliveries", ["runAt", "createdAt", "now"], {
  set: { state: "pending" },
  where: ({ orm, deliveries }, given: Given<"messageId" | "limit">) => {
    const next = orm
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(and(eq(deliveries.messageId, given.messageId), sql`state = 'held'`))
      .orderBy(deliveries.part)
      .limit(sql.placeholder("limit"));
    return sql`${deliveries.id} in ${next}`;
  },
  returning: ["id"],
});

/** Makes the part behind this one due at `runAt`. */
export async function scheduleNextPart(
  transaction: Transaction,
  { messageId, part, hasNext }: Part,
  runAt: number,
): Promise<void> {
  if (hasNext === 0) return;
  await transaction.all(makeDue, { messageId, part: part + 1, runAt });
}

const makeDue = updateRows("deliveries", ["runAt"], {
  by: ["messageId", "part"],
  where: sql`state = 'pending'`,
});

/** Returns the states that this one may replace. */
const below = (state: DeliveryState) =>
  Object.entries(RANK).flatMap(([name, rank]) => (rank < RANK[state] ? name : []));

interface Raised {
  readonly sid?: string;
  readonly errorCode?: string | null;
  readonly errorMessage?: string;
}

/** Raises the state of a part, never lowers it. The part was read under its lane's lock. */
export async function raise(
  transaction: Transaction,
  part: Part,
  state: DeliveryStatus | "unknown",
  facts: Raised,
): Promise<void> {
  await transaction.together(...raising(transaction, part, state, facts));
}

/** Returns the same as calls, to be run together with others. */
export function raising(
  { now }: Transaction,
  part: Part,
  state: DeliveryStatus | "unknown",
  facts: Raised,
): Call[] {
  const { id, sid: known, messageId } = part;
  const { sid = known, errorCode = null, errorMessage = null } = facts;
  const calls: Call[] = [];
  if (RANK[state] > RANK[part.state]) {
    const from = JSON.stringify(below(state));
    calls.push(call(raiseTo, { id, sid, state, states: from, errorCode, errorMessage, now }));
  } else if (sid !== known) {
    calls.push(call(noteSid, { id, sid, now }));
  }
  // After this the part is no longer open.
  const isNews = RANK[part.state] < RANK.accepted;
  if (isNews) calls.push(call(markDone, { messageId, besides: id, now }));
  return calls;
}

const raiseTo = updateRows("deliveries", ["sid", "state", "errorCode", "errorMessage", "now"], {
  by: ["id"],
  // A report that needs no lane may have raised it since it was read.
  among: "state",
});

const noteSid = updateRows("deliveries", ["sid", "now"], { by: ["id"] });

/** Marks an answered message as done once none of its parts is open. */
export async function finishMessage(transaction: Transaction, messageId: number): Promise<void> {
  await transaction.all(markDone, { messageId, besides: null, now: transaction.now });
}

const markDone = updateRows("messages", ["now"], {
  set: { state: "done", isProcessed: true },
  where: ({ orm, messages, deliveries, whole }, given: Given<"messageId" | "besides">) => {
    const isOpen = and(
      eq(deliveries.messageId, given.messageId),
      sql`state in ('pending', 'sending')`,
      sql`${deliveries.id} <> coalesce(${whole(given.besides)}, 0)`,
    );
    const open = orm.select({ id: deliveries.id }).from(deliveries).where(isOpen);
    return and(eq(messages.id, given.messageId), sql`state = 'answered'`, sql`not exists ${open}`);
  },
});
