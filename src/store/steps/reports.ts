import { and, eq, gt, or, sql } from "drizzle-orm";
import { type Driver, first, type Reader, type Transaction } from "../driver.ts";
import { createNonce } from "../nonce.ts";
import { RANK } from "../rank.ts";
import type { ReportedPart, Resend, StatusReport } from "../sends.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { chargeAccepted, chargeDelivered, keepResent, releasePart } from "./charges.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { nextWork } from "./open-work.ts";
import { isSilent } from "./opt-out.ts";
import { keepCaption, renewToken } from "./outgoing-files.ts";
import { missAgain } from "./refused-reminders.ts";
import { type Part, partColumns, raise, scheduleNextPart } from "./parts.ts";
import { isHeldBack } from "./take-over.ts";
import { queueEvent } from "./webhook-events.ts";

type Named = Pick<StatusReport, "nonce" | "sid">;

/** Stores a delivery report that needs more than raising a part's rank. */
export function recordReport(
  driver: Driver,
  report: StatusReport,
  resend?: Resend,
): Promise<ReportedPart | null> {
  // A failure may have to be sent again, and is reported only once.
  const options = { isSynced: report.status === "failed" };
  return driver.transact((transaction) => apply(transaction, report, resend), options);
}

async function apply(
  transaction: Transaction,
  report: StatusReport,
  resend?: Resend,
): Promise<ReportedPart | null> {
  const { now } = transaction;
  const part = await lockReported(transaction, report);
  // A nonce that returns with another sid is a second send of the same part; the first one counts.
  if (part === undefined || (part.sid !== null && part.sid !== report.sid)) return null;
  const { messageId, part: number, userId } = part;
  const isFailed = report.status === "failed";
  const again = isFailed ? await sendAgain(transaction, part, report, resend) : null;
  if (again !== null) {
    const price = await affordMessages(transaction, userId, 1, { isResend: true });
    if (price !== null) {
      await reserveParts(transaction, part, price);
      await queueAgain(transaction, part, report.errorCode, again);
      return { userId, messageId, part: number, isDue: true };
    }
  }
  if (isFailed && RANK[part.state] < RANK.failed) {
    if (report.isWindowClosed === true) await missAgain(transaction, part);
    await queueEvent(transaction, { type: "message.failed", userId, messageId });
  }
  await raise(transaction, part, report.status, { sid: report.sid, errorCode: report.errorCode });
  await chargeReported(transaction, part, report);
  const isProof = RANK[part.state] < RANK.accepted;
  const isOnItsWay = RANK[part.state] < RANK.sent && RANK[report.status] >= RANK.sent;
  if (isOnItsWay) await scheduleNextPart(transaction, part, now);
  // Later work need not wait any longer; usually there is none. A pulled part is not work of the
  // lane, but a response may wait for it.
  const isDue =
    (isProof || isOnItsWay) &&
    (transaction.isPulled || (await nextWork(transaction, userId)) !== null);
  if (isDue) await readyLane(transaction, userId, now);
  return { userId, messageId, part: number, isDue };
}

/**
 * Charges a reported part. If the response to a send was lost, its report is the first sign that it
 * was accepted.
 */
async function chargeReported(
  transaction: Transaction,
  part: Part,
  { sid, status, pricing }: StatusReport,
): Promise<void> {
  const billed = { ...part, sid };
  if (RANK[part.state] < RANK.accepted) await chargeAccepted(transaction, billed);
  if (status === "failed") {
    if (RANK[part.state] < RANK.delivered && part.state !== "failed")
      await releasePart(transaction, billed, true);
    return;
  }
  if (RANK[status] >= RANK.delivered) await chargeDelivered(transaction, billed, pricing);
}

// The owner of the lane must be read before the lane can be locked, and is certain only then: rows
// of one user may be merged meanwhile, which moves their parts.
async function lockReported(transaction: Transaction, report: Named): Promise<Part | undefined> {
  let part = await findReported(transaction, report);
  if (transaction.dialect === "sqlite") return part;
  for (let locked = null; part !== undefined && part.userId !== locked;) {
    locked = part.userId;
    await lockLane(transaction, locked);
    part = await findReported(transaction, report);
  }
  return part;
}

function findReported(reader: Reader, { nonce, sid }: Named): Promise<Part | undefined> {
  return nonce === null
    ? first(reader, partWithSid, { value: sid })
    : first(reader, partWithNonce, { value: nonce });
}

const partWith = (name: "sid" | "nonce") =>
  statement((tables, given: Given<"value">) => {
    const { orm, deliveries } = tables;
    return orm
      .select(partColumns(tables))
      .from(deliveries)
      .where(eq(deliveries[name], given.value));
  });

const partWithSid = partWith("sid");
const partWithNonce = partWith("nonce");

export async function isAnswer(reader: Reader, report: Named): Promise<boolean> {
  const part = await findReported(reader, report);
  if (part === undefined) return false;
  const owner = await first(reader, directionOf, { id: part.messageId });
  return owner?.direction === "inbound";
}

const directionOf = selectRows("messages", ["direction"], { by: ["id"] });

/** The way in which a part that failed is sent again. */
interface Again {
  readonly delayMs: number;
  /** True if only the caption of its file is sent, as a text. */
  readonly isCaptionOnly: boolean;
}

/** Decides whether a part is sent again; without its file if that failed too often. */
async function sendAgain(
  transaction: Transaction,
  part: Part,
  { isContentRefused }: StatusReport,
  resend: Resend | undefined,
): Promise<Again | null> {
  const isRecent =
    resend !== undefined &&
    transaction.now - part.createdAt <= resend.withinMs &&
    part.resends < resend.maxTimes;
  const isCaptionLeft = isContentRefused === true && part.kind === "media" && part.body !== "";
  if (RANK[part.state] >= RANK.delivered || !(isRecent || isCaptionLeft)) return null;
  if (await isSilent(transaction, part.userId)) return null;
  if (await isHeldBack(transaction, part)) return null;
  // Sent again it would arrive after later parts that the user has read since.
  const { userId, messageId, part: number } = part;
  const later = await first(transaction, overtaker, { userId, messageId, part: number });
  if (later !== undefined) return null;
  return isRecent
    ? { delayMs: resend.delayMs, isCaptionOnly: false }
    : { delayMs: 0, isCaptionOnly: true };
}

const overtaker = selectRows("deliveries", ["id"], {
  by: ["userId"],
  where: ({ deliveries }, given: Given<"messageId" | "part">) =>
    and(
      or(
        gt(deliveries.messageId, given.messageId),
        and(eq(deliveries.messageId, given.messageId), gt(deliveries.part, given.part)),
      ),
      sql`state not in ('held', 'pending', 'failed', 'dead')`,
    ),
  limit: 1,
});

async function queueAgain(
  transaction: Transaction,
  { id, kind, sid, messageId, userId }: Part,
  errorCode: string | null,
  { delayMs, isCaptionOnly }: Again,
): Promise<void> {
  const { now } = transaction;
  const runAt = now + delayMs;
  // Later reports about the failed send must not be taken for the new one's.
  await transaction.all(resendPart, { id, nonce: createNonce(), errorCode, runAt, now });
  if (sid !== null) await keepResent(transaction, { messageId, sid });
  if (isCaptionOnly) await keepCaption(transaction, id);
  else if (kind === "media") await renewToken(transaction, id);
  await transaction.all(reopen, { id: messageId, now });
  await readyLane(transaction, userId, runAt);
}

const resendPart = updateRows("deliveries", ["nonce", "errorCode", "runAt", "now"], {
  set: {
    state: "pending",
    sid: null,
    resends: ({ deliveries }) => sql`${deliveries.resends} + 1`,
  },
  by: ["id"],
});

const reopen = updateRows("messages", ["now"], {
  set: { state: "answered", isProcessed: false },
  by: ["id"],
  where: sql`state = 'done'`,
});
