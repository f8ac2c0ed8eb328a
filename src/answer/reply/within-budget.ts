import type { Lane } from "../../core/lane.ts";
import { addressesOf } from "../../core/user-address.ts";
import type { Costs } from "../../ledger/costs.ts";
import type { AnswerRecord } from "../../store/answer-record.ts";
import type { Store } from "../../store/store.ts";
import type { Turn } from "../../store/turn.ts";

export interface WithinBudgetDeps {
  readonly store: Store;
  readonly costs: Costs;
}

/**
 * Returns a reply that no model was called for, with what its messages may cost reserved; without its
 * messages if they would pass a budget, since to say so would pass it too.
 */
export async function withinBudget(
  record: AnswerRecord,
  turn: Turn,
  lane: Lane,
  { store, costs }: WithinBudgetDeps,
): Promise<AnswerRecord> {
  const { user, sid } = turn;
  const { length } = record.parts;
  if (length === 0 || !costs.isLimited(user.budget)) return record;
  if ((await store.reserveReply(lane, turn, length)) === false) {
    return { ...record, parts: [], held: [], error: "over-limit" };
  }
  const partNanoDollars = costs.priceOfPart(sid, addressesOf(user.identity));
  return { ...record, bill: { tokens: 0, charges: [], partNanoDollars } };
}
