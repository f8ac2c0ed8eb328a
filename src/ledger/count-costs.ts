import type { Clock } from "../core/ports.ts";
import type { ChargeSum } from "../store/charges.ts";

/** The store commits a charge no later than this after it has given its id. */
const LONGEST_COMMIT_MS = 60_000;

export interface CostCounterDeps {
  readonly store: {
    newestCharge(): Promise<number>;
    sumCharges(span: { readonly after: number; readonly upTo: number }): Promise<ChargeSum[]>;
  };
  readonly clock: Pick<Clock, "now">;
}

/**
 * Returns a function that sums up the charges in the whole database since this process began. Charges
 * are read again for a minute: their ids can be committed in another order than they are given.
 */
export function createCostCounter({
  store,
  clock,
}: CostCounterDeps): () => Promise<readonly ChargeSum[]> {
  const settled = new Map<string, ChargeSum>();
  /** Everything up to this id is in `settled`. */
  let settledId: number | null = null;
  let next: { readonly id: number; readonly at: number } | null = null;

  async function begin(): Promise<number> {
    settledId ??= await store.newestCharge();
    return settledId;
  }
  // Where the database fails now, counting begins with the first figures that are asked for.
  const begun = begin().catch(() => {});

  return async () => {
    await begun;
    let after = await begin();
    const now = clock.now();
    if (next !== null && now - next.at >= LONGEST_COMMIT_MS) {
      const older = await store.sumCharges({ after, upTo: next.id });
      for (const sum of older) add(settled, sum);
      after = next.id;
      settledId = after;
      next = null;
    }
    const upTo = await store.newestCharge();
    next ??= { id: upTo, at: now };
    const all = new Map(settled);
    for (const sum of await store.sumCharges({ after, upTo })) add(all, sum);
    return [...all.values()];
  };
}

function add(sums: Map<string, ChargeSum>, sum: ChargeSum): void {
  const key = `${sum.kind} ${sum.channel} ${sum.isEstimated}`;
  const known = sums.get(key)?.nanoDollars ?? 0n;
  sums.set(key, { ...sum, nanoDollars: known + sum.nanoDollars });
}
