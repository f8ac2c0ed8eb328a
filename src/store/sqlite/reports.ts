import { and, eq, gt, or, type SQL, sql } from "drizzle-orm";
import { createNonce } from "../nonce.ts";
import { RANK } from "../rank.ts";
import type { ReportedPart, Resend, StatusReport } from "../sends.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { type Part, raise, scheduleNextPart, set } from "./parts.ts";
import { deliveries, messages } from "./schema.ts";

export function recordStatus(
  connection: Connection,
  report: StatusReport,
  resend?: Resend,
): ReportedPart | null {
  const { now } = connection;
  const part =
    report.nonce === null
      ? partWithSid(connection).get({ sid: report.sid })
      : partWithNonce(connection).get({ nonce: report.nonce });
  // A nonce that comes back under another sid is a second send of the same part; the first stands.
  if (part === undefined || (part.sid !== null && part.sid !== report.sid)) return null;
  if (report.status === "failed" && resend !== undefined && mayResend(connection, part, resend)) {
    queueAgain(connection, part, report.errorCode, resend.delayMs);
    return { messageId: part.messageId, part: part.part };
  }
  raise(connection, part, report.status, { sid: report.sid, errorCode: report.errorCode });
  const isProof = RANK[part.state] < RANK.accepted;
  const isOnItsWay = RANK[part.state] < RANK.sent && RANK[report.status] >= RANK.sent;
  if (isOnItsWay) scheduleNextPart(connection, part, now());
  // Either way the next part need not wait any longer.
  if (isProof || isOnItsWay) readyLane(connection, part.userId, now());
  return { messageId: part.messageId, part: part.part };
}

const partWithSid = prepared((orm) =>
  orm
    .select()
    .from(deliveries)
    .where(eq(deliveries.sid, given("sid")))
    .prepare(),
);

const partWithNonce = prepared((orm) =>
  orm
    .select()
    .from(deliveries)
    .where(eq(deliveries.nonce, given("nonce")))
    .prepare(),
);

/** The part that a delivery report is about. */
export function meantBy({ nonce, sid }: Pick<StatusReport, "nonce" | "sid">): SQL {
  return nonce === null ? eq(deliveries.sid, sid) : eq(deliveries.nonce, nonce);
}

function mayResend({ orm, now }: Connection, part: Part, resend: Resend): boolean {
  const isTooLate = now() - part.createdAt > resend.withinMs || part.resends >= resend.maxTimes;
  if (isTooLate || RANK[part.state] >= RANK.delivered) return false;
  // Sent again it would come after what the user has read since.
  const overtaker = orm
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
    .limit(1)
    .get();
  return overtaker === undefined;
}

function queueAgain(
  connection: Connection,
  part: Part,
  errorCode: string | null,
  delayMs: number,
): void {
  const { orm, now } = connection;
  const runAt = now() + delayMs;
  set(connection, part, {
    state: "pending",
    // What is still reported of the failed send must not be taken for the new one's.
    nonce: createNonce(),
    sid: null,
    errorCode,
    resends: part.resends + 1,
    runAt,
  });
  orm
    .update(messages)
    .set({ state: "answered", isProcessed: false, updatedAt: now() })
    .where(and(eq(messages.id, part.messageId), sql`state = 'done'`))
    .run();
  readyLane(connection, part.userId, runAt);
}
