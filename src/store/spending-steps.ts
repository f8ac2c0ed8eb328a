import { type LaneBinder, UNSYNCED } from "./bind.ts";
import type { NewCharge } from "./charges.ts";
import { reserveReply } from "./steps/afford.ts";
import { newestCharge, sumCharges } from "./steps/read-charges.ts";
import { correctCharges } from "./steps/correct-charges.ts";
import { releaseReserved } from "./steps/end-reservations.ts";
import { countPicture, reserveTokens, settleTokens, uncountPicture } from "./steps/spending.ts";
import type { Turn } from "./turn.ts";

/** Binds the steps for money that are not part of another step. */
export const spendingSteps = ({ read, write, rowsOf, run, underLane, fenced }: LaneBinder) => ({
  /**
   * Reserves the most that a call other than to the model may cost. A turn has one reservation at a
   * time: an earlier one stays spent. Returns null if the lane is lost.
   */
  reserveTokens: underLane(reserveTokens, UNSYNCED),
  /**
   * Reserves what so many messages may cost, for a reply that no model call has reserved them for. False,
   * and nothing is reserved, if that would pass a budget. Null when the lane is lost.
   */
  reserveReply: underLane(reserveReply, UNSYNCED),
  /**
   * Replaces the reservation with the actual cost. With null the tokens stay spent; without charges
   * all the reserved money is charged as an estimate.
   */
  settleTokens: fenced(
    async (transaction, turn: Turn, tokens: number | null, charges?: readonly NewCharge[]) => {
      await settleTokens(transaction, turn, tokens, charges);
      return true;
    },
    UNSYNCED,
  ),
  /**
   * Counts a picture that is about to be made for a user on a day. Returns false, and counts nothing,
   * if `limit` are counted already; 0 is no limit.
   */
  // A crash must not make it free.
  countPicture: write(
    async (transaction, userId: number, day: string, limit: number) =>
      (await transaction.all(countPicture, { userId, day, limit })).length > 0,
  ),
  /** Takes back the count of a picture that was not made. */
  uncountPicture: (userId: number, day: string) => run(uncountPicture, { userId, day }, UNSYNCED),
  /**
   * Gives back what is reserved for parts of which nothing was heard for so long. Returns how many: `limit`
   * when there may be more.
   */
  releaseReserved: write(releaseReserved, UNSYNCED),
  /**
   * Puts what messages really cost in the place of what was charged for them, each once: a new charge
   * of the difference, on the day of the first. Returns how many were corrected.
   */
  correctCharges: write(correctCharges, UNSYNCED),
  /** The id of the newest charge, 0 if there is none. */
  newestCharge: read(newestCharge),
  /** Sums up the charges of a span of ids. */
  sumCharges: (span: { readonly after: number; readonly upTo: number }) => rowsOf(sumCharges, span),
});
