import { and, asc, eq, or, sql } from "drizzle-orm";
import { decideRetry, refuseRetry, type RetryOutcome } from "../decide-retry.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { createNonce } from "../nonce.ts";
import { pick } from "../pick.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { recordAudit } from "./admin-access.ts";
import { keepResent } from "./charges.ts";
import { queueJobs } from "./jobs.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { renewToken } from "./outgoing-files.ts";
import { isSilent } from "./opt-out.ts";
import { isTakenOver } from "./take-over.ts";

/**
 * Reopens finished work: a dead message becomes a job for the server, which answers it together
 * with those of its burst; failed parts are sent again. Decided with the lane locked, so that no
 * other process works on it meanwhile.
 */
export async function retry(
  transaction: Transaction,
  messageId: number,
  by: string,
): Promise<RetryOutcome> {
  const asked = await readMessage(transaction, messageId);
  if (asked === undefined) return { outcome: "unknown" };
  await lockLane(transaction, asked.userId);
  const message = await readMessage(transaction, messageId);
  if (message === undefined) return { outcome: "unknown" };
  const refusal = refuseRetry(message);
  if (refusal !== null) return refusal;
  if (await isSilent(transaction, message.userId)) return { outcome: "nothing-to-retry" };
  if (await isTakenOver(transaction, message.userId)) return { outcome: "taken-over" };
  const owner = (await readMessage(transaction, message.answeredBy ?? messageId)) ?? message;
  const parts = (await transaction.all(partsOf, { messageId: owner.id })).map(
    ({ kind, fileOf, ...part }) =>
      Object.assign(part, { isGone: kind === "media" && fileOf === null }),
  );
  const decision = decideRetry(owner, parts);
  if (decision.outcome === "answer-again") {
    await queueJobs(transaction, [{ kind: "retry", payload: { messageId: String(owner.id) } }]);
  } else if (decision.outcome === "send-again") {
    const { now } = transaction;
    for (const partId of decision.partIds) {
      const { sid = null } = parts.find(({ id }) => id === partId) ?? {};
      if (sid !== null) await keepResent(transaction, { messageId: owner.id, sid });
      const times = { runAt: now, createdAt: now, now };
      await transaction.all(unsend, { id: partId, nonce: createNonce(), ...times });
      await renewToken(transaction, partId);
    }
    await transaction.all(reopen, { id: owner.id, now });
    await readyLane(transaction, owner.userId, now);
  }
  if (decision.outcome === "answer-again" || decision.outcome === "send-again") {
    const { userId } = message;
    const change = { by, action: "message retried", userId, detail: `message ${messageId}` };
    await recordAudit(transaction, change);
  }
  return { outcome: decision.outcome };
}

const readMessage = (reader: Reader, id: number) => first(reader, messageWithId, { id });

const messageWithId = selectRows(
  "messages",
  ["id", "userId", "direction", "state", "privacy", "answeredBy"],
  { by: ["id"] },
);

const partsOf = statement(({ orm, deliveries, outgoingFiles }, given: Given<"messageId">) =>
  orm
    .select({
      ...pick(deliveries, "id", "sid", "state", "kind"),
      fileOf: outgoingFiles.partId,
    })
    .from(deliveries)
    .leftJoin(outgoingFiles, eq(outgoingFiles.partId, deliveries.id))
    .where(eq(deliveries.messageId, given.messageId))
    .orderBy(asc(deliveries.id)),
);

/**
 * Returns a part to its state before the first send. A late report about the old send must not be
 * taken for the new one's.
 */
const unsend = updateRows("deliveries", ["nonce", "runAt", "createdAt", "now"], {
  set: {
    state: "pending",
    sid: null,
    attempt: 0,
    lookups: 0,
    errorCode: null,
    errorMessage: null,
    startedAt: null,
  },
  by: ["id"],
});

const reopen = updateRows("messages", ["now"], {
  set: { state: "answered", isProcessed: false },
  by: ["id"],
});

export async function requeueMessage(
  transaction: Transaction,
  messageId: number,
): Promise<boolean> {
  const { now } = transaction;
  const dead = await readMessage(transaction, messageId);
  if (dead?.state !== "dead" || dead.privacy === "erased") return false;
  if (await isSilent(transaction, dead.userId)) return false;
  await readyLane(transaction, dead.userId, now);
  if (await isTakenOver(transaction, dead.userId)) return false;
  // Messages that were given up together are reopened together; their apology belongs to the last
  // one.
  const turn = dead.answeredBy ?? messageId;
  const revived = await transaction.all(revive, { messageId, turn, runAt: now, now });
  if (revived.length === 0) return false;
  await transaction.all(dropUnsent, { messageId: turn, now });
  return true;
}

const revive = updateRows("messages", ["runAt", "now"], {
  set: {
    state: "received",
    isProcessed: false,
    attempt: 0,
    starts: 0,
    firstCallAt: null,
    answeredBy: null,
    errorMessage: null,
  },
  where: ({ messages }, given: Given<"messageId" | "turn">) =>
    and(
      or(
        eq(messages.id, given.messageId),
        eq(messages.id, given.turn),
        eq(messages.answeredBy, given.turn),
      ),
      sql`state = 'dead'`,
    ),
  returning: ["id"],
});

/** An apology that was not sent yet is no longer needed. */
const dropUnsent = updateRows("deliveries", ["now"], {
  set: { state: "dead" },
  by: ["messageId"],
  where: sql`state = 'pending'`,
});
