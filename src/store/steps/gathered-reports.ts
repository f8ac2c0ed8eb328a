import { TransientError } from "../../core/errors.ts";
import { call, type Driver } from "../driver.ts";
import { isSent, RANK } from "../rank.ts";
import type { ReportedPart, StatusReport } from "../sends.ts";
import { keyOf, raiseAlone, raiseAndCharge, reported, toList } from "./raise-reported.ts";

/** The time for which a report waits for others, to share their commit: longer while many come. */
const WAIT_MS = { usual: 20, busy: 100 };
/** Reports within the usual time that are many. */
const MANY = 3;
const MAX_REPORTS = 64;

interface Waiting {
  readonly report: StatusReport & { readonly nonce: string };
  resolve(part: ReportedPart | null): void;
  reject(reason: unknown): void;
}

/**
 * Returns a function that stores delivery reports. Most only raise the rank of a part behind which
 * no other waits, which needs no lane: they are gathered and stored with one statement.
 * It resolves with null if more must be done.
 */
export function createReportGatherer(
  driver: Driver,
): (report: StatusReport) => Promise<ReportedPart | null> {
  let waiting: Waiting[] = [];
  let waitMs = WAIT_MS.usual;

  function storeAll(): void {
    const gathered = waiting;
    waiting = [];
    waitMs = gathered.length < MANY ? WAIT_MS.usual : WAIT_MS.busy;
    while (gathered.length > 0) void settle(gathered.splice(0, MAX_REPORTS));
  }

  async function settle(some: readonly Waiting[]): Promise<void> {
    try {
      const found = await store(some.map(({ report }) => report));
      for (const { report, resolve } of some) resolve(found.get(keyOf(report)) ?? null);
    } catch (reason) {
      // A report that lost a race is stored alone, and again if necessary.
      const isOutage = reason instanceof TransientError;
      for (const { resolve, reject } of some) {
        if (isOutage) reject(reason);
        else resolve(null);
      }
    }
  }

  /**
   * Raises the ranks that can be raised, and returns the parts that have at least the reported
   * rank.
   */
  async function store(
    reports: readonly Waiting["report"][],
  ): Promise<ReadonlyMap<string, ReportedPart>> {
    const furthest = new Map<string, StatusReport>();
    for (const report of reports) {
      const known = furthest.get(keyOf(report));
      const isFurther = known === undefined || RANK[report.status] > RANK[known.status];
      const pricing = report.pricing ?? known?.pricing;
      furthest.set(keyOf(report), { ...(isFurther ? report : known), ...(pricing && { pricing }) });
    }
    const told = [...furthest.values()];
    const isBillable = told.some(({ status }) => RANK[status] >= RANK.delivered);
    const [stored, raised] = isBillable
      ? await raiseAndCharge(driver, furthest)
      : await raiseOnly(driver, toList(told));
    // A repeated or late report changes nothing.
    const asTold = stored.filter((part) => {
      const report = furthest.get(keyOf(part));
      return report !== undefined && RANK[part.state] >= RANK[report.status] && isSent(part.state);
    });
    return new Map(
      [...asTold, ...raised].map((part) => {
        const { userId, messageId, part: number } = part;
        return [keyOf(part), { userId, messageId, part: number, isDue: false }];
      }),
    );
  }

  return async (report) => {
    const { nonce, sid, status } = report;
    // A response may wait for a pulled part. PostgreSQL reads no NUL from JSON.
    const isPlain = nonce !== null && !`${nonce}${sid}`.includes("\0");
    if (driver.isPulled || !isPlain || !isSent(status)) return null;
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(storeAll, waitMs);
      waiting.push({ report: { ...report, nonce }, resolve, reject });
    });
  };
}

/** Raises parts that nothing is charged for yet; returns them as they were, and those that were raised. */
const raiseOnly = (driver: Driver, reports: string) =>
  driver.once((reader) =>
    reader.together(call(reported, { reports }), call(raiseAlone, { reports })),
  );
