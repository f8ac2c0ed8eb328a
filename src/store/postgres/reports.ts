import { and, eq, gt, or, type SQL, sql } from "drizzle-orm";
import { createNonce } from "../nonce.ts";
import { RANK } from "../rank.ts";
import type { ReportedPart, Resend, StatusReport } from "../sends.ts";
import type { Transaction } from "./connection.ts";
import { lockLanes, readyLane } from "./lanes.ts";
import { type Part, raise, scheduleNextPart, set } from "./parts.ts";
import { deliveries, messages } from "./schema.ts";

export async function recordStatus(
  transaction: Transaction,
  report: StatusReport,
  resend?: Resend,
): Promise<ReportedPart | null> {
  const { now } = transaction;
  const part = await lockReported(transaction, report);
  // A nonce that comes back under another sid is a second send of the same part; the first stands.
  if (part === undefined || (part.sid !== null && part.sid !== report.sid)) return null;
  const reported = { messageId: part.messageId, part: part.part };
  const isFailed = report.status === "failed";
  if (isFailed && resend !== undefined && (await mayResend(transaction, part, resend))) {
    await queueAgain(transaction, part, report.errorCode, resend.delayMs);
    return reported;
  }
  await raise(transaction, part, report.status, { sid: report.sid, errorCode: report.errorCode });
  const isProof = RANK[part.state] < RANK.accepted;
  const isOnItsWay = RANK[part.state] < RANK.sent && RANK[report.status] >= RANK.sent;
  if (isOnItsWay) await scheduleNextPart(transaction, part, now);
  // Either way the next part need not wait any longer.
  if (isProof || isOnItsWay) await readyLane(transaction, part.userId, now);
  return reported;
}

// Whose lane it is must be read before it can be locked, and holds only once it is: two rows that
// turned out to be one person move their parts meanwhile.
async function lockReported(
  transaction: Transaction,
  report: StatusReport,
): Promise<Part | undefined> {
  const find = async () => {
    const [found] = await transaction.orm.select().from(deliveries).where(meantBy(report));
    return found;
  };
  let part = await find();
  for (let locked = null; part !== undefined && part.userId !== locked; part = await find()) {
    locked = part.userId;
    await lockLanes(transaction, [locked]);
  }
  return part;
}

/** The part that a delivery report is about. */
export function meantBy({ nonce, sid }: Pick<StatusReport, "nonce" | "sid">): SQL {
  return nonce === null ? eq(deliveries.sid, sid) : eq(deliveries.nonce, nonce);
}

async function mayResend({ orm, now }: Transaction, part: Part, resend: Resend): Promise<boolean> {
  const isTooLate = now - part.createdAt > resend.withinMs || part.resends >= resend.maxTimes;
  if (isTooLate || RANK[part.state] >= RANK.delivered) return false;
  // Sent again it would come after what the user has read since.
  const [overtaker] = await orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.userId, part.userId),
        or(
          gt(deliveries.messageId, part.messageId),
          and(eq(deliveries.messageId, part.messageId), gt(deliveries.part, part.part)),
        ),
        sql`state not in ('pending', 'failed', 'dead')`,
      ),
    )
    .limit(1);
  return overtaker === undefined;
}

async function queueAgain(
  transaction: Transaction,
  part: Part,
  errorCode: string | null,
  delayMs: number,
): Promise<void> {
  const { orm, now } = transaction;
  const runAt = now + delayMs;
  await set(transaction, part, {
    state: "pending",
    // What is still reported of the failed send must not be taken for the new one's.
    nonce: createNonce(),
    sid: null,
    errorCode,
    resends: part.resends + 1,
    runAt,
  });
  await orm
    .update(messages)
    .set({ state: "answered", isProcessed: false, updatedAt: now })
    .where(and(eq(messages.id, part.messageId), sql`state = 'done'`));
  await readyLane(transaction, part.userId, runAt);
}
